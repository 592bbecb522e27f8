"""HTML and text that want to run, to load or to lie (nasty inputs N46 to N54, N57, N59).

What comes out of the sanitiser is judged here by another parser; in a real browser it is in tests/browser.
"""

import re
import socket

import pytest

from emaillog.mime.defects import Defect
from emaillog.models import Status
from tests.emaillog.pages.inert import check_inert
from tests.emaillog.pages.payloads import ADDRESSES, DOCUMENT, FOREIGN, HANDLERS, SCRIPTS, STYLES
from tests.hostile import mails
from tests.hostile.mails import BIDI, XSS, raw


@pytest.fixture
def framed(arrives, shown):
    """Logs a mail of this HTML, and gives the body as its frame shows it."""

    def body(html: str) -> str:
        inbound = arrives(raw("Content-Type: text/html; charset=utf-8", body=html.encode()))
        assert inbound.status == Status.LOGGED
        check_inert(inbound.email.html)
        frame = next((page for address, page in shown(inbound).items() if "mail-body" in address), "<body></body>")
        shows = frame.partition("<body>")[2].partition("</body>")[0]
        check_inert(shows)
        return shows

    return body


def spread(payloads: list[str]) -> str:
    """All of them in one mail, but for what would swallow the rest."""
    return "".join(
        f"<div>{payload}</div>" for payload in payloads if "plaintext" not in payload and "<!--" not in payload
    )


@pytest.mark.parametrize("payloads", [SCRIPTS, HANDLERS, ADDRESSES], ids=["scripts", "handlers", "addresses"])
def test_n46_scripts_handlers_and_script_addresses_are_inert(framed, payloads):
    framed(spread(payloads))


def test_n47_foreign_elements_are_removed(framed):
    shown = framed(spread(FOREIGN)).lower()
    assert not re.search(r"<(svg|math|animate|use|foreignobject|annotation)", shown)


def test_n48_styles_that_load_or_cover_are_removed(framed):
    cover = (
        "<style>.button { position: fixed !important; z-index: 9 }</style><p class=button style='position:fixed'>x</p>"
    )
    shown = framed(spread(STYLES) + cover).lower()
    assert not re.search(r"<style|<link|class=|position|z-index|@import|!important", shown)


def test_n49_elements_that_lead_away_are_removed(framed):
    shown = framed(spread(DOCUMENT)).lower()
    assert not re.search(r"<(base|meta|form|input|button|iframe|object|embed|link|frame|video|portal)\b", shown)


def test_n50_names_that_clobber_the_page_are_removed(framed):
    names = ("csrfmiddlewaretoken", "getElementById", "body", "location", "cookie")
    shown = framed("".join(f"<a id={name} name={name}>x</a><img id={name} name={name} src=cid:x>" for name in names))
    assert not re.search(r"\s(id|name)=", shown)


@pytest.mark.parametrize(
    "text",
    [
        'http://x.test"onmouseover=alert(1) x',
        "javascript:alert(1)",
        "http://x.test/<script>alert(1)</script>",
        "x" * 1_000_000,
    ],
    ids=lambda text: text[:12],
)
def test_n51_plain_text_becomes_links_but_no_markup(arrives, shown, takes_at_most, text):
    with takes_at_most(10):
        inbound = arrives(raw(body=text.encode()))
        pages = shown(inbound)
    assert inbound.status == Status.LOGGED
    assert not any(re.search(r'<[^>]*\sonmouseover|href="javascript', page) for page in pages.values())


def test_n52_markup_in_whatever_a_mail_names_is_shown_as_text(arrives, shown):
    people = f'"{XSS}" <maya@customer.test>, "\'\\"><img src=x onerror=alert(1)>" <b@x.test>'
    content = mails.part(f'text/html"{XSS}', f'filename="{XSS}.html"').replace(
        b"maya@customer.test", people.encode(), 1
    )
    inbound = arrives(content.replace(b"alice@acme.test", f'"{XSS}" <alice@acme.test>'.encode(), 1))
    assert inbound.status == Status.LOGGED
    pages = shown(inbound)
    assert sum("&lt;script&gt;" in page for page in pages.values()) >= 5


def test_n53_images_from_outside_and_addresses_without_a_host_load_nothing(framed, arrives, shown):
    with_id = raw(
        "Content-Type: multipart/related; boundary=b",
        body=b"--b\r\nContent-Type: image/png\r\nContent-ID: <theirs>\r\n\r\n\x89PNG\r\n--b--\r\n",
    )
    arrives(with_id)
    shown_html = framed(
        "<p>x</p><img src='http://evil.test/1.gif' width=1 height=1><img srcset='http://evil.test/2 1x'>"
        "<p style='background:url(http://evil.test/3)'>x</p><table background='http://evil.test/4'></table>"
        "<img src='//evil.test/5'><a href='/logout'>x</a><img src='cid:theirs'>"
    )
    assert not re.search(r"(src|srcset|background|url)[=(]", shown_html)
    assert "logout" not in shown_html


def test_n54_addresses_of_the_inside_are_never_fetched_by_the_server(arrives, shown, monkeypatch):
    connect, reached = socket.socket.connect, []
    named = ("169.254.169.254", "127.0.0.1:6379", "10.0.0.1.nip.io", "localhost:1")

    def watched(self, address):
        reached.append(str(address))
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", watched)
    looked_up = []
    monkeypatch.setattr(socket, "gethostbyname", looked_up.append)
    html = "".join(f"<img src='http://{host}/'><p style='background:url(http://{host}/)'>x</p>" for host in named)
    assert shown(arrives(raw("Content-Type: text/html", body=html.encode())))
    assert not any(
        host in address for host in ("169.254", "nip.io", "6379") for address in [*reached, *map(str, looked_up)]
    )


@pytest.mark.parametrize(
    ("label", "defect"),
    [
        ("utf-7", Defect.CHARSET_UNKNOWN),
        ("x-foo", Defect.CHARSET_UNKNOWN),
        ("idna", Defect.CHARSET_UNKNOWN),
        ("zlib", Defect.CHARSET_UNKNOWN),
        ("utf-8", Defect.CHARSET_WRONG),
    ],
)
def test_n57_text_of_an_impossible_charset_is_read_all_the_same_with_a_mark(arrives, shown, label, defect):
    markup = b"<p>gr\xfc\xdfe</p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-"
    inbound = arrives(raw(f"Content-Type: text/html; charset={label}", body=markup))
    assert inbound.status == Status.LOGGED
    assert "grüße" in inbound.email.text
    assert "+ADw-script" in inbound.email.html
    assert defect in inbound.email.defects
    shown(inbound)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", " \t=1+1", "\uff1d1+1", "-2+3", f"@SUM(1){BIDI}"])
def test_n59_name_that_is_a_formula_is_a_name_of_plain_text(arrives, shown, name):
    inbound = arrives(raw(to=f'"{name}" <tom@town.test>'))
    assert inbound.status == Status.LOGGED
    assert any(name.strip("\t ").replace(BIDI, "")[:4] in page for page in shown(inbound).values())
