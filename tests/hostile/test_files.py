"""Files whose name, type or size is the attack (nasty inputs N14 to N16, N39, N40, N55 to N58)."""

import base64
import binascii
import re

import pytest

from emaillog import blobs
from emaillog.models import LoggingRules, Status
from tests.factories import mail
from tests.hostile import mails, showing
from tests.hostile.mails import XSS, raw

LIMIT = 31_457_280  # bytes: 30 MB (R8)
KEY = re.compile(r"attachments/\d+/[0-9a-f]{2}/[0-9a-f]{64}")


def named(disposition: str) -> bytes:
    return mails.part("application/octet-stream", disposition)


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\x", "x"),
        (".htaccess", "htaccess"),
        ("CON.txt", "_CON.txt"),
    ],
)
def test_n14_name_that_is_a_path_or_a_device_is_made_safe(arrives, shown, written, shown_as):
    inbound = arrives(named(f'filename="{written}"'))
    file = inbound.email.attachments.get()
    assert (inbound.status, file.name) == (Status.LOGGED, shown_as)
    assert KEY.fullmatch(file.blob)
    shown(inbound)


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [("invoice\u202efdp.exe", "invoicefdp.exe"), ("a.pdf" + " " * 200 + ".exe", "a.pdf.exe")],
)
def test_n15_name_that_hides_its_ending_shows_it(arrives, shown, signed_in, alice, written, shown_as):
    inbound = arrives(named(f'filename="{written}"'))
    file = inbound.email.attachments.get()
    assert (inbound.status, file.name) == (Status.LOGGED, shown_as)
    showing.download(signed_in(alice), file)
    pages = shown(inbound).values()
    assert any(f'title="{shown_as}"' in page for page in pages)
    assert any('class="file-end" aria-hidden="true">.exe<' in page for page in pages)
    assert any("A program or a script." in page for page in pages)


NAMES = {
    "line break": 'filename="a\r\n b.txt"',
    "encoded line break": "filename*=utf-8''a%0d%0aX-Evil:%20b.txt",
    "quotes": 'filename="a\\"b\'c.txt"',
    "pieces out of order": "filename*1=b.txt; filename*0=a",
    "5,000 characters": f'filename="{"a" * 5000}.pdf"',
    "5,000 characters in pieces": ";".join(f" filename*{n}*={'%C3%A4' * 10}" for n in range(250)),
    "two names": 'filename="first.txt"; name="second.txt"',
}


@pytest.mark.parametrize("disposition", NAMES.values(), ids=NAMES)
def test_n16_name_of_any_form_makes_one_clean_header(arrives, shown, signed_in, alice, disposition):
    inbound = arrives(named(disposition))
    assert inbound.status == Status.LOGGED
    file = inbound.email.attachments.get()
    header = showing.download(signed_in(alice), file)["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename(="([^"\\\r\n]|\\["\\])+"|\*=utf-8\'\'[\w.%-]+)', header)
    assert len(file.name.encode()) <= 150
    shown(inbound)


def encoded(content: bytes, encoding: str) -> bytes:
    match encoding:
        case "base64":
            return base64.encodebytes(content)
        case "x-uuencode":
            lines = (binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45))
            return b"begin 644 film.mp4\n" + b"".join(lines) + b"`\nend\n"
    return content


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize("encoding", ["base64", "8bit", "binary", "x-uuencode"])
def test_n39_file_at_the_limit_is_kept_and_one_byte_more_is_left_out(
    account, alice, bcc_address, deliver, encoding, more
):
    content = bytes(LIMIT + more)
    head = f"application/octet-stream\r\nContent-Transfer-Encoding: {encoding}"
    inbound, following = (
        deliver(each, to=bcc_address)[0]
        for each in (mails.part(head, "filename=film.mp4", encoded(content, encoding)), mail())
    )
    assert inbound.status == following.status == Status.LOGGED
    file = inbound.email.attachments.get()
    assert (file.size, file.kept, file.reason) == (
        len(content),
        not more,
        "attachment_too_large" if more else "",
    )


def several() -> bytes:
    """Three files and a picture that the text shows, of which only one is small enough."""
    message = mail(
        html='<p>x</p><img src="cid:big">',
        attachments=(("a.bin", bytes(3100)), ("b.bin", bytes(100)), ("c.bin", bytes(4000))),
    )
    related = message.get_payload()[0].get_payload()[1]
    related.add_related(b"\x89PNG" + bytes(3100), "image", "png", cid="<big>", filename="inline.png")
    return message.as_bytes()


def test_n40_only_the_large_ones_of_several_files_are_left_out(arrives, shown, account):
    LoggingRules.objects.create(account=account, attachment_limit=3000)
    inbound = arrives(several())
    kept = {file.name: file.kept for file in inbound.email.attachments.all()}
    assert kept == {"a.bin": False, "b.bin": True, "c.bin": False, "inline.png": False}
    pages = "".join(shown(inbound).values())
    assert all(name in pages for name in ("a.bin", "c.bin", "inline.png"))


