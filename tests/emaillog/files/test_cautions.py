"""What readers are told before they open a file (N15, N55)."""

import pytest

from emaillog import cautions
from emaillog.cautions import MACRO, PAGE, PROGRAM
from emaillog.files import true_type
from tests.emaillog.files.conftest import pdf, picture

HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\x00" + bytes(60) + b"PE\0\0"
ZIP = b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(40)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60)


def told(name: str, content: bytes, declared: str = "application/octet-stream") -> list[str]:
    return [str(each.label) for each in cautions.by_type(name, declared, true_type(content))]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", picture()),
        ("photo.jpg", picture()),  # named wrongly by half of the world
        ("photo.JPEG", picture("JPEG")),
        ("offer.pdf", pdf()),
        ("letter.docx", ZIP),
        ("letter.docx", OLE),  # with a password
        ("table.xls", OLE),
        ("files.zip", ZIP),
        ("notes.txt", b"just text"),
        ("notes.txt", b"BMW offers"),
        ("notes.md", HTML),
        ("table.csv", b"a;b\n1;2"),
        ("data.json", b'{"a": 1}'),
        ("invite.ics", b"BEGIN:VCALENDAR\r\n"),
        ("mail.eml", b"From: a@b.test\r\n\r\nx"),
        ("film.mp4", b"\0\0\0\x18ftypmp42" + bytes(30)),
        ("README", b"text"),
        ("unknown.xyz", HTML),
    ],
)
def test_ordinary_files_are_not_remarked_on(name, content):
    assert told(name, content) == []


@pytest.mark.parametrize(
    ("name", "content", "declared"),
    [
        ("photo.png", HTML, "image/png"),
        ("photo.png", b"<script>alert(1)</script>", "image/png"),
        ("drawing.png", SVG, "image/png"),
        ("offer.pdf", HTML, "application/pdf"),
        ("offer.pdf", EXE, "application/pdf"),
        ("letter.docx", HTML, ""),
        ("table.csv", ZIP, "text/csv"),
        ("photo.png", pdf(), "image/png"),
        ("offer", SVG, "image/png"),
    ],
)
def test_n55_a_file_that_is_not_what_it_says_is_remarked_on(name, content, declared):
    assert "Not what it says" in told(name, content, declared)


def test_n55_the_sentence_says_what_it_is():
    [caution] = cautions.by_type("photo.png", "image/png", "text/html")
    assert caution.sentence == "It calls itself a picture, but its content is a web page. Open it with care."


@pytest.mark.parametrize("name", ["setup.exe", "invoice.pdf.EXE", "run.js", "macro.vbs", "go.ps1", "x.lnk", "disk.iso"])
def test_n15_programs_and_scripts_are_marked(name):
    assert told(name, b"x") == [str(PROGRAM.label)]


def test_a_program_without_its_extension_is_marked_by_its_bytes():
    assert told("holiday", EXE) == [str(PROGRAM.label)]


def test_pages_and_macros_are_marked():
    assert told("page.html", HTML) == told("drawing.svg", SVG) == [str(PAGE.label)]
    assert told("table.xlsm", ZIP) == [str(MACRO.label)]


def test_n55_what_begins_like_a_picture_and_is_none_is_remarked_on(previewed):
    fake, harmless = previewed(("both.gif", b"GIF89a=1;alert(1)//" + bytes(40)), ("photo.gif", picture("GIF")))
    assert [each.label for each in cautions.of(fake)] == ["Not what it says"]
    assert cautions.of(harmless) == []


def test_nothing_is_said_of_empty_files_and_of_those_left_out(previewed):
    [empty] = previewed(("photo.png", b""))
    assert cautions.of(empty) == []
    [left_out] = previewed(("setup.exe", EXE))
    left_out.blob = ""
    assert cautions.of(left_out) == []


def test_a_row_of_the_timeline_and_the_opened_mail_bear_the_mark(log, maya, signed_in, bob, at):
    email = log(attachments=(("photo.png", HTML), ("setup.exe", EXE), ("offer.pdf", pdf())))
    row = signed_in(bob).get(at("contact", maya.pk)).content.decode()
    assert row.count("file-chip-caution") == 4, "in its row, and among the newest files beside it"
    opened = signed_in(bob).get(at("email", email.pk)).content.decode()
    assert opened.count('class="file-caution"') == 2
    assert "It calls itself a picture, but its content is a web page." in opened


def test_rows_of_an_older_version_bear_no_wrong_mark(log, maya, signed_in, bob, at):
    email = log(attachments=(("photo.png", picture()),))
    del email.entry.data["attachments"][0]["true_type"]
    email.entry.save()
    assert "file-chip-caution" not in signed_in(bob).get(at("contact", maya.pk)).content.decode()
