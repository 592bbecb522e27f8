"""Addresses that are easily read as others are told apart (N17); those of other alphabets at home are left alone."""

import pytest

from contacts.look_alikes import looks_like, told_apart
from emaillog.templatetags.mail import called


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("user@xn--80ak6aa92e.com", "user@apple.com"),
        ("user@xn--pple-43d.test", "user@apple.test"),
        ("user@\u0430pple.test", "user@apple.test"),
        ("USER@\u0410PPLE.test", "user@apple.test"),
        ("xn--80ak6aa92e.com", "apple.com"),
        ("\u0430dmin@acme.test", "admin@acme.test"),
        ("user@mail.xn--80ak6aa92e.com", "user@mail.apple.com"),
        ("user@\u03bfne.test", "user@one.test"),
        ("user@apple.com", ""),
        ("user@xn--mller-kva.de", ""),
        ("user@m\u00fcller.de", ""),
        ("j\u00fcrgen@m\u00fcller.de", ""),
        ("\u7528\u6237@\u4f8b\u3048.jp", ""),
        ("ibm\u65e5\u672c@example.jp", ""),
        ("user@xn--e1afmkfd.xn--p1ai", ""),
        ("user@\u0441\u043e\u0441.\u0440\u0444", ""),
        ("\u043f\u0440\u0438\u043c\u0435\u0440@example.com", ""),
        ("user@xn--zzzzzzzz.com", ""),
        ("", ""),
        ("@", ""),
    ],
)
def test_n17_what_feigns_latin_letters_is_known_and_what_is_at_home_is_not_blamed(address, seen):
    assert looks_like(address) == seen


def test_n17_a_look_alike_is_written_as_it_can_be_told_apart():
    assert told_apart("user@\u0430pple.test") == "user@xn--pple-43d.test"
    assert told_apart("user@m\u00fcller.test") == "user@m\u00fcller.test"


@pytest.mark.parametrize(
    ("mailbox", "name"),
    [
        ({"name": "ceo@bank.test", "address": "thief@elsewhere.test"}, "thief@elsewhere.test"),
        ({"name": "Ceo@Bank.test", "address": "ceo@bank.test"}, "Ceo@Bank.test"),
        ({"name": "Maya @ Lumen", "address": "maya@lumen.test"}, "Maya @ Lumen"),
        ({"name": "ceo@bank.test"}, "ceo@bank.test"),
        ({"address": "user@\u0430pple.test"}, "user@xn--pple-43d.test"),
        ("nobody", "unknown"),
    ],
)
def test_n17_a_name_that_is_another_address_does_not_stand_for_its_own(mailbox, name):
    assert called(mailbox) == name
