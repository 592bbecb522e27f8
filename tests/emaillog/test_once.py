"""R34: the same mail twice is one entry, whoever logs it, on whichever route, and whatever became of it on the way."""

import pytest

from contacts.models import TimelineEntry, TimelineLink
from emaillog.models import AlsoLogged, KnownBy, LoggedEmail, Status
from tests.factories import mail

INLINE = """\
For the file.

---------- Forwarded message ---------
From: {sender}
Date: Mon, Nov 23, 2026 at 10:00 AM
Subject: Our offer
To: {to}

Dear Maya,

here is our offer.
"""
SENT = {"sender": "Alice Admin <alice@acme.test>", "to": "Maya Chen <maya@customer.test>"}
RECEIVED = {"sender": "Maya Chen <maya@customer.test>", "to": "Alice Admin <alice@acme.test>"}


def inline(by="alice@acme.test", **of):
    """A forward that holds the mail in its text."""
    return mail(sender=by, to="to-file@nowhere.test", subject="Fwd: Our offer", text=INLINE.format(**of))


def attached(original, by="alice@acme.test"):
    message = mail(sender=by, to="to-file@nowhere.test", subject="Fwd: Our offer", text="")
    message.add_attachment(original)
    return message


def rewritten(original):
    """As a relay that writes its own Message-IDs sends it on."""
    copy = mail()
    for name in list(copy.keys()):
        if name.lower() in {"message-id", "date", "subject", "from", "to"}:
            del copy[name]
    for name in ("From", "To", "Subject", "Date"):
        copy[name] = original[name]
    copy["Message-ID"] = "<0100-relay@eu-west-1.amazonses.com>"
    copy.set_content(original.get_content())
    return copy


def only_email() -> LoggedEmail:
    assert TimelineEntry.objects.count() == 1
    return LoggedEmail.objects.get()


@pytest.fixture
def cast(account, alice, bob):
    return {"alice": alice, "bob": bob}


def test_r34_the_providers_retry_changes_nothing(cast, bcc_address, deliver):
    message = mail()
    deliver(message, to=bcc_address)
    (again,) = deliver(message, to=bcc_address)
    assert (again.status, again.known_by, again.email) == (Status.DUPLICATE, KnownBy.COPY, only_email())
    assert not AlsoLogged.objects.exists()


@pytest.mark.parametrize("form", ["attached", "inline"])
@pytest.mark.parametrize("bcc_first", [True, False])
def test_r34_a_mail_on_bcc_and_its_forward_are_one_entry(
    cast, bcc_address, forwarding_address, deliver, form, bcc_first
):
    sent = mail(**SENT)
    forward = attached(sent) if form == "attached" else inline(**SENT)
    steps = [(sent, bcc_address), (forward, forwarding_address)]
    first, second = (deliver(message, to=to)[0] for message, to in (steps if bcc_first else reversed(steps)))
    assert (first.status, second.status) == (Status.LOGGED, Status.DUPLICATE)
    assert second.email == first.email == only_email()
    assert second.known_by == (KnownBy.COPY if form == "attached" else KnownBy.SHAPE)
    assert TimelineLink.objects.exclude(contact=None).count() == 1


def test_r34_two_users_who_forward_the_same_answer_share_one_entry(cast, forwarding_address, deliver):
    answer = mail(**RECEIVED)
    deliver(attached(answer), to=forwarding_address)
    (second,) = deliver(inline("bob@acme.test", **RECEIVED), to=forwarding_address, mail_from="bob@acme.test")
    assert second.status == Status.DUPLICATE
    assert only_email().logged_by == cast["alice"]
    assert [also.user for also in AlsoLogged.objects.all()] == [cast["bob"]]


def test_r34_a_second_user_who_logs_it_twice_is_named_once(cast, forwarding_address, deliver):
    answer = mail(**RECEIVED)
    deliver(attached(answer), to=forwarding_address)
    for _time in range(2):
        deliver(attached(answer, "bob@acme.test"), to=forwarding_address, mail_from="bob@acme.test")
    assert AlsoLogged.objects.count() == 1


def test_r34_a_rewritten_id_makes_no_second_mail(cast, bcc_address, deliver):
    sent = mail(**SENT)
    (first,) = deliver(sent, to=bcc_address)
    (second,) = deliver(rewritten(sent), to=bcc_address)
    assert (second.status, second.known_by, second.email) == (Status.DUPLICATE, KnownBy.CONTENT, first.email)


def test_r34_a_footer_of_a_gateway_makes_no_second_mail(cast, bcc_address, deliver):
    words = "Dear Maya,\n\n" + "here is what we spoke about at length. " * 8
    deliver(mail(text=words, Message_ID="<one@acme.test>"), to=bcc_address)
    (second,) = deliver(mail(text=f"{words}\n\n-- \nscanned", Message_ID="<one@acme.test>"), to=bcc_address)
    assert (second.status, second.known_by) == (Status.DUPLICATE, KnownBy.IDENTITY)


def test_r34_an_id_that_somebody_used_before_suppresses_nothing(cast, bcc_address, deliver):
    deliver(mail(subject="Poison", Message_ID="<known@acme.test>"), to=bcc_address)
    (real,) = deliver(mail(subject="The real one", Message_ID="<known@acme.test>"), to=bcc_address)
    assert real.status == Status.LOGGED
    assert LoggedEmail.objects.count() == 2


def test_r34_the_same_words_to_two_people_in_one_minute_are_two_mails(cast, bcc_address, deliver):
    deliver(mail(to="maya@customer.test"), to=bcc_address)
    deliver(mail(to="tom@customer.test"), to=bcc_address)
    assert LoggedEmail.objects.count() == 2


def test_r34_two_mails_of_one_shape_in_one_forward_are_both_logged(cast, forwarding_address, deliver):
    wrapper = mail(to="to-file@nowhere.test", subject="Fwd", text="")
    for name in ("maya", "tom"):
        wrapper.add_attachment(mail(sender="news@customer.test", to=f"alice@acme.test, {name}@else.test"))
    (inbound,) = deliver(wrapper, to=forwarding_address)
    assert inbound.status == Status.LOGGED
    assert LoggedEmail.objects.count() == 2


def test_r34_the_same_mail_in_two_accounts_is_an_entry_in_each(cast, other_account, charlie, bcc_address, deliver):
    from emaillog.models import LoggingAddress

    other_account.memberships.create(user=cast["alice"])
    theirs = LoggingAddress.objects.pair(other_account)[0].address
    rows = deliver(mail(), to=[bcc_address, theirs])
    assert [row.status for row in rows] == [Status.LOGGED, Status.LOGGED]
    assert len({email.account_id for email in LoggedEmail.objects.all()}) == 2
