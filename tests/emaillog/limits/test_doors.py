"""R8 to R10, N40: of files of 31, 1 and 40 MB one stays and one notice names two, through every door and storage."""

import io
import sys

import pytest
from django.core.management import call_command

from emaillog.models import InboundMessage, LoggingRules
from tests.emaillog.limits.letters import mail, part, postmark, text, three_large
from tests.hostile.conftest import sent

FILES = three_large()


@pytest.fixture(scope="module")
def raw() -> bytes:
    return mail(text(), *map(part, FILES))


@pytest.fixture(autouse=True)
def rules(account, alice):
    return LoggingRules.objects.create(account=account)


def settled(drain) -> InboundMessage:
    drain()
    return InboundMessage.objects.get()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("protocol", ["smtp", "lmtp"])
def test_n40_through_the_receiver(storage, request, protocol, bcc_address, drain, leaves_out, raw):
    assert sent(request.getfixturevalue(protocol), raw, bcc_address, "alice@acme.test")[0] == 250
    leaves_out(settled(drain), *FILES)


@pytest.mark.parametrize("form", ["eml", "mbox", "pipe"])
def test_n40_through_ingest_mail(storage, monkeypatch, tmp_path, form, bcc_address, drain, leaves_out, raw):
    path = tmp_path / f"mail.{form}"
    path.write_bytes(b"From alice@acme.test Mon Nov 23 10:00:00 2026\n" * (form != "eml") + raw)
    with path.open("rb") as pipe:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(pipe))
        call_command("ingest_mail", "-" if form == "pipe" else str(path), "--to", bcc_address, stdout=io.StringIO())
    leaves_out(settled(drain), *FILES)


@pytest.mark.parametrize("is_raw", [True, False], ids=["raw", "rebuilt"])
def test_n40_through_the_webhook_of_postmark(storage, post, is_raw, bcc_address, drain, leaves_out, raw):
    assert post(postmark(raw if is_raw else b"", FILES, bcc_address)).status_code == 200
    leaves_out(settled(drain), *FILES)
