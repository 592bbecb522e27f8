"""The sample account: its script is kept by what really happens, through the intake instead of a socket."""

import io
import zipfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.policy import SMTP

import pytest
from PIL import Image

from contacts.models import Company, Contact, Deal, Origin, SavedView, Task, TimelineEntry, TimelineLink
from emaillog import intake, processing
from emaillog.demo import files, loading, posting, script, talks
from emaillog.demo.letters import Writer
from emaillog.models import Attachment, InboundMessage, LoggedEmail, LoggingAddress, RegisteredAddress

A_HANDFUL = 12


@pytest.fixture(scope="module")
def whole():
    """The script with the year around it."""
    return talks.joined(script.read())


def take_in(sender: str, recipient: str, mail: bytes) -> None:
    (inbound,) = intake.keep_message(mail, door="smtp", sender=sender, recipients=[recipient])
    processing.process(inbound.pk)


def counts(account) -> list[int]:
    tables = (Company, Contact, Deal, TimelineEntry, TimelineLink, LoggedEmail, InboundMessage)
    return [table.objects.filter(account=account).count() for table in tables]


def check(letter, email, writer) -> None:
    """Whether a mail was logged as its script says that it was written."""
    mail, people = letter.mail, writer.script.people
    assert email.subject == mail.subject, mail.id
    assert email.sender["address"] == people[mail.sender].address, mail.id
    assert [one["address"] for one in email.cc] == [people[key].address for key in mail.cc], mail.id
    assert abs(email.occurred_at - writer.at(mail)) < timedelta(minutes=1), mail.id
    assert mail.text.strip().splitlines()[0] in email.text, mail.id
    assert email.note == mail.note, mail.id


def test_every_mail_of_the_script_ends_as_it_says_and_a_second_load_adds_nothing(db):
    account = loading.account()
    letters = list(loading.send(account, take_in))
    came_in = {row.envelope_sender: row for row in InboundMessage.objects.select_related("email")}
    expected = {letter.sender: letter.expect for letter in letters}
    assert {one: came_in[one].reason for one in expected if came_in[one].reason != expected[one]} == {}
    assert len(letters) >= 80
    assert Counter(expected.values())["logged"] >= 70
    writer = Writer(script.read(), account.created_at, "")
    for letter in letters:
        if letter.expect == "logged":
            check(letter, came_in[letter.sender].email, writer)
    check_variety(account)

    before = counts(account)
    assert loading.account() == account
    assert list(loading.send(account, take_in)) == []
    assert counts(account) == before


def check_variety(account) -> None:
    """Whether it shows what mail can be."""
    assert Contact.objects.filter(account=account, origin=Origin.EMAIL_LOGGING).count() >= 6
    left_out = Attachment.objects.get(account=account, blob="")
    assert (left_out.name, left_out.reason) == ("twenty-books.mp4", "attachment_too_large")
    assert Attachment.objects.filter(account=account, is_inline=True, content_type="image/png").count() > 40
    emails = LoggedEmail.objects.filter(account=account)
    assert not emails.filter(occurred_at__gt=account.created_at).exists()
    assert min(emails.filter(direction=way).count() for way in ("incoming", "outgoing")) > 30


def test_the_records_of_the_demo_are_those_of_a_company_at_work(db):
    account = loading.account()
    assert Company.objects.filter(account=account).count() >= 60
    assert Contact.objects.filter(account=account).count() >= 190
    stages = Counter(Deal.objects.filter(account=account).values_list("stage", flat=True))
    assert stages.total() >= 80
    assert min(stages[stage] for stage in ("new", "qualified", "proposal", "negotiation", "won", "lost")) >= 4
    assert Contact.objects.filter(account=account).values("lifecycle").distinct().count() >= 4
    assert set(TimelineEntry.objects.filter(account=account).values_list("kind", flat=True)) == {
        *("contacts.note", "contacts.call", "contacts.meeting", "contacts.task"),
    }
    due = Task.objects.filter(account=account, done_at=None)
    today = account.created_at.date()
    assert {(task.due_on > today) - (task.due_on < today) for task in due} == {-1, 0, 1}
    assert SavedView.objects.filter(account=account, is_shared=True).exists()
    assert RegisteredAddress.objects.filter(account=account, address="sales@fernwood.example").count() == 2
    assert RegisteredAddress.objects.filter(account=account, team__name="Projects").exists()


def test_the_year_around_the_script_is_the_same_each_time_and_in_six_languages(whole):
    assert talks.joined(script.read()) == whole
    mails = [mail for thread in whole.threads for mail in thread]
    assert len(mails) > 1300
    assert {whole.people[mail.sender].language for mail in mails} == {*("en", "de", "fr", "es", "it", "da")}
    assert {file.name.rpartition(".")[2] for mail in mails for file in mail.files} == {*("pdf", "png", "xlsx", "mp4")}
    assert all(person.address.endswith(".example") and person.address.isascii() for person in whole.people.values())
    assert not [mail.id for mail in mails if {"{", "}", "["} & {*mail.text, *mail.subject}]


@pytest.mark.parametrize("hour", [0, 7, 11, 12, 18, 23])
@pytest.mark.parametrize("day", [20, 22, 23], ids=["Friday", "Sunday", "Monday"])
def test_talks_go_forward_in_time_and_nothing_is_in_the_future_whenever_the_demo_starts(whole, day, hour):
    now = datetime(2026, 11, day, hour, 30, tzinfo=UTC)
    writer = Writer(whole, now, "")
    for thread in whole.threads:
        dates = [writer.at(mail) for mail in thread]
        assert dates == sorted(dates), thread[0].thread
        assert now - timedelta(days=400) < dates[0] <= dates[-1] < now


def test_a_handful_of_the_year_is_logged_as_written_and_came_in_on_its_day(db, whole):
    account = loading.account()
    bcc, forwarding = LoggingAddress.objects.pair(account)
    addresses = {bcc.route: bcc.address, forwarding.route: forwarding.address}
    writer = Writer(whole, account.created_at, forwarding.address)
    some = []
    for letter in posting.letters(writer, set()):
        if not any(file.mib for file in letter.mail.files) and (letter.mail.files or len(some) % 2):
            some.append(letter)
            take_in(letter.sender, addresses[letter.route.value], letter.message.as_bytes(policy=SMTP))
        if len(some) == A_HANDFUL:
            break
    loading.finish(account)
    came_in = {row.envelope_sender: row for row in InboundMessage.objects.select_related("email")}
    for letter in some:
        assert came_in[letter.sender].reason == "logged", letter.mail.id
        check(letter, came_in[letter.sender].email, writer)
        assert timedelta(0) < came_in[letter.sender].received_at - writer.at(letter.mail) < timedelta(hours=1)


def test_the_files_of_the_demo_are_what_their_names_say(whole):
    made = {file for thread in whole.threads for mail in thread for file in mail.files}
    for file in made:
        content = b"" if file.mib else files.content_of(file)
        match file.name.rpartition(".")[2]:
            case "png":
                assert Image.open(io.BytesIO(content)).size > (100, 100)
            case "xlsx":
                assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
            case "pdf":
                assert content.startswith(b"%PDF-1.4")
