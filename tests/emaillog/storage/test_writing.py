"""R4: what stands under the hash of a file is that file, whatever a disk, a crash or a neighbour did to it."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from emaillog import blobs, files, logbook, processing, relogging, storage
from emaillog.mime.content import Content
from emaillog.models import Attachment, InboundMessage, LoggedEmail, Status
from tests.factories import mail

FILE = os.urandom(300_000)
KEY = "attachments/1/ab/" + "ab" * 32


def letter(subject: str = "Our offer"):
    return mail(subject=subject, attachments=(("offer.bin", FILE),))


def blob_of_the_file() -> str:
    return Attachment.objects.latest("pk").blob


class Changing:
    """A source that gives other bytes when it is read again, as a disk does that is about to die."""

    def __init__(self, first: bytes, then: bytes) -> None:
        self.contents, self.reads = [first, then], 0

    def __len__(self) -> int:
        return len(self.contents[0])

    def __getitem__(self, span: slice) -> bytes:
        if span.start == 0:
            self.reads += 1
        return self.contents[min(self.reads, 2) - 1][span]

    def find(self, mark: bytes, start: int, end: int) -> int:
        return self.contents[0].find(mark, start, end)


@pytest.mark.parametrize("then", [FILE[:-1] + b"x", FILE[:-9]], ids=["other bytes", "fewer bytes"])
def test_what_changes_while_it_is_stored_is_stored_under_no_name(storage, then):
    with pytest.raises(blobs.DamagedError):
        blobs.write_once(KEY, Content(Changing(FILE, then), 0, len(FILE)))
    assert list(blobs.walk("attachments")) == []


def test_damage_is_no_fault_of_the_mail(storage, alice, bcc_address, deliver, again, monkeypatch):
    with monkeypatch.context() as ill:
        ill.setattr(blobs._Decoding, "_check", lambda _: (_ for _ in ()).throw(blobs.DamagedError("changed")))
        (inbound,) = deliver(letter(), to=bcc_address)
    assert (inbound.status, inbound.strikes) == (Status.RECEIVED, 0)
    assert again(inbound).status == Status.LOGGED


@pytest.mark.parametrize("left", [b"", FILE[:1000]], ids=["empty", "cut short"])
def test_a_file_that_a_crash_or_a_hand_cut_short_is_written_anew(storage, alice, bcc_address, deliver, left):
    deliver(letter(), to=bcc_address)
    blobs.write(blob_of_the_file(), left)
    deliver(letter("Again"), to=bcc_address)
    assert blobs.read(blob_of_the_file()) == FILE


def test_the_same_file_is_written_once_a_day(storage, alice, bcc_address, deliver):
    deliver(letter(), to=bcc_address)
    first = blobs.look_up(blob_of_the_file())
    deliver(letter("Again"), to=bcc_address)
    assert blobs.look_up(blob_of_the_file()) == first
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert blobs.write_once(first.name, Content.of(FILE))
    assert blobs.look_up(first.name).modified > first.modified
    assert Attachment.objects.values("blob").distinct().count() == 1


def deleted_while(monkeypatch, place, name: str) -> None:
    """Somebody deletes the last mail with the file, and so the file, between our look at it and our commit."""
    real = getattr(place, name)

    def meanwhile(*args, **kwargs):
        blobs.delete(blob_of_the_file())
        return real(*args, **kwargs)

    monkeypatch.setattr(place, name, meanwhile)


def test_a_file_that_goes_before_the_commit_is_written_again_after_it(
    storage, alice, bcc_address, deliver, monkeypatch
):
    deliver(letter(), to=bcc_address)
    deleted_while(monkeypatch, logbook, "write")
    (inbound,) = deliver(letter("Again"), to=bcc_address)
    assert inbound.status == Status.LOGGED
    assert blobs.read(blob_of_the_file()) == FILE


def test_a_file_that_goes_while_its_mail_is_read_again_is_written_again(
    storage, alice, bcc_address, deliver, drain, monkeypatch
):
    (inbound,) = deliver(letter(), to=bcc_address)
    InboundMessage.objects.filter(pk=inbound.pk).log_again()
    deleted_while(monkeypatch, relogging, "write")
    drain()
    assert blobs.read(blob_of_the_file()) == FILE


def test_a_file_that_cannot_be_written_again_has_its_mail_read_again(
    storage, alice, bcc_address, deliver, again, monkeypatch
):
    deliver(letter(), to=bcc_address)
    real = processing.write
    with monkeypatch.context() as ill:

        def then_full(*args):
            real(*args)
            blobs.delete(blob_of_the_file())
            ill.setattr(blobs, "write", lambda *_: (_ for _ in ()).throw(OSError("No space left on device")))

        ill.setattr(processing, "write", then_full)
        (inbound,) = deliver(letter("Again"), to=bcc_address)
    assert (inbound.status, LoggedEmail.objects.count()) == (Status.RECEIVED, 2)
    assert again(inbound).status == Status.LOGGED
    assert blobs.read(blob_of_the_file()) == FILE
    assert LoggedEmail.objects.count() == 2


def test_a_file_that_was_not_there_is_not_looked_at_twice(storage, alice, bcc_address, deliver, monkeypatch):
    looks = []
    real = blobs.look_up
    monkeypatch.setattr(blobs, "look_up", lambda key: (looks.append(key), real(key))[1])
    deliver(letter(), to=bcc_address)
    assert [key.partition("/")[0] for key in looks] == ["attachments"]
    assert files.NOTHING.new_bytes == 0


def test_bytes_and_name_are_synced_before_the_door_says_yes(settings, tmp_path, monkeypatch):
    synced = []
    real = storage.os.fsync

    def noted(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(storage.os, "fsync", noted)
    settings.STORAGE_URL = f"file://{tmp_path}/new"
    monkeypatch.setattr(blobs, "default_storage", storage.backend())
    blobs.write("raw/2026-11-23/one", b"mail")
    assert [path.removeprefix(f"{tmp_path}/new") for path in synced][1:] == ["/raw/2026-11-23", "/raw", ""]
    assert synced[0].startswith(f"{tmp_path}/new/raw/2026-11-23/.one.")


def test_a_bucket_is_asked_with_less_patience_than_an_attempt_lasts(settings):
    settings.STORAGE_URL = "s3://bucket/mail?endpoint_url=http://127.0.0.1:9&region_name=eu-central-1"
    made = storage.backend()
    config = made.connection.meta.client.meta.config
    assert (config.connect_timeout, config.read_timeout, config.region_name) == (5, 20, "eu-central-1")
    assert (config.read_timeout + config.connect_timeout) * config.retries["total_max_attempts"] <= 50
    assert config.s3["addressing_style"] == "path"
    settings.STORAGE_URL = "s3://bucket?region_name=eu-central-1"
    assert storage.backend().connection.meta.client.meta.config.s3["addressing_style"] == "auto"
