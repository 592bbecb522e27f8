"""What no row names any more is deleted after two days, on files and in a bucket, and nothing else is."""

import io
import os
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from emaillog import blobs, intake, orphans, pictured, processing, removing, tasks, trying, unpacking
from emaillog.models import (
    Attachment,
    BouncedAttachment,
    InboundMessage,
    LoggingAddress,
    LoggingRules,
    Receipt,
    Status,
)
from emaillog.storage import backend
from tests.factories import mail
from tests.webhooks.test_unpacking import RAW

FILE = os.urandom(3000)
LETTER = mail(attachments=(("offer.bin", FILE),))


def names(*kinds: str) -> set[str]:
    return {each.name for kind in kinds or orphans.KINDS for each in blobs.walk(kind)}


@pytest.mark.parametrize("kind", ["raw", "requests", "trials", "health"])
def test_bytes_that_never_got_their_row_go_after_two_days(storage, db, days_later, kind):
    blobs.write(f"{kind}/2026-11-23/abc", b"bytes")
    with days_later(1.9):
        assert orphans.collect()[kind] == 0
    with days_later(2.1):
        assert orphans.collect()[kind] == 1
    assert not names()


def test_files_of_a_removed_mail_go_with_their_pictures(
    storage, account, alice, bcc_address, deliver, days_later, monkeypatch
):
    (inbound,) = deliver(LETTER, to=bcc_address)
    blob = Attachment.objects.get().blob
    blobs.write(pictured.key(blob), b"picture")
    monkeypatch.setattr(removing, "release", lambda *_: None)  # as when mail is being processed at that moment
    removing.remove(inbound.email, alice, with_leftovers=False)
    with days_later(2.1):
        tasks.collect_orphans()
    assert names() == {inbound.blob}


def test_nothing_of_an_account_is_left_two_days_after_it(storage, account, alice, bcc_address, deliver, days_later):
    deliver(LETTER, to=bcc_address)
    blobs.write(pictured.key(Attachment.objects.get().blob), b"picture")
    account.delete()
    with days_later(2.1):
        tasks.collect_orphans()
    assert not names()


def test_what_a_row_names_stays_for_ever(
    storage, account, alice, bcc_address, deliver, unpacked, configured, days_later
):
    deliver(LETTER, to=bcc_address)
    blobs.write(pictured.key(Attachment.objects.get().blob), b"picture")
    for made in configured("postmark, parsed").posts(RAW, [bcc_address]):
        unpacked(made)
    trying.start(account, alice, LoggingAddress.objects.first(), "a.eml", io.BytesIO(b"mail"))
    there = names()
    assert {name.partition("/")[0] for name in there} >= {"raw", "requests", "attachments", "previews", "trials"}
    with days_later(400):
        assert not any(orphans.collect().values())
    assert names() == there


def test_a_file_that_one_of_two_mails_still_has_stays(storage, alice, bcc_address, deliver, days_later):
    first, second = (
        deliver(mail(subject=each, attachments=(("a.bin", FILE),)), to=bcc_address)[0] for each in ("first", "second")
    )
    with days_later(3):
        removing.remove(first.email, alice, with_leftovers=False)
        tasks.collect_orphans()
    assert blobs.read(second.email.attachments.get().blob) == FILE


def test_the_same_file_of_two_accounts_are_two_files(
    storage, account, alice, charlie, other_account, bcc_address, deliver, days_later
):
    theirs = LoggingAddress.objects.pair(other_account)[0].address
    deliver(LETTER, to=bcc_address)
    deliver(mail(sender="charlie@globex.test", attachments=(("a.bin", FILE),)), to=theirs, mail_from="")
    account.delete()
    with days_later(3):
        tasks.collect_orphans()
    assert blobs.read(Attachment.objects.get().blob) == FILE


def test_messages_of_a_request_that_is_still_to_be_unpacked_stay(
    storage, post, configured, alice, bcc_address, days_later, monkeypatch
):
    """Its worker died after the bytes and before the rows."""
    for made in configured("postmark, raw").posts(RAW, [bcc_address]):
        post(made)
    receipt = Receipt.objects.get()
    with monkeypatch.context() as dying:
        dying.setattr(InboundMessage.objects, "bulk_create", lambda *_, **__: (_ for _ in ()).throw(OSError()))
        unpacking.unpack(receipt.pk)
    (raw,) = names("raw")
    with days_later(3):
        tasks.collect_orphans()
        assert names("raw") == {raw}
        unpacking.unpack(receipt.pk)
        tasks.collect_orphans()
    assert InboundMessage.objects.get().blob == raw
    assert blobs.read(raw)


