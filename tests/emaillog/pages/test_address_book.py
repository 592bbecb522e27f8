"""The addresses for an address book: vCards (RFC 6350) and QR codes."""

import pytest
from lxml import html

from crm.models import Account
from emaillog.address_book import folded


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_both_addresses_are_cards_of_one_file(signed_in, bob, at, bcc_address, forwarding_address):
    answer = signed_in(bob).get(at("vcards"))

    lines = unfolded(answer.content.decode())
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="Blindcopy.vcf"'
    assert [line for line in lines if line.startswith("FN:")] == ["FN:Blindcopy BCC", "FN:Blindcopy forwarding"]
    assert [line for line in lines if line.startswith("EMAIL:")] == [
        f"EMAIL:{bcc_address}",
        f"EMAIL:{forwarding_address}",
    ]
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert lines.count("END:VCARD") == 2
    assert lines[-1] == ""


def test_a_card_is_the_same_each_time_so_that_importing_it_again_changes_nothing(signed_in, bob, at, bcc_address):
    browser = signed_in(bob)

    assert browser.get(at("vcards")).content == browser.get(at("vcards")).content


def test_a_name_with_signs_is_escaped(signed_in, bob, at, account):
    Account.objects.filter(pk=account.pk).update(name="Acme, Inc.; \\Sales\nEND:VCARD")

    lines = unfolded(signed_in(bob).get(at("vcards")).content.decode())

    assert "ORG:Acme\\, Inc.\\; \\\\Sales\\nEND:VCARD" in lines
    assert lines.count("END:VCARD") == 2


@pytest.mark.parametrize("line", ["x" * 200, "ä" * 100, "NOTE:" + "😀" * 60, "short", "x" * 75, "x" * 76])
def test_lines_are_folded_by_bytes_and_never_within_a_letter(line):
    pieces = folded(line).split("\r\n")

    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert folded(line).replace("\r\n ", "") == line


def test_each_address_has_a_qr_code_on_a_page_of_its_own(signed_in, bob, at, bcc_address, forwarding_address):
    shown = html.fromstring(signed_in(bob).get(at("qr_codes")).content)

    codes = shown.xpath("//*[@role='img']")
    assert [code.get("aria-label") for code in codes] == [
        "QR code: BCC address",
        "QR code: Forwarding address",
    ]
    paths = [code.xpath(".//path/@d")[0] for code in codes]
    assert len(set(paths)) == 2
    assert not shown.xpath("//svg//@style")


@pytest.mark.parametrize("page", ["vcards", "qr_codes", "try_mail"])
def test_strangers_find_none_of_it(signed_in, charlie, client, at, page):
    assert signed_in(charlie).get(at(page)).status_code == 404
    assert client.get(at(page)).status_code == 302