def test_n40_forward_as_an_attachment_beyond_the_limit_is_logged_without_its_large_file(
    arrives, shown, account, forwarding_address
):
    LoggingRules.objects.create(account=account, attachment_limit=3000)
    inner = mail(
        sender="tom@town.test", to="alice@acme.test", attachments=(("big.bin", bytes(3100)), ("small.bin", b"1"))
    )
    wrapper = mail(to=forwarding_address, subject="Fwd", text="")
    wrapper.add_attachment(inner)
    inbound = arrives(wrapper.as_bytes(), to=forwarding_address)
    assert inbound.email.sender["address"] == "tom@town.test"
    assert {file.name: file.kept for file in inbound.email.attachments.all()} == {"big.bin": False, "small.bin": True}
    shown(inbound)


PAGE = f"<html><body>{XSS}</body></html>".encode()
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("name", "content_type", "content"),
    [
        ("photo.png", "image/png", PAGE),
        ("drawing.png", "image/png", DRAWING),
        ("both.gif", "image/gif", b"GIF89a=1;alert(1)//" + bytes(40)),
    ],
)
def test_n55_file_that_calls_itself_a_picture_is_only_ever_downloaded(
    arrives, shown, signed_in, alice, name, content_type, content
):
    inbound = arrives(mails.part(content_type, f"filename={name}", content))
    file = inbound.email.attachments.get()
    assert (inbound.status, file.content_type) == (Status.LOGGED, content_type)
    assert showing.download(signed_in(alice), file).getvalue() == content
    assert content_type.startswith("image/gif") or file.true_type != content_type
    told = [page for page in shown(inbound).values() if "Not what it says" in page]
    assert len(told) >= 3, "on the mail, among the files and on the page of the file"
    assert not any("/pictures/" in page for page in told), "nothing of it is shown"


def test_n56_attached_page_that_an_administrator_opens_is_downloaded(arrives, shown, signed_in, alice):
    inbound = arrives(mails.part("text/html", "filename=page.html", PAGE))
    answer = showing.download(signed_in(alice), inbound.email.attachments.get())
    assert answer.getvalue() == PAGE
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert any("A web page, which may run scripts" in page for page in shown(inbound).values())


@pytest.mark.parametrize("charset", ["utf-7", "x-foo", "idna", "zlib", "utf-16"])
def test_n57_attached_text_of_an_impossible_charset_is_shown_as_what_it_is(arrives, shown, charset):
    content = b"gr\xfc\xdfe +ADw-script+AD4-alert(1)+ADw-/script+AD4- <script>alert(1)</script>"
    inbound = arrives(mails.part(f"text/plain; charset={charset}", "filename=notes.txt", content))
    assert inbound.status == Status.LOGGED
    text = "grüße +ADw-script+AD4-alert(1)+ADw-/script+AD4- &lt;script&gt;alert(1)&lt;/script&gt;"
    assert any(text in page for page in shown(inbound).values())


PICTURE = "--b\r\nContent-Type: image/png\r\nContent-Disposition: inline; filename={}.png\r\n{}\r\n\r\n{}\r\n"
RELATED = (
    "--b\r\nContent-Type: text/html\r\n\r\n"
    "<p>x</p><img src='cid:same'><img src='cid:&quot;&gt;&lt;x'>\r\n"
    + PICTURE.format("first", "Content-ID: <same>", "\x89PNG one")
    + PICTURE.format("second", "Content-ID: <same>", "\x89PNG two")
    + PICTURE.format("odd", 'Content-ID: <"><x>', "\x89PNG three")
    + PICTURE.format("nameless", "X-No: id", "\x89PNG four")
    + "--b--\r\n"
)


def test_n58_first_of_two_parts_of_one_id_is_shown_and_each_is_listed(arrives, shown, signed_in, alice, account):
    content = raw("Content-Type: multipart/related; boundary=b", body=RELATED.encode("latin-1"))
    inbound = arrives(content)
    assert inbound.status == Status.LOGGED
    files = {file.name: file for file in inbound.email.attachments.all()}
    assert set(files) == {"first.png", "second.png", "odd.png", "nameless.png"}
    assert not files["nameless.png"].is_inline
    pages = shown(inbound)
    assert not any('"><x' in page for page in pages.values())
    frame = next(page for address, page in pages.items() if "mail-body" in address)
    address = re.search(r'src="http://testserver(/mail-image/[^"]+)"', frame)[1]
    blobs.write("attachments/first", b"\x89PNG\r\n\x1a\n" + bytes(50))
    inbound.email.attachments.filter(name="first.png").update(blob="attachments/first")
    assert signed_in(alice).get(address).status_code == 200
