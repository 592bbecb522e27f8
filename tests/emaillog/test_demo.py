"""The sample account: its script is kept by what really happens, through the intake instead of a socket."""

from collections import Counter
from datetime import timedelta

import pytest

from contacts.models import Company, Contact, Deal, Origin, TimelineEntry, TimelineLink
from emaillog import intake, processing
from emaillog.demo import loading, script
from emaillog.demo.letters import Writer
from emaillog.models import Attachment, InboundMessage, LoggedEmail


@pytest.fixture
def load(db):
    """Loads the account, each mail settled as it comes in; gives the account and what was sent."""

    def take_in(sender: str, recipient: str, mail: bytes) -> None:
        (inbound,) = intake.keep_message(mail, door="smtp", sender=sender, recipients=[recipient])
        processing.process(inbound.pk)

    def loaded():
        account = loading.account()
        return account, list(loading.send(account, take_in))

    return loaded


def counts(account) -> list[int]:
    tables = (Company, Contact, Deal, TimelineEntry, TimelineLink, LoggedEmail, InboundMessage)
    return [table.objects.filter(account=account).count() for table in tables]


def test_every_mail_of_the_demo_ends_as_its_script_says_and_a_second_load_adds_nothing(load):
    account, letters = load()
    reasons = dict(InboundMessage.objects.filter(account=account).values_list("envelope_sender", "reason"))
    expected = {letter.sender: letter.expect for letter in letters}
    assert {one: reasons[one] for one in expected if reasons[one] != expected[one]} == {}
    assert len(letters) >= 80
    assert Counter(reasons.values())["logged"] >= 70

    before = counts(account)
    again, sent = load()
    assert (again, sent) == (account, [])
    assert counts(account) == before


def test_what_is_logged_is_what_the_script_says_was_written(load):
    account, letters = load()
    play = script.read()
    writer = Writer(play, account.created_at, "")
    emails = {row.envelope_sender: row.email for row in InboundMessage.objects.select_related("email")}
    for letter in letters:
        mail, email = letter.mail, emails[letter.sender]
        if letter.expect != "logged":
            continue
        assert email.subject == mail.subject, mail.id
        assert email.sender["address"] == play.people[mail.sender].address, mail.id
        assert [one["address"] for one in email.cc] == [play.people[key].address for key in mail.cc], mail.id
        assert abs(email.occurred_at - writer.at(mail)) < timedelta(minutes=1), mail.id
        assert mail.text.strip().splitlines()[0] in email.text, mail.id
        assert email.note == mail.note, mail.id


def test_the_demo_shows_what_mail_can_be(load):
    account, _letters = load()
    assert Contact.objects.filter(account=account).count() >= 38
    assert Contact.objects.filter(account=account, origin=Origin.EMAIL_LOGGING).count() >= 6
    left_out = Attachment.objects.get(account=account, blob="")
    assert (left_out.name, left_out.reason) == ("twenty-books.mp4", "attachment_too_large")
    assert Attachment.objects.filter(account=account, is_inline=True, content_type="image/png").count() > 40
    assert not LoggedEmail.objects.filter(account=account, occurred_at__gt=account.created_at).exists()
    assert LoggedEmail.objects.filter(account=account, direction="incoming").count() > 30
    assert LoggedEmail.objects.filter(account=account, direction="outgoing").count() > 30
