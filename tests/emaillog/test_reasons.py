"""Every reason code, reached through a real door: what is not in this table is in no log (R21, R35)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from crm.models import Account, Membership, User
from emaillog import blobs, processing, reading, removing, reviewing
from emaillog.models import (
    BlockedSender,
    InboundMessage,
    LoggingAddress,
    LoggingRules,
    NeverLog,
    Rehearsal,
    SenderPolicy,
)
from emaillog.rejection import REVIEWED, Reason
from tests.emaillog.forwards import forward
from tests.factories import contact, mail, user
from tests.house.files import ROOT

SENT = mail().as_bytes()
ANSWERED = """\
---------- Forwarded message ---------
From: Alice Admin <alice@acme.test>
Date: Mon, Nov 23, 2026 at 9:20 AM
Subject: Re: Our offer
To: Maya Chen <maya@customer.test>


Thank you!

On Mon, Nov 23, 2026 at 9:14 AM Maya Chen <maya@customer.test> wrote:

> we accept.
"""


@dataclass
class Stage:
    account: Account
    alice: User
    bcc: str
    forwarding: str
    by_smtp: Callable[..., InboundMessage]
    by_webhook: Callable[..., InboundMessage]
    drain: Callable[[], None]
    monkeypatch: Any

    def from_file(self, name: str) -> InboundMessage:
        """A mail of the corpus, as Alice forwards it."""
        raw = (ROOT / "tests/mails/no_forward" / f"{name}.eml").read_bytes()
        alice = raw.replace(b"bob@acme.test", b"alice@acme.test").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return self.by_smtp(alice, to=self.forwarding)


@pytest.fixture
def stage(account, alice, bcc_address, forwarding_address, by_smtp, by_webhook, drain, monkeypatch):
    return Stage(account, alice, bcc_address, forwarding_address, by_smtp, by_webhook, drain, monkeypatch)


def twice(stage: Stage) -> InboundMessage:
    stage.by_smtp(SENT)
    return stage.by_smtp(SENT)


def from_a_contact(stage: Stage) -> InboundMessage:
    contact(stage.account, "maya@customer.test")
    return stage.by_smtp(mail(sender="maya@customer.test", to="alice@acme.test").as_bytes(), "maya@customer.test")


def from_somebody_blocked(stage: Stage) -> InboundMessage:
    BlockedSender.objects.create(account=stage.account, address="eve@evil.test")
    return stage.by_smtp(mail(sender="eve@evil.test").as_bytes())


def unsigned_under_a_strict_policy(stage: Stage) -> InboundMessage:
    LoggingRules.objects.create(account=stage.account, sender_policy=SenderPolicy.STRICT)
    return stage.by_smtp(SENT)


def from_a_member(**membership: bool) -> Callable[[Stage], InboundMessage]:
    def way(stage: Stage) -> InboundMessage:
        Membership.objects.filter(user=stage.alice).update(**membership)
        return stage.by_smtp(SENT)

    return way


def to_a_colleague(stage: Stage) -> InboundMessage:
    user(stage.account, "bob@acme.test")
    return stage.by_smtp(mail(to="bob@acme.test").as_bytes())


def to_somebody_never_logged(stage: Stage) -> InboundMessage:
    NeverLog.objects.create(account=stage.account, pattern="customer.test")
    return stage.by_smtp(SENT)


def a_test(stage: Stage) -> InboundMessage:
    address = LoggingAddress.objects.get(local_part=stage.bcc.partition("@")[0])
    rehearsal = Rehearsal.objects.create(account=stage.account, user=stage.alice, address=address)
    return stage.by_smtp(mail(subject=rehearsal.words).as_bytes())


def removed_and_sent_again(stage: Stage) -> InboundMessage:
    removing.remove(stage.by_smtp(SENT).email, stage.alice, with_leftovers=False)
    return stage.by_smtp(SENT)


def rejected_by_hand(stage: Stage) -> InboundMessage:
    inbound = stage.by_smtp(mail(sender="eve@evil.test").as_bytes())
    assert reviewing.reject(inbound, stage.alice)
    return InboundMessage.objects.get(pk=inbound.pk)


def what_no_reader_can_take(stage: Stage) -> InboundMessage:
    def broken(*_):
        raise RecursionError

    stage.monkeypatch.setattr(reading, "read", broken)
    inbound = stage.by_smtp(SENT)
    for _strike in range(processing.STRIKES - 1):
        InboundMessage.objects.update(retry_at=timezone.now())
        stage.drain()
    assert blobs.read(inbound.blob)
    return InboundMessage.objects.get(pk=inbound.pk)


def a_file_that_is_too_large(stage: Stage) -> Any:
    LoggingRules.objects.create(account=stage.account, attachment_limit=10)
    inbound = stage.by_smtp(mail(attachments=(("film.mp4", bytes(11)),)).as_bytes())
    return inbound.email.attachments.get()


def a_file_for_which_there_is_no_room(stage: Stage) -> Any:
    Account.objects.filter(pk=stage.account.pk).update(storage_quota=10)
    inbound = stage.by_smtp(mail(attachments=(("film.mp4", bytes(11)),)).as_bytes())
    return inbound.email.attachments.get()


WAYS: dict[Reason, Callable[[Stage], Any]] = {
    Reason.LOGGED: lambda stage: stage.by_smtp(SENT),
    Reason.ALREADY_LOGGED: twice,
    Reason.UNKNOWN_ADDRESS: lambda stage: stage.by_webhook(SENT, to="bcc-nobody@in.blindcopy.test"),
    Reason.UNKNOWN_SENDER: lambda stage: stage.by_smtp(mail(sender="eve@evil.test").as_bytes()),
    Reason.AMBIGUOUS_SENDER: lambda stage: stage.by_smtp(b"From: a@acme.test, b@acme.test\r\n\r\nx\r\n"),
    Reason.SENDER_IS_CONTACT: from_a_contact,
    Reason.SENDER_BLOCKED: from_somebody_blocked,
    Reason.SENDER_NOT_PROVEN: unsigned_under_a_strict_policy,
    Reason.SENDER_NOT_VERIFIED: lambda stage: stage.by_webhook(SENT, dmarc="FAIL"),
    Reason.USER_INACTIVE: from_a_member(is_active=False),
    Reason.LOGGING_NOT_PERMITTED: from_a_member(may_log=False),
    Reason.NO_RECIPIENTS: to_a_colleague,
    Reason.NEVER_LOGGED: to_somebody_never_logged,
    Reason.NOBODY_KNOWN: lambda stage: stage.by_smtp(mail(Auto_Submitted="auto-generated").as_bytes()),
    Reason.NO_FORWARDED_HEADER: lambda stage: stage.by_smtp(mail(to=stage.forwarding).as_bytes(), to=stage.forwarding),
    Reason.REPLY_THREAD: lambda stage: stage.by_smtp(
        mail(to=stage.forwarding, subject="Fwd: Our offer", text=ANSWERED).as_bytes(), to=stage.forwarding
    ),
    Reason.UNCLEAR_FORWARD: lambda stage: stage.from_file("labels_typed_by_hand"),
    Reason.ORIGINAL_SENDER_HAS_NO_ADDRESS: lambda stage: stage.from_file("exchange_names_only"),
    Reason.USE_FORWARDING_ADDRESS: lambda stage: stage.by_smtp(forward("gmail", "both", to=stage.bcc).as_bytes()),
    Reason.USE_BCC_ADDRESS: lambda stage: stage.by_smtp(SENT, to=stage.forwarding),
    Reason.AUTOMATIC_MESSAGE: lambda stage: stage.by_smtp(
        mail(Auto_Submitted="auto-replied").as_bytes(), to=stage.forwarding
    ),
    Reason.TEST_MAIL: a_test,
    Reason.MAIL_LOOP: lambda stage: stage.by_smtp(b"Received: from a by b\r\n" * 51 + SENT),
    Reason.REMOVED: removed_and_sent_again,
    Reason.REJECTED: rejected_by_hand,
    Reason.EMPTY_MESSAGE: lambda stage: stage.by_smtp(b""),
    Reason.PROCESSING_FAILED: what_no_reader_can_take,
    Reason.ATTACHMENT_TOO_LARGE: a_file_that_is_too_large,
    Reason.STORAGE_FULL: a_file_for_which_there_is_no_room,
    Reason.TO_POSTMASTER: lambda stage: stage.by_smtp(SENT, to="mailer-daemon@in.blindcopy.test"),
}


def test_every_reason_has_its_way():
    assert set(WAYS) == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_r21_every_reason_is_reached_through_a_door(stage, reason):
    outcome = WAYS[reason](stage)
    assert outcome.reason == reason
    if isinstance(outcome, InboundMessage):
        assert outcome.in_review == (reason in REVIEWED)
        assert outcome.get_reason_display() == str(reason.label)
