"""The whole day of a salesperson and of an administrator: a browser, the real receiver and worker, in both languages,
with and without JavaScript. What is pressed and read is found by its words, which come out of the translations."""

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import translation
from playwright.sync_api import Locator, Page, expect

from tests.factories import PASSWORD, mail
from tests.whole.installation import Installation, installation, until

pytestmark = [pytest.mark.timeout(400)]

PLANS = b"%PDF-1.7 plans"
FILM = bytes(range(256)) * 5 * 2**12  # 5 MB
CAST = """
from django.utils import timezone
from contacts import tasks
from contacts.models import Contact, ContactEmail, Deal, DealContact
from crm.models import Account, User
account, bob = Account.objects.get(), User.objects.get(email="bob@acme.test")
User.objects.filter(email="alice@acme.test").update(name="Alice Admin")
alice = User.objects.get(email="alice@acme.test")
alice.set_password({password!r}); alice.save()
for key in {days!r}:
    person = Contact.objects.create(account=account, first_name="Maya", last_name=key, owner=bob, lifecycle="lead")
    ContactEmail.objects.create(account=account, contact=person, address=f"maya.{{key}}@c.test", is_primary=True)
    deal = Deal.objects.create(account=account, name=f"Rollout {{key}}", owner=bob, amount="1200.00")
    DealContact.objects.create(account=account, deal=deal, contact=person)
    tasks.write(account, bob, tasks.Wanted(f"Ring {{key}}", bob, tasks.all_day(timezone.localdate())), [person])
"""


@dataclass(frozen=True)
class Day:
    """A language, and whether the browser runs scripts."""

    language: str
    scripts: bool

    @property
    def key(self) -> str:
        """What tells the records of this day from those of the others."""
        return f"{'quick' if self.scripts else 'plain'}{self.language}"

    def say(self, words: str, plural: str = "", number: int = 0) -> str:
        with translation.override(self.language):
            if plural:
                return translation.ngettext(words, plural, number) % {"number": number}
            return translation.gettext(words)


DAYS = [Day("en", scripts=True), Day("de", scripts=True), Day("en", scripts=False), Day("de", scripts=False)]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with installation("postgresql", tmp_path_factory.mktemp("day")) as made:
        made.manage("create_user", "--account", "acme", "--email", "bob@acme.test", "--password", PASSWORD)
        made.manage("collectstatic", "--noinput", "--verbosity", "0")
        made.manage("shell", "-c", CAST.format(password=PASSWORD, days=[day.key for day in DAYS]))
        made.start_web()
        made.start_receiver()
        made.start_worker()
        yield made


@pytest.fixture(params=DAYS, ids=[day.key for day in DAYS])
def day(request) -> Day:
    return request.param


