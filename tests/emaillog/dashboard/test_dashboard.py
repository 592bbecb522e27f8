"""The first page after sign-in: my day, the team's mail, the pipeline."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from lxml import html

from contacts import courses, notes, tasks
from contacts.models import Task, TimelineEntry
from emaillog.models import LoggedEmail
from tests import factories
from tests.factories import mail

NOW = timezone.now()


@pytest.fixture
def page(signed_in):
    return lambda user: signed_in(user).get("/a/acme/").content.decode()


def task(account, contact, user, title, **fields) -> Task:
    entry = notes.write(account, contact, title, user)
    return Task.objects.create(account=account, entry=entry, title=title, assignee=user, **fields)


def test_signing_in_leads_to_the_first_page(account, bob, signed_in):
    assert signed_in(bob).get("/start/").url == "/a/acme/"


def test_my_day_has_what_is_due_for_me_until_tonight(account, alice, bob, page):
    maya = factories.contact(account, "maya@customer.test", first_name="Maya")
    task(account, maya, bob, "Call Maya", due_at=NOW)
    task(account, maya, bob, "Long overdue", due_at=NOW - timedelta(days=3))
    task(account, maya, bob, "Next week", due_at=NOW + timedelta(days=7))
    task(account, maya, bob, "Done already", due_at=NOW, done_at=NOW)
    task(account, maya, alice, "Of Alice", due_at=NOW)
    shown = page(bob)
    assert "Call Maya" in shown
    assert shown.index("Long overdue") < shown.index("Call Maya")
    assert not [title for title in ("Next week", "Done already", "Of Alice") if title in shown]


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Pacific/Auckland", datetime(2026, 7, 1, 21, 0, tzinfo=UTC)),  # nine in the morning of the second
        ("Pacific/Kiritimati", datetime(2026, 7, 1, 23, 0, tzinfo=UTC)),  # one in the afternoon of the second
        ("America/Los_Angeles", datetime(2026, 7, 3, 5, 0, tzinfo=UTC)),  # ten at night of the second
    ],
)
def test_a_task_for_today_is_in_my_day_wherever_i_am_and_one_for_tomorrow_is_not(zone, at, account, bob, page):
    maya = factories.contact(account, "maya@customer.test", first_name="Maya")
    type(bob).objects.filter(pk=bob.pk).update(time_zone=zone)
    with time_machine.travel(at, tick=False):
        task(account, maya, bob, "Ring her", due_at=tasks.all_day(date(2026, 7, 2)))
        task(account, maya, bob, "Write to her", due_at=tasks.all_day(date(2026, 7, 3)))
        shown = page(bob)
    assert "Ring her" in shown
    assert "Write to her" not in shown
    assert "(1 due)" in shown


def test_new_mail_of_my_contacts_is_on_my_page_and_on_nobody_elses(account, alice, bob, page, deliver, bcc_address):
    factories.contact(account, "maya@customer.test", owner=bob)
    deliver(mail(subject="Our offer", Date=NOW.strftime("%a, %d %b %Y %H:%M:%S +0000")), bcc_address)
    TimelineEntry.objects.update(data={**TimelineEntry.objects.get().data, "direction": "incoming"})
    assert "Our offer" in page(bob)
    assert "Our offer" not in page(alice)


def test_private_mail_of_others_is_no_news(account, alice, bob, page, deliver, bcc_address):
    factories.contact(account, "maya@customer.test", owner=bob)
    deliver(mail(subject="Our offer", Date=NOW.strftime("%a, %d %b %Y %H:%M:%S +0000")), bcc_address)
    entry = TimelineEntry.objects.get()
    TimelineEntry.objects.update(data={**entry.data, "direction": "incoming"}, private_to=alice)
    assert "Our offer" not in page(bob)


def test_a_deal_of_mine_without_a_word_for_two_weeks_went_quiet(account, bob, page):
    factories.deal(account, "Forgotten", owner=bob, opened_at=NOW - timedelta(days=30))
    factories.deal(account, "Fresh", owner=bob, opened_at=NOW)
    maya = factories.contact(account, "maya@customer.test")
    talked = factories.deal(account, "Talked about", (maya,), owner=bob, opened_at=NOW - timedelta(days=30))
    notes.write(account, talked, "We spoke", bob)
    quiet = page(bob).partition('id="dash-quiet"')[2].partition('id="dash-team"')[0]
    assert "Forgotten" in quiet
    assert "Fresh" not in quiet
    assert "Talked about" not in quiet


def test_who_has_no_deals_is_not_told_that_something_happened_in_them(account, alice, bob, page):
    factories.deal(account, "Fresh", owner=bob, opened_at=NOW)
    assert "Something has happened in each of your open deals" in page(bob)
    assert "Something has happened" not in page(alice)
    assert "You own no open deals." in page(alice)


def test_the_teams_mail_is_counted_by_week_and_person(account, alice, page, deliver, bcc_address):
    for number in range(3):
        deliver(mail(subject=f"Mail {number}", Date=NOW.strftime("%a, %d %b %Y %H:%M:%S +0000")), bcc_address)
    assert LoggedEmail.objects.count() == 3
    assert "3 mails in eight weeks" in page(alice)


def test_the_pipeline_shows_each_stage_with_its_sum(account, alice, page):
    factories.deal(account, "A", stage="proposal", amount=1000, currency="EUR")
    factories.deal(account, "B", stage="proposal", amount=500, currency="EUR")
    shown = " ".join(page(alice).partition('id="dash-pipeline"')[2].split())
    assert "1,500&nbsp;EUR" in shown


def test_each_pipeline_has_its_name_and_bars_as_long_as_the_number_of_deals(account, alice, page):
    partners = courses.make(account, alice, "Partners")
    assert "Partners" in page(alice)
    factories.deal(account, "A", amount=1_000_000)
    for name in "BC":
        factories.deal(account, name, stage=partners.stages.first().key, amount=1)
    shown = html.fromstring(page(alice))
    names = [each.text for each in shown.find_class("dash-course")]
    longest = [each.find_class("dash-bar-part")[0].get("width") for each in shown.find_class("dash-stages")]
    counts = [each.find_class("dash-count")[0].text for each in shown.find_class("dash-stages")]
    drawn = {name: each for name, *each in zip(names, longest, counts, strict=True)}
    assert drawn == {"Sales": ["50", "1 deal"], "Partners": ["100", "2 deals"]}


def test_who_hides_the_first_steps_has_them_hidden_for_good_and_for_nobody_else(account, alice, bob, page, signed_in):
    assert "First steps" in page(alice)
    answer = signed_in(alice).post("/a/acme/first-steps/hidden/", follow=True).content.decode()
    assert "Settings &gt; Email integrations" in answer
    assert "First steps" not in page(alice)
    assert "First steps" in page(bob)
    assert "First steps" in signed_in(alice).get("/a/acme/settings/integrations/email/").content.decode()


def test_charlie_does_not_see_the_page_of_acme(account, charlie, signed_in):
    assert signed_in(charlie).get("/a/acme/").status_code == 404


def test_the_page_costs_the_same_however_much_there_is(account, bob, signed_in, django_assert_max_num_queries):
    people = [factories.contact(account, f"p{n}@customer.test", first_name=f"P{n}", owner=bob) for n in range(20)]
    for person in people:
        task(account, person, bob, f"Call {person}", due_at=NOW)
        factories.deal(account, f"Deal with {person}", (person,), owner=bob, opened_at=NOW - timedelta(days=30))
    client = signed_in(bob)
    client.get("/a/acme/")
    with django_assert_max_num_queries(24):
        client.get("/a/acme/")
