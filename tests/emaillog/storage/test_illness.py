"""R35: whatever the storage answers, or not at all: nothing is lost, nothing half shown, all there when it is well."""

import errno
import io
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from contacts.models import TimelineEntry
from emaillog import blobs, intake, storage
from emaillog.models import InboundMessage, LoggedEmail, Receipt, Status
from tests.emaillog.storage import faulty
from tests.factories import mail
from tests.hostile.conftest import sent
from tests.webhooks.sender import Post

pytestmark = pytest.mark.timeout(120)

LARGE = os.urandom(2_000_000)
LETTER = mail(attachments=(("offer.bin", LARGE), ("small.bin", b"small"))).as_bytes()
REQUEST = Post("/anymail/postmark/inbound/", b'{"hello": 1}')


@pytest.fixture(params=faulty.FAULTS)
def fault(request) -> str:
    return request.param


def kept(address: str) -> InboundMessage:
    return intake.keep_message(LETTER, door="smtp", sender="alice@acme.test", recipients=[address])[0]


def test_the_webhook_asks_the_provider_to_come_again(s3, fault, post, db):
    s3.fail(fault, b"PUT")
    answer = post(REQUEST)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert not Receipt.objects.exists()
    s3.be_well()
    assert post(REQUEST).status_code == 200
    assert blobs.read(Receipt.objects.get().blob) == REQUEST.body


@pytest.mark.django_db(transaction=True)
def test_the_receiver_asks_the_sender_to_come_again(s3, fault, smtp, alice, bcc_address):
    s3.fail(fault, b"PUT")
    code, words = sent(smtp, mail().as_bytes().replace(b"\n", b"\r\n"), bcc_address, "alice@acme.test")
    assert (code, words[:5]) == (451, b"4.3.0")
    assert not InboundMessage.objects.exists()
    s3.be_well()
    assert sent(smtp, mail().as_bytes().replace(b"\n", b"\r\n"), bcc_address, "alice@acme.test")[0] == 250


def test_ingest_mail_tells_postfix_to_keep_the_mail(s3, fault, alice, bcc_address, tmp_path):
    path = tmp_path / "one.eml"
    path.write_bytes(LETTER)
    s3.fail(fault, b"PUT")
    with pytest.raises(CommandError) as told:
        call_command("ingest_mail", str(path), "--to", bcc_address, stdout=io.StringIO())
    assert told.value.returncode == os.EX_TEMPFAIL
    assert not InboundMessage.objects.exists()


def is_well(inbound: InboundMessage, content: bytes = LARGE) -> bool:
    """Whether it is logged once, and its files are there to the byte."""
    files = {file.name: blobs.read(file.blob) for file in inbound.email.attachments.all()}
    is_settled = (inbound.status, inbound.strikes, inbound.problem) == (Status.LOGGED, 0, "")
    return is_settled and LoggedEmail.objects.count() == 1 and files == {"offer.bin": content, "small.bin": b"small"}


def test_an_answer_that_ends_within_its_header_is_not_taken_for_an_empty_mail(s3, alice, bcc_address, again):
    inbound = kept(bcc_address)
    s3.fail("torn", b"GET")
    tried = again(inbound)
    assert (tried.status, tried.strikes) == (Status.RECEIVED, 0)
    s3.be_well()
    assert is_well(again(inbound))


@pytest.mark.parametrize("step", [b"GET", b"PUT", b"HEAD"])
def test_the_worker_waits_until_the_bucket_is_well(s3, fault, step, alice, bcc_address, again):
    inbound = kept(bcc_address)
    s3.fail(fault, step)
    inbound = again(inbound)
    assert (inbound.status, inbound.strikes) == (Status.RECEIVED, 0)
    assert inbound.problem
    assert (LoggedEmail.objects.count(), TimelineEntry.objects.count()) == (0, 0)
    s3.be_well()
    assert is_well(again(inbound))


