"""Several files as one ZIP: streamed, whole, and harmless to whoever unpacks it."""

import io
import shutil
import subprocess
import tracemalloc
import zipfile
from zoneinfo import ZoneInfo

import pytest

from emaillog import archives, blobs
from emaillog.models import Attachment, LoggedEmail
from tests.emaillog.files.conftest import picture
from tests.factories import MORNING

TAKER = archives.Taker("en", ZoneInfo("UTC"))


@pytest.fixture
def archive_of(signed_in, bob, at):
    """The archive of a mail as Bob gets it."""

    def fetched(email: LoggedEmail) -> zipfile.ZipFile:
        answer = signed_in(bob).get(at("email_archive", email.pk))
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
        return zipfile.ZipFile(io.BytesIO(answer.getvalue()))

    return fetched


def contents(packed: zipfile.ZipFile) -> dict[str, bytes]:
    assert packed.testzip() is None
    return {name: packed.read(name) for name in packed.namelist()}


def test_the_files_of_a_mail_come_in_one_archive_byte_for_byte(log, archive_of):
    given = {
        "a.txt": b"text " * 5000,
        "photo.png": picture(),
        "empty.bin": b"",
        "Übersicht.pdf": bytes(range(256)) * 3000,
    }
    packed = archive_of(log(attachments=tuple(given.items())))
    assert contents(packed) == given
    entries = {entry.filename: entry for entry in packed.infolist()}
    assert entries["a.txt"].compress_size < 500
    assert entries["photo.png"].compress_size >= len(given["photo.png"]), "packed already"
    assert entries["Übersicht.pdf"].flag_bits & 0x800, "the name is UTF-8"
    assert entries["a.txt"].date_time[:3] == (2026, 11, 23)


def test_other_programs_read_it_too(log, signed_in, bob, at, tmp_path):
    email = log(attachments=(("a.txt", b"text"), ("photo.png", picture()), ("Übersicht.pdf", b"x" * 99)))
    path = tmp_path / "files.zip"
    path.write_bytes(signed_in(bob).get(at("email_archive", email.pk)).getvalue())
    program = shutil.which("unzip") or shutil.which("bsdtar")
    arguments = ["-t", str(path)] if program and program.endswith("unzip") else ["-tf", str(path)]
    command = [program, *arguments] if program else ["python3", "-m", "zipfile", "-t", str(path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_n14_names_lead_nowhere_and_no_two_are_alike(log, archive_of):
    email = log(attachments=tuple((f"{n}.txt", str(n).encode()) for n in range(8)))
    hostile = [
        "../../etc/passwd",
        "C:\\x\\passwd",
        "a.txt",
        "A.TXT",
        "a.txt",
        "/etc/shadow",
        "CON.txt",
        "..\u202e/../x\r\n",
    ]
    for file, name in zip(email.attachments.all(), hostile, strict=True):
        Attachment.objects.filter(pk=file.pk).update(name=name)
    names = archive_of(email).namelist()
    assert names == ["passwd", "passwd (2)", "a.txt", "A (2).TXT", "a (3).txt", "shadow", "_CON.txt", "x"]
    assert not any(set("/\\\r\n\u202e") & set(name) or ".." in name for name in names)


def test_a_file_that_is_missing_is_a_line_in_the_archive_and_not_the_end_of_it(log, archive_of):
    email = log(attachments=(("gone.txt", b"only in the archive's test"), ("there.txt", b"y"), ("film.mp4", b"z")))
    gone, _there, film = email.attachments.all()
    blobs.delete(gone.blob)
    Attachment.objects.filter(pk=film.pk).update(blob="", reason="attachment_too_large")
    found = contents(archive_of(email))
    assert found.keys() == {"there.txt", "missing.txt"}
    told = found["missing.txt"].decode()
    assert "gone.txt: It is no longer stored" in told
    assert "film.mp4: " in told
    assert "larger than" in told


def test_the_archive_is_named_after_the_mail_or_the_contact_and_locked(log, maya, signed_in, bob, at):
    email = log(subject="../Offer “12/2026” \u202egpj.exe", attachments=(("a.txt", b"x"),))
    answer = signed_in(bob).get(at("email_archive", email.pk))
    assert "%2F" not in answer["Content-Disposition"]
    assert answer["Content-Disposition"].endswith(".zip")
    assert answer["X-Content-Type-Options"] == "nosniff"
    of_contact = signed_in(bob).get(at("contact_archive", maya.pk))
    assert of_contact["Content-Disposition"] == 'attachment; filename="Maya Chen.zip"'


def test_of_a_contact_come_all_files_as_they_are_filtered(log, maya, signed_in, bob, at, monkeypatch):
    monkeypatch.setattr("emaillog.gathered.MAILS", 2)
    for n in range(5):
        log(subject=f"{n}", attachments=((f"{n}.txt", b"t"), (f"{n}.png", b"p")))
    client = signed_in(bob)

    def names(query: str) -> list[str]:
        content = client.get(at("contact_archive", maya.pk) + query).getvalue()
        return zipfile.ZipFile(io.BytesIO(content)).namelist()

    assert len(names("")) == 10
    assert names("?type=images") == ["4.png", "3.png", "2.png", "1.png", "0.png"]
    assert names("?q=2.t") == ["2.txt"]
    assert names("?q=nothing") == []


def test_an_archive_of_any_size_costs_the_memory_of_a_chunk(account, monkeypatch):
    """Of 64 files of 4 MiB no more than one chunk is held."""
    chunk = bytes(blobs.CHUNK)
    monkeypatch.setattr(blobs, "stream", lambda key: iter([chunk] * 16))
    files = ((Attachment(name=f"{n}.zip", blob="x", size=4 * 2**20), MORNING) for n in range(64))
    tracemalloc.start()
    total = sum(map(len, archives.archive(files, TAKER)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total > 256 * 2**20
    assert peak < 4 * 2**20


def test_a_file_beyond_two_gigabytes_is_announced_as_such(account, monkeypatch):
    monkeypatch.setattr(blobs, "stream", lambda key: iter([b"x"]))
    large = Attachment(name="disk.bin", blob="x", size=2**31)
    packed = zipfile.ZipFile(io.BytesIO(b"".join(archives.archive([(large, MORNING)], TAKER))))
    assert packed.infolist()[0].extract_version == zipfile.ZIP64_VERSION


def test_it_is_in_the_words_and_the_hours_of_whoever_takes_it(log, bob, archive_of):
    """It is written while it is sent, when the middleware that knows both is done."""
    bob.language, bob.time_zone = "de", "Pacific/Kiritimati"
    bob.save()
    email = log(attachments=(("gone.txt", b"gone for a German"), ("there.txt", b"y")))
    blobs.delete(email.attachments.get(name="gone.txt").blob)
    packed = archive_of(email)
    assert packed.read("missing.txt").decode().startswith("Diese Dateien sind nicht im Archiv:")
    at_home = email.occurred_at.astimezone(ZoneInfo("Pacific/Kiritimati"))
    assert packed.getinfo("there.txt").date_time[:5] == at_home.timetuple()[:5]
