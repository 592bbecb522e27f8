"""`ingest_mail`: files, mailboxes and a pipe into the same intake."""

import io
import mailbox
import sys

import pytest
from django.core.management import CommandError, call_command

from emaillog import blobs, intake, mailfiles
from emaillog.models import InboundMessage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ingest(bcc_address):
    def run(*paths, to=bcc_address, **options):
        out, err = io.StringIO(), io.StringIO()
        call_command("ingest_mail", *map(str, paths), "--to", to, stdout=out, stderr=err, **options)
        return out.getvalue().splitlines(), err.getvalue().splitlines()

    return run


@pytest.fixture
def piped(monkeypatch):
    def pipe(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return pipe


def contents():
    return [blobs.read(row.blob) for row in InboundMessage.objects.order_by("pk")]


def test_files_are_kept_to_the_byte_with_one_line_each(ingest, tmp_path):
    raws = [b"Subject: one\n\nFrom here\n>From there\n", b"Subject: two\r\n\r\n\xff\x00"]
    paths = [tmp_path / "1.eml", tmp_path / "2.eml"]
    for path, raw in zip(paths, raws, strict=True):
        path.write_bytes(raw)

    lines, problems = ingest(*paths, mail_from="alice@acme.test")

    assert contents() == raws
    assert len(lines) == 2
    assert str(paths[0]) in lines[0]
    assert problems == []
    row = InboundMessage.objects.first()
    assert (row.door, row.envelope_sender, row.route) == ("file", "alice@acme.test", "bcc")


def test_every_mail_of_an_mbox_is_kept_without_its_separator_and_escapes(ingest, tmp_path):
    path = tmp_path / "archive"
    path.write_bytes(
        b"From alice Mon Nov 23 10:00:00 2026\nSubject: one\n\n>From the start\n>>From twice\n\n"
        b"From bob Mon Nov 23 10:00:01 2026\nSubject: two\n\nx\n"
    )

    lines, _ = ingest(path)

    assert contents() == [b"Subject: one\n\nFrom the start\n>From twice\n", b"Subject: two\n\nx\n"]
    assert len(lines) == 2


def test_a_maildir_gives_its_new_and_its_read_mails(ingest, tmp_path):
    box = mailbox.Maildir(tmp_path / "box")
    for subject, folder in (("read", "cur"), ("unread", "new")):
        mail = mailbox.MaildirMessage(factories.mail(subject=subject))
        mail.set_subdir(folder)
        box.add(mail)

    ingest(tmp_path / "box")

    assert [b"Subject: unread" in raw for raw in contents()] == [True, False]


def test_a_folder_gives_its_eml_files(ingest, tmp_path):
    (tmp_path / "b.eml").write_bytes(b"b")
    (tmp_path / "a.eml").write_bytes(b"a")
    (tmp_path / "notes.txt").write_bytes(b"no mail")

    ingest(tmp_path)

    assert contents() == [b"a", b"b"]


@pytest.mark.parametrize("separator", [b"", b"From alice@acme.test Mon Nov 23 10:00:00 2026\n"])
def test_a_pipe_gives_one_mail(ingest, piped, separator):
    piped(separator + b"Subject: x\n\nFrom here on\n\nFrom there\n")

    ingest("-", mail_from="<>")

    assert contents() == [b"Subject: x\n\nFrom here on\n\nFrom there\n"]
    assert InboundMessage.objects.get().envelope_sender == ""


def test_an_unknown_address_is_kept_as_unrouted_with_a_warning(ingest, piped):
    piped(b"x")

    lines, problems = ingest("-", to="nobody@in.blindcopy.test")

    assert len(lines) == 1
    assert problems == ["standard input: nobody@in.blindcopy.test is no logging address; the mail is kept as unrouted."]
    assert InboundMessage.objects.get().account is None


def test_what_cannot_be_read_is_said_in_one_sentence(ingest, tmp_path):
    with pytest.raises(CommandError, match="no-such-file: No such file or directory") as refused:
        ingest(tmp_path / "no-such-file")

    assert refused.value.returncode == 66


def test_what_cannot_be_stored_is_asked_to_be_tried_again(ingest, piped, monkeypatch):
    def full():
        raise intake.NoSpaceError("Too little free disk space.")

    monkeypatch.setattr(intake, "check_space", full)
    piped(b"x")

    with pytest.raises(CommandError, match="try again") as refused:
        ingest("-")

    assert refused.value.returncode == 75


def test_what_is_too_large_is_not_asked_for_again(ingest, piped, settings):
    settings.MAX_MESSAGE_BYTES = 10
    piped(b"x" * 11)

    with pytest.raises(CommandError, match="MAX_MESSAGE_BYTES") as refused:
        ingest("-")

    assert refused.value.returncode == 65


def test_a_line_of_an_mbox_that_is_longer_than_a_block_stays_as_it_is(ingest, tmp_path):
    path = tmp_path / "archive"
    line = (b"x" * (mailfiles.BLOCK - 12) + b">From here ") * 3
    path.write_bytes(b"From alice Mon Nov 23 10:00:00 2026\nSubject: one\n\n" + line + b"\n>From there\n")

    ingest(path)

    assert contents() == [b"Subject: one\n\n" + line + b"\nFrom there\n"]