@pytest.fixture
def open_as(place, browser, day) -> Callable[[str], Page]:
    """A browser of somebody who has signed in and set their language; no page of theirs may complain."""
    opened, complaints = [], []

    def signed_in(email: str) -> Page:
        context = browser.new_context(
            base_url=f"http://127.0.0.1:{place.port}", locale=day.language, java_script_enabled=day.scripts
        )
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.goto("/accounts/login/")
        page.fill("[name=login]", email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.goto("/a/acme/settings/profile/")
        page.locator("[name=name]").fill(email.partition("@")[0].title())
        page.locator("[name=language]").select_option(day.language)
        page.locator("main form:has([name=language]) button").first.click()
        expect(page.locator("html")).to_have_attribute("lang", day.language)
        return page

    yield signed_in
    for context in opened:
        context.close()
    assert complaints == []


def send(place: Installation, sender: str, message, to: str) -> None:
    with smtplib.SMTP("127.0.0.1", place.smtp_port, timeout=60) as smtp:
        smtp.sendmail(sender, [to], message.as_bytes())


def settled(place: Installation, subject: str) -> bool:
    asked = "SELECT count(*) FROM emaillog_inboundmessage WHERE status <> 'received' AND subject LIKE "
    return place.ask(f"{asked} '%{subject}%'") == 1


def press(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=words, exact=True).first.click()


def says(page: Page, words: str | re.Pattern) -> Locator:
    return page.get_by_role("status").filter(has_text=words).first


def look_for(page: Page, day: Day, words: str) -> None:
    """By the key for it while typing, or by sending the form of the search."""
    if day.scripts:
        page.keyboard.press("/")
        page.keyboard.type(words)
        page.get_by_role("option", name=re.compile(words)).first.click()
        return
    page.locator("[data-search]").fill(words)
    page.locator("[data-search]").press("Enter")
    page.get_by_role("main").get_by_role("link", name=re.compile(words)).first.click()


def write(page: Page, day: Day, tab: str, fields: dict[str, str], button: str) -> None:
    page.locator(f"#compose-{tab}").click()
    for label, text in fields.items():
        page.locator("#composer").get_by_label(day.say(label), exact=True).fill(text)
    press(page, day.say(button))


def test_the_day_of_a_salesperson(place, open_as, day):
    page = open_as("bob@acme.test")

    page.goto("/start/")
    expect(page.get_by_role("heading", name=day.say("To do today"))).to_be_visible()
    page.get_by_role("link", name=f"Ring {day.key}", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(day.say("Edit the task"))

    look_for(page, day, f"Maya {day.key}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Maya {day.key}")
    contact = page.url

    write(page, day, "note", {"Note": "Likes *green* tea"}, "Save note")
    expect(page.locator("#timeline em", has_text="green").first).to_be_visible()
    write(page, day, "call", {"What was said": "She wants the plans"}, "Save call")
    expect(page.locator("#timeline-body article", has_text="She wants the plans")).to_be_visible()
    write(page, day, "task", {"Task": "Send the contract", "Due": "2031-03-04"}, "Add task")
    expect(page.get_by_role("checkbox", name=re.compile("Send the contract"))).to_be_visible()

    the_mail_comes(place, page, day)
    the_deal_is_won(page, day)
    a_view_is_saved(page, day)
    page.goto(contact)
    expect(page.locator(".pinned")).to_contain_text(f"Plans {day.key}")


def the_mail_comes(place: Installation, page: Page, day: Day) -> None:
    subject = f"Plans {day.key}"
    sent = mail("bob@acme.test", f"maya.{day.key}@c.test", subject, attachments=(("plans.pdf", PLANS),))
    send(place, "bob@acme.test", sent, place.account["bcc_address"])
    until(lambda: settled(place, subject), 90)
    if day.scripts:
        page.evaluate("htmx.trigger(document.querySelector('[data-poll]'), 'poll')")
        page.get_by_role("link", name=day.say("%(number)s new", "%(number)s new", 1)).click()
    else:
        page.goto(page.url)
    entry = page.locator("article", has=page.locator(".mail-subject", has_text=subject)).first
    entry.locator(".mail-summary").click()
    if not day.scripts:
        entry.get_by_role("link", name=day.say("Open this mail")).click()
    with page.expect_download() as download:
        page.locator("a[href*='/attachments/']:visible", has_text="plans.pdf").first.click()
    assert download.value.path().read_bytes() == PLANS
    if not day.scripts:
        page.go_back()
    entry.locator(".entry-menu > summary").click()
    entry.get_by_role("button", name=day.say("Pin on top")).click()
    expect(page.locator(".pinned")).to_contain_text(subject)


def the_deal_is_won(page: Page, day: Day) -> None:
    """By keyboard alone, or by the links that stand there without scripts."""
    deal, name = page.get_by_role("link", name=f"Rollout {day.key}", exact=True), f"Rollout {day.key}"
    page.goto("/a/acme/deals/board/")
    if day.scripts:
        deal.focus()
        page.keyboard.press("Shift+ArrowRight")
        expect(page.locator(".lane").nth(1)).to_contain_text(name)
        expect(deal).to_be_focused()
        page.keyboard.press("m")
        page.get_by_role("dialog").get_by_role("button", name=day.say("Won")).press("Enter")
    else:
        page.locator(".deal-card", has=deal).locator("[data-move]").click()
        page.get_by_role("main").get_by_role("button", name=day.say("Won")).click()
    won = page.locator(".lane[data-stage=won] .lane-count")
    expect(won).to_have_text(re.compile(r"[1-9]"))
    expect(page.locator(".lane[data-stage=new]")).not_to_contain_text(name)


def a_view_is_saved(page: Page, day: Day) -> None:
    page.goto("/a/acme/contacts/")
    page.locator("#narrow summary").first.click()
    page.locator("#filter-lifecycle").select_option("lead")
    if not day.scripts:
        page.locator("#narrow .pop-wide").get_by_role("button", name=day.say("Apply")).click()
    expect(page.locator(".chip-set")).to_contain_text(day.say("Lead"))
    page.keyboard.press("Escape")
    page.locator("#views summary").click()
    page.locator("#view-0-name").fill(f"Mine {day.key}")
    page.locator("#views").get_by_role("button", name=day.say("Save as a new view")).click()
    expect(page.locator("#views [aria-current]")).to_contain_text(f"Mine {day.key}")


def test_the_day_of_an_administrator(place, open_as, day):
    page = open_as("alice@acme.test")

    page.goto("/a/acme/settings/rules/")
    page.locator("[name=megabytes]").fill("4" if day.scripts else "3")
    page.locator("[name=grace_days]").fill(str(20 + DAYS.index(day)))
    press(page, day.say("Save"))
    expect(says(page, day.say("The rules are saved. They hold for every mail from now on."))).to_be_visible()

    a_mail_is_logged_by_hand(place, page, day)
    a_file_is_stored_after_all(place, page, day)

    page.goto("/a/acme/settings/users/")
    page.locator("[name=email]").fill(f"new.{day.key}@acme.test")
    press(page, day.say("Invite"))
    expect(page.locator("#invitation-link")).to_have_value(re.compile("/invitations/"))

    page.goto("/a/acme/settings/pipelines/")
    begin = page.get_by_role("button", name=day.say("Change these stages"))
    if begin.count():
        begin.click()
    page.get_by_label(day.say("New stage")).first.fill(f"Trial {day.key}")
    page.locator("button[value=add]").first.click()
    expect(says(page, day.say("The pipelines are changed."))).to_be_visible()

    page.goto("/a/acme/settings/audit-log/")
    told = page.locator(".audit-words")
    for words in (f"By hand {day.key}", "film.mov", f"new.{day.key}@acme.test"):
        expect(told.filter(has_text=words).first).to_contain_text("Alice")
    expect(told.first).to_contain_text("Alice")
    assert page.locator("html").get_attribute("lang") == day.language


def a_mail_is_logged_by_hand(place: Installation, page: Page, day: Day) -> None:
    """One that was sent to the wrong one of the two addresses."""
    subject = f"By hand {day.key}"
    wrong = place.account["forwarding_address"]
    send(place, "alice@acme.test", mail("alice@acme.test", f"Nora <nora.{day.key}@d.test>", subject), wrong)
    until(lambda: settled(place, subject), 90)
    page.goto("/a/acme/mail/?outcome=review")
    item = page.locator("form", has=page.locator("button[name=how]")).filter(has_text=subject)
    item.get_by_role("button").click()
    until(lambda: page.goto("/a/acme/mail/?outcome=logged") and page.get_by_role("link", name=subject).count(), 60)


def a_file_is_stored_after_all(place: Installation, page: Page, day: Day) -> None:
    subject = f"Film {day.key}"
    sent = mail("alice@acme.test", f"maya.{day.key}@c.test", subject, attachments=(("film.mov", FILM),))
    send(place, "alice@acme.test", sent, place.account["bcc_address"])
    until(lambda: settled(place, subject), 90)
    page.goto("/a/acme/settings/mail/bounced-attachments/")
    page.locator("form.bounced-actions", has_text="film.mov").locator("button[value=store]").first.click()
    stored = "/a/acme/settings/mail/bounced-attachments/?state=stored"
    until(lambda: page.goto(stored) and page.locator("main", has_text=subject).count(), 60)
