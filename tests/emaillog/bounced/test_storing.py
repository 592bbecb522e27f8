"""R11: a file that was left out is stored after all, while the mail as received is kept."""

import hashlib
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from contacts.models import TimelineEntry
from emaillog import blobs, files, processing, removing, storing
from emaillog.models import Attachment, BouncedAttachment, Hindrance, InboundMessage
from tests.emaillog.bounced.conftest import BIG, KB
from tests.emaillog.forwards import GMAIL_TEXT
from tests.factories import mail

Status = BouncedAttachment.Status


def download(client, file: BouncedAttachment) -> bytes:
    answer = client.get(f"/a/acme/attachments/{file.attachment_id}/")
    return b"".join(answer.streaming_content) if answer.status_code == 200 else b""


def now(file: BouncedAttachment) -> BouncedAttachment:
    return BouncedAttachment.objects.select_related("attachment", "email__entry").get(pk=file.pk)


def wait(file: BouncedAttachment) -> None:
    BouncedAttachment.objects.filter(pk=file.pk).update(status=Status.STORING, retry_at=timezone.now())


def test_r11_it_stands_on_the_timeline_and_downloads_byte_for_byte(left_out, act, alice, drain, signed_in):
    file = left_out()
    assert "being stored" in act(alice, "store", file)
    drain()
    stored = now(file)
    assert (stored.status, stored.handled_by, stored.problem) == (Status.STORED, alice, "")
    assert (stored.attachment.reason, stored.attachment.kept) == ("", True)
    [row] = stored.email.entry.data["attachments"]
    assert (row["name"], row["kept"], row["reason"]) == ("big.bin", True, "")
    assert download(signed_in(alice), file) == BIG


def test_only_the_chosen_file_of_a_mail_is_stored(rules, alice, bcc_address, deliver, drain, act):
    files = (("a.bin", b"a" * 2 * KB), ("small.bin", b"s"), ("b.bin", b"b" * 2 * KB))
    deliver(mail(attachments=files), bcc_address)
    first, second = BouncedAttachment.objects.order_by("attachment__position")
    act(alice, "store", second)
    drain()
    assert [row["kept"] for row in now(first).email.entry.data["attachments"]] == [False, True, True]
    assert [now(first).status, now(second).status] == [Status.OPEN, Status.STORED]


def attached(to: str) -> EmailMessage:
    original = mail(sender="Maya <maya@customer.test>", to="alice@acme.test", attachments=(("plan.bin", BIG),))
    forward = mail(to=to, subject="Fwd: Our offer", text="See below.")
    forward.add_attachment(original)
    return forward


def inline(to: str) -> EmailMessage:
    return mail(to=to, subject="Fwd: Re: Our offer", text=GMAIL_TEXT.format(note=""), attachments=(("plan.bin", BIG),))


@pytest.mark.parametrize("forward", [attached, inline])
def test_it_is_found_in_a_forwarded_mail(forward, rules, alice, forwarding_address, deliver, drain, act, signed_in):
    deliver(forward(forwarding_address), forwarding_address)
    file = BouncedAttachment.objects.get()
    act(alice, "store", file)
    drain()
    assert now(file).status == Status.STORED
    assert download(signed_in(alice), file) == BIG


def test_twice_is_the_same_as_once(left_out, act, alice, drain):
    file = left_out()
    act(alice, "store", file)
    drain()
    was = now(file)
    storing.store(file.pk)
    assert "was dealt with before" in act(alice, "store", file)
    assert now(file).handled_at == was.handled_at


def test_too_late_is_said_in_advance_and_when_it_is_tried(left_out, act, alice, signed_in):
    file = left_out()
    past = timezone.now() - timedelta(days=2)
    InboundMessage.objects.update(blob="", purged_at=past)
    page = signed_in(alice).get("/a/acme/settings/mail/bounced-attachments/").content.decode()
    assert "It is too late: the mail as received was deleted on" in page
    assert "Store after all" not in page
    assert "it is too late" in act(alice, "store", file)
    assert now(file).status == Status.OPEN


def test_mail_that_goes_before_the_worker_comes_opens_the_file_again(left_out, act, alice, drain):
    file = left_out()
    act(alice, "store", file)
    InboundMessage.objects.update(blob="")
    drain()
    assert (now(file).status, now(file).problem, now(file).handled_by) == (Status.OPEN, Hindrance.TOO_LATE, None)


def test_a_file_that_is_not_found_is_open_again_and_says_so(left_out, act, alice, drain):
    file = left_out()
    Attachment.objects.update(sha256=hashlib.sha256(b"another").hexdigest())
    act(alice, "store", file)
    drain()
    assert (now(file).status, now(file).problem) == (Status.OPEN, Hindrance.NOT_FOUND)
    assert "The file was not found in the mail as received." in act(alice, "reopen", file)