@pytest.mark.parametrize("step", [b"POST", b"partNumber=2"])
def test_a_file_of_several_parts_is_there_whole_or_not_at_all(s3, fault, step, alice, bcc_address, again):
    content = os.urandom(11_000_000)
    letter = mail(attachments=(("offer.bin", content), ("small.bin", b"small")))
    (inbound,) = intake.keep_message(letter.as_bytes(), door="smtp", sender="", recipients=[bcc_address])
    s3.fail(fault, step)
    inbound = again(inbound)
    assert (inbound.status, inbound.strikes) == (Status.RECEIVED, 0)
    assert not LoggedEmail.objects.exists()
    s3.be_well()
    assert is_well(again(inbound), content)


def test_a_slow_line_is_waited_for(s3, alice, bcc_address, again):
    s3.fail("slow")
    assert is_well(again(kept(bcc_address)))


def test_a_bucket_that_is_away_for_a_day_costs_no_mail(s3, alice, bcc_address, again):
    inbound = kept(bcc_address)
    s3.fail("refused")
    for _attempt in range(20):
        inbound = again(inbound)
    assert (inbound.status, inbound.strikes) == (Status.RECEIVED, 0)
    s3.be_well()
    assert is_well(again(inbound))


def test_a_mail_that_is_not_in_the_bucket_is_missed_as_one_that_is_not_on_the_disk(storage, alice, bcc_address, again):
    inbound = kept(bcc_address)
    blobs.delete(inbound.blob)
    for _attempt in range(17):
        inbound = again(inbound)
    assert inbound.status == Status.RECEIVED
    assert "is not in the storage" in inbound.problem
    assert again(inbound).status == Status.FAILED


def test_a_file_that_is_not_stored_any_more_is_said_to_be_gone(
    storage, alice, bcc_address, deliver, signed_in, account
):
    file = deliver(LETTER, to=bcc_address)[0].email.attachments.first()
    blobs.delete(file.blob)
    answer = signed_in(alice).get(reverse("attachment", args=[account.slug, file.pk]))
    assert answer.status_code == 404
    assert "no longer stored" in answer.content.decode()


def test_a_file_whose_bucket_is_away_is_not_said_to_be_gone(s3, fault, alice, bcc_address, deliver, signed_in, account):
    file = deliver(LETTER, to=bcc_address)[0].email.attachments.first()
    client = signed_in(alice)
    s3.fail(fault, b"GET")
    answer = client.get(reverse("attachment", args=[account.slug, file.pk]))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    s3.be_well()
    assert b"".join(client.get(reverse("attachment", args=[account.slug, file.pk])).streaming_content) == LARGE


class Full:
    """A file on a disk that has room for some bytes more."""

    def __init__(self, file, room: int) -> None:
        self.file, self.room = file, room

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, piece: bytes) -> int:
        if len(piece) > self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.room -= len(piece)
        return self.file.write(piece)


def full(monkeypatch) -> None:
    real = Path.open
    monkeypatch.setattr(Path, "open", lambda path, mode="r", *more: Full(real(path, mode, *more), 100_000))


def full_when_synced(monkeypatch) -> None:
    def no(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(storage.os, "fsync", no)


def read_only(monkeypatch) -> None:
    def no(*_, **__):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "open", no)


def files_on(disk: Path) -> set[str]:
    return {path.relative_to(disk).parts[0] for path in disk.rglob("*") if path.is_file()}


@pytest.mark.parametrize("trouble", [full, full_when_synced, read_only])
def test_a_disk_that_takes_nothing_keeps_the_mail_out_or_waiting(
    disk, trouble, alice, bcc_address, again, post, monkeypatch, db
):
    inbound = kept(bcc_address)
    with monkeypatch.context() as ill:
        trouble(ill)
        inbound = again(inbound)
        assert (inbound.status, inbound.strikes) == (Status.RECEIVED, 0)
        assert not LoggedEmail.objects.exists()
        assert files_on(disk) == {"raw"}, "nothing half written lies there"
        with pytest.raises(OSError, match=r"No space|Read-only"):
            kept(bcc_address)
        if trouble is not full:  # which has room for a small request
            assert post(REQUEST).status_code == 503
    assert InboundMessage.objects.count() == 1
    assert is_well(again(inbound))
