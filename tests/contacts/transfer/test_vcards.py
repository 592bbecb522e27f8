"""Address cards: 2.1, 3.0 and 4.0, several in a file, as programs write them."""

import pytest

from contacts.importing import vcards
from contacts.models import Contact

CARDS = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\n"
    "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Zo=\r\n=C3=AB;;;\r\n"
    "EMAIL;PREF;INTERNET:Zoe@x.test\r\nTEL;WORK;VOICE:+49 30 1\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\nVERSION:3.0\nFN:Maya Chen\nN:Chen;Maya;;;\nORG:Lumen\\, Ltd\\; Berlin;Sales\n"
    "item1.EMAIL;type=INTERNET:maya@lumen.test\nEMAIL:m@home.\n test\n"
    "PHOTO;ENCODING=b:" + "\n ".join(["QUJD" * 18] * 2000) + "\nTITLE:CTO\nEND:VCARD\n"
    'BEGIN:VCARD\nVERSION:4.0\nFN:Madonna\nEMAIL;TYPE="home":madonna@x.test\nTEL;VALUE=uri:tel:+1-555\nEND:VCARD\n'
)


def test_cards_of_every_version_become_contacts(take_in):
    job = take_in(CARDS, name="people.vcf")
    assert (job.status, job.counts) == ("done", {"new": 3})
    zoe, maya, madonna = (Contact.objects.get(first_name=name) for name in ("Zoë", "Maya", "Madonna"))
    assert (zoe.last_name, zoe.phone, zoe.addresses) == ("Müller", "+49 30 1", ["zoe@x.test"])
    assert (maya.last_name, maya.title, maya.company.name) == ("Chen", "CTO", "Lumen, Ltd; Berlin")
    assert maya.addresses == ["maya@lumen.test", "m@home.test"]
    assert (madonna.phone, madonna.addresses) == ("+1-555", ["madonna@x.test"])


def test_a_card_without_an_end_and_lines_that_are_none_harm_nobody(take_in):
    text = "BEGIN:VCARD\nnonsense\nFN:A\nEMAIL:a@x.test\nEND:VCARD\nEND:VCARD\nFN:stray\nBEGIN:VCARD\nFN:Lost\n"
    assert take_in(text).counts == {"new": 1}


def test_a_wrong_address_on_a_card_is_told_with_the_number_of_the_card(take_in, said):
    job = take_in("BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEMAIL:nonsense\nEND:VCARD\n")
    assert said(job) == ["2: “nonsense” is no mail address."]


def test_an_unknown_charset_is_read_as_utf_8():
    assert vcards.decoded("Zo=C3=AB", "CHARSET=X-NONE;ENCODING=QUOTED-PRINTABLE") == "Zoë"


@pytest.mark.parametrize(
    "value",
    [
        ["NOTE;ENCODING=QUOTED-PRINTABLE:=\r\n", *["x" * 68 + "=\r\n"] * 1000, "x\r\n"],
        ["NOTE:\r\n", *[" " + "x" * 69 + "\r\n"] * 1000],
        ["NOTE:" + "x" * 100_000 + "\r\n"],
    ],
)
def test_of_a_value_without_end_only_the_beginning_is_kept(value):
    """Joined to its end it would cost the square of its length."""
    lines = ["BEGIN:VCARD\r\n", *value, "FN:Maya\r\n", "END:VCARD\r\n"]
    assert max(map(len, vcards.unfolded(lines))) == vcards.LONGEST_VALUE
    [card] = vcards.cards(lines)
    assert card[vcards.COLUMNS.index("name")] == "Maya"
