"""Doors as in the world, and behind every hostile mail an ordinary one that must not suffer from it."""

import smtplib
import time
from contextlib import contextmanager

import pytest
from django.core import mail as outgoing

from emaillog import blobs, picturing
from emaillog.models import InboundMessage, Status
from tests.doors.conftest import receiver, smtp  # noqa: F401 (fixtures)
from tests.factories import mail
from tests.hostile import showing
from tests.webhooks.conftest import api, configured, post, s3_url, unpacked  # noqa: F401 (fixtures)


def sent(client: smtplib.SMTP, raw: bytes, to: str, mail_from: str) -> tuple[int, bytes]:
    """One mail as it is; smtplib's own method would touch bare line ends."""
    client.sock.settimeout(120)  # a million lines on a busy machine
    assert client.mail(mail_from, ["SMTPUTF8", "BODY=8BITMIME"])[0] == 250
    code, reply = client.rcpt(to)
    if code != 250:
        client.rset()
        return code, reply
    assert client.docmd("DATA")[0] == 354
    client.send((b"\r\n" + raw).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n")
    return client.getreply()


def line_ended(raw: bytes) -> bytes:
    """As SMTP can carry it (RFC 5321 section 4.1.1.4)."""
    return raw if not raw or raw.endswith(b"\r\n") else raw + b"\r\n"


@pytest.fixture
def at_the_door(smtp, bcc_address):  # noqa: F811
    """Sends a mail to the receiver and gives its answer."""
    return lambda raw, to="", mail_from="alice@acme.test": sent(smtp, raw, to or bcc_address, mail_from)


@pytest.fixture
def arrives(at_the_door, account, alice, bcc_address, drain):
    """Brings a mail through the receiver and the line with an ordinary one behind it, and gives what became of it.

    The answer is yes, the bytes are kept, nothing is held against the mail, the ordinary one is logged, and nobody but
    Alice is written to.
    """

    def brought(raw: bytes, to: str = "", mail_from: str = "alice@acme.test") -> InboundMessage:
        raw = line_ended(raw)
        for each, whom in ((raw, to), (mail(subject="The next mail").as_bytes(), "")):
            assert at_the_door(line_ended(each), whom, mail_from)[0] == 250
        drain()
        inbound, ordinary = InboundMessage.objects.order_by("-pk")[:2][::-1]
        assert (ordinary.status, ordinary.subject) == (Status.LOGGED, "The next mail")
        assert blobs.read(inbound.blob) == raw
        assert (inbound.problem, inbound.strikes, inbound.attempts) == ("", 0, 1)
        assert {address for notice in outgoing.outbox for address in notice.to} <= {"alice@acme.test"}
        return inbound

    return brought


@pytest.fixture
def shown(signed_in, alice):
    """Everything that Alice is shown of a mail, by its address; none of it may live."""

    def everything(inbound: InboundMessage) -> dict[str, str]:
        client = signed_in(alice)
        if inbound.email:
            picturing.draw_files(inbound.email.pk)
        showing.check_files(client, inbound)
        showing.check_api(client, alice, inbound)
        return showing.pages(client, inbound)

    return everything


@pytest.fixture
def takes_at_most():
    """Bounds the processor time of what is done within it."""

    @contextmanager
    def bounded(seconds: float):
        begun = time.process_time()
        yield
        assert time.process_time() - begun < seconds

    return bounded