def test_an_old_file_without_a_row_that_comes_again_this_moment_stays(
    storage, alice, bcc_address, deliver, days_later, monkeypatch
):
    """The collector found it unnamed; before it deletes, a worker takes it up again."""
    (inbound,) = deliver(LETTER, to=bcc_address)
    blob = Attachment.objects.get().blob
    inbound.email.entry.delete()
    (late,) = intake.keep_message(LETTER.as_bytes(), door="smtp", sender="", recipients=[bcc_address])
    unnamed = orphans.files

    def then_taken_up(batch: set[str]) -> set[str]:
        named = unnamed(batch)
        processing.process(late.pk)
        return named

    monkeypatch.setattr(orphans, "KINDS", {"attachments": (then_taken_up, orphans.KEPT_FOR)})
    with three_days_old(storage, blob):
        assert orphans.collect() == {"attachments": 0}
    assert InboundMessage.objects.get(pk=late.pk).status == Status.LOGGED
    assert blobs.read(blob) == FILE


def three_days_old(storage: str, blob: str):
    """The clock of files is the kernel's, that of the bucket is in this process."""
    then = timezone.now() - timedelta(days=3)
    if storage.startswith("s3:"):
        return time_machine.travel(timezone.now() + timedelta(days=3), tick=True)
    os.utime(blobs.default_storage.path(blob), (then.timestamp(), then.timestamp()))
    return nullcontext()


def test_what_a_crash_left_unfinished_is_swept(settings, monkeypatch, tmp_path, db, days_later):
    settings.STORAGE_URL = f"file://{tmp_path}/files"
    monkeypatch.setattr(blobs, "default_storage", backend())
    blobs.write("attachments/1/ab/" + "ab" * 32, b"whole, and of no row")
    left = Path(tmp_path, "files/attachments/1/ab", f".{'cd' * 32}.0123abcd")
    left.write_bytes(b"half")
    with days_later(1.9):
        assert orphans.collect()["attachments"] == 0
    with days_later(2.1):
        assert orphans.collect()["attachments"] == 2
    assert not left.exists()


def test_what_is_named_in_no_way_that_we_know_is_nobodys_to_delete(storage, db, days_later):
    for name in ("attachments/notes.txt", "attachments/1/ab/short", "backup/2026/all"):
        blobs.write(name, b"somebody's")
    with days_later(400):
        assert not any(orphans.collect().values())
    assert len(names("attachments", "backup")) == 3


def test_a_thousand_orphans_cost_few_statements(storage, account, days_later, django_assert_max_num_queries):
    for number in range(1000):
        blobs.write(f"attachments/{account.pk}/{number % 16:02x}/{number:064x}", b"x")
    with days_later(3), django_assert_max_num_queries(12):
        assert orphans.collect()["attachments"] == 1000


def test_only_counts_are_logged(storage, db, days_later, caplog):
    blobs.write("raw/2026-11-23/secret-name", b"bytes")
    with days_later(3), caplog.at_level("INFO", logger="emaillog.orphans"):
        orphans.collect()
    (said,) = (record.getMessage() for record in caplog.records if record.name == "emaillog.orphans")
    assert "'raw': 1" in said
    assert "secret-name" not in said


def test_a_file_that_cannot_be_deleted_now_is_left_to_the_collector(
    storage, account, alice, bcc_address, deliver, days_later, monkeypatch, django_capture_on_commit_callbacks
):
    (inbound,) = deliver(LETTER, to=bcc_address)
    blob = Attachment.objects.get().blob
    with monkeypatch.context() as away, django_capture_on_commit_callbacks(execute=True):
        away.setattr(blobs, "delete", lambda _: (_ for _ in ()).throw(OSError("away")))
        removing.remove(inbound.email, alice, with_leftovers=False)
        assert blob in names()
    with days_later(2.1):
        tasks.collect_orphans()
    assert names() == {inbound.blob}


def test_no_file_goes_that_another_mail_is_about_to_store_after_all(storage, account, alice, bcc_address, deliver):
    LoggingRules.objects.create(account=account, attachment_limit=1000)
    deliver(LETTER, to=bcc_address)
    bounced = BouncedAttachment.objects.get()
    key = blobs.attachment_key(account.pk, bounced.attachment.sha256)
    blobs.write(key, FILE)
    BouncedAttachment.objects.update(status=BouncedAttachment.Status.STORING)
    removing.release(account.pk, [key])
    assert key in names()
    BouncedAttachment.objects.update(status=BouncedAttachment.Status.OPEN)
    removing.release(account.pk, [key])
    assert key not in names()


def test_what_is_named_late_is_as_young_as_its_row(disk):
    """So that a collector that has looked for the row before it came finds the bytes too young to go."""
    name = f"raw/2026-11-23/{'a' * 64}-0"  # of a provider's request that was unreadable for days
    blobs.write(name, b"bytes")
    three_days_ago = (timezone.now() - timedelta(days=3)).timestamp()
    os.utime(disk / name, (three_days_ago, three_days_ago))
    assert blobs.write_once(name, b"bytes")
    assert not orphans.delete({name}, orphans.nothing, orphans.KEPT_FOR)