def test_a_storage_that_is_away_is_waited_for(left_out, act, alice, drain, monkeypatch):
    file = left_out(content=b"that no other test has stored" * 100)
    act(alice, "store", file)
    with monkeypatch.context() as away:
        away.setattr(default_storage, "save", lambda *_: (_ for _ in ()).throw(OSError("no space")))
        drain()
    waiting = now(file)
    assert (waiting.status, waiting.problem, waiting.attachment.blob) == (Status.STORING, "OSError", "")
    assert waiting.retry_at > timezone.now()
    wait(file)
    drain()
    assert now(file).status == Status.STORED


def test_mail_that_seems_gone_is_looked_for_again_and_then_given_up(left_out, act, alice):
    file = left_out()
    act(alice, "store", file)
    blobs.delete(InboundMessage.objects.get().blob)
    storing.store(file.pk)
    assert now(file).status == Status.STORING
    BouncedAttachment.objects.update(attempts=storing.ATTEMPTS_TO_FIND - 1, retry_at=timezone.now())
    storing.store(file.pk)
    assert (now(file).status, now(file).problem) == (Status.OPEN, Hindrance.TOO_LATE)


def test_a_fault_of_ours_is_tried_five_times(left_out, act, alice, monkeypatch):
    file = left_out()
    act(alice, "store", file)
    monkeypatch.setattr(storing, "parts_of", lambda *_: 1 / 0)
    for _attempt in range(storing.STRIKES):
        BouncedAttachment.objects.update(retry_at=timezone.now())
        storing.store(file.pk)
    assert (now(file).status, now(file).problem) == (Status.OPEN, Hindrance.UNREADABLE)


def test_it_waits_while_the_mail_is_read_again_and_is_then_stored(left_out, act, alice):
    file = left_out()
    act(alice, "store", file)
    [inbound] = InboundMessage.objects.logged().log_again()
    storing.store(file.pk)
    assert (now(file).status, now(file).problem) == (Status.STORING, "BusyError")
    processing.process(inbound)
    wait(file)
    storing.store(file.pk)
    assert (now(file).status, now(file).attachment.kept) == (Status.STORED, True)


def test_reading_the_mail_again_keeps_what_was_stored(left_out, act, alice, drain):
    file = left_out()
    act(alice, "store", file)
    drain()
    InboundMessage.objects.logged().log_again()
    drain()
    assert (now(file).status, now(file).attachment.kept) == (Status.STORED, True)
    assert now(file).email.entry.data["attachments"][0]["kept"]


def test_the_row_on_the_timeline_is_that_of_the_file_though_files_changed_places(
    rules, alice, bcc_address, deliver, act, monkeypatch
):
    deliver(mail(attachments=(("a.bin", b"a" * 2 * KB), ("b.bin", b"b" * 2 * KB))), bcc_address)
    file = BouncedAttachment.objects.get(attachment__name="b.bin")
    act(alice, "store", file)
    store = files.store

    def read_again_first(wanted):
        entry = TimelineEntry.objects.get()
        rows = Attachment.objects.filter(email=file.email_id)
        for name, place in (("a.bin", 5), ("b.bin", 0), ("a.bin", 1)):
            rows.filter(name=name).update(position=place)
        entry.data["attachments"].reverse()
        entry.save()
        return store(wanted)

    monkeypatch.setattr(files, "store", read_again_first)
    storing.store(file.pk)
    shown = {row["name"]: row["kept"] for row in now(file).email.entry.data["attachments"]}
    assert shown == {"a.bin": False, "b.bin": True}


def test_what_reading_the_mail_again_stores_was_stored_by_nobody(left_out, rules, act, alice, drain):
    file = left_out()
    act(alice, "dismiss", file)
    rules.attachment_limit = 10 * KB
    rules.save()
    InboundMessage.objects.logged().log_again()
    drain()
    assert (now(file).status, now(file).handled_by) == (Status.STORED, None)


def test_of_a_mail_that_is_removed_meanwhile_nothing_is_left(left_out, act, alice, monkeypatch):
    file = left_out()
    act(alice, "store", file)
    wait(file)
    write = storing.written

    def removed_first(bounced, inbound, stored):
        removing.remove(bounced.email, alice, with_leftovers=False)
        return write(bounced, inbound, stored)

    monkeypatch.setattr(storing, "written", removed_first)
    storing.store(file.pk)
    key = blobs.attachment_key(file.account_id, file.attachment.sha256)
    assert not BouncedAttachment.objects.exists()
    assert not TimelineEntry.objects.filter(kind="emaillog.email").exists()
    assert not default_storage.exists(key)
