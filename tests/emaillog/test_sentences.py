"""What people are told in their own language (R21): each reason and each oddity in English and in German."""

import ast
import gettext
import re
from email.message import EmailMessage

import pytest
from django.urls import reverse
from django.utils import translation

from emaillog.models import InboundMessage
from emaillog.oddities import SENTENCES
from emaillog.rejection import Reason
from tests.factories import mail
from tests.house.files import ROOT

FOLDER = ROOT / "locale/de/LC_MESSAGES"
ALL = {**{reason: reason.label for reason in Reason}, **SENTENCES}
# Those without a context: gettext asks for the others in another way.
ENTRY = re.compile(r'(?<!")\nmsgid (".+")\nmsgstr (".+")$', re.MULTILINE)


def in_language(code: str, sentence: object) -> str:
    with translation.override(code):
        return str(sentence)


@pytest.mark.parametrize("code", ALL)
def test_r21_every_reason_and_every_oddity_has_a_sentence_in_both_languages(code):
    english, german = (in_language(language, ALL[code]) for language in ("en", "de"))
    assert english != german
    for sentence in (english, german):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert " " in sentence


def test_no_two_of_them_are_the_same():
    for language in ("en", "de"):
        assert len({in_language(language, sentence) for sentence in ALL.values()}) == len(ALL)


def test_what_is_compiled_is_what_the_translators_wrote():
    written = {ast.literal_eval(one): ast.literal_eval(other) for one, other in ENTRY.findall(catalogue())}
    with (FOLDER / "django.mo").open("rb") as compiled:
        spoken = gettext.GNUTranslations(compiled)
    assert written
    assert {sentence: spoken.gettext(sentence) for sentence in written} == written


def catalogue() -> str:
    text = (FOLDER / "django.po").read_text()
    assert "#, fuzzy" not in text, "what was only guessed is shown to nobody"
    return text


def test_a_german_browser_is_told_the_reason_in_german(account, alice, bcc_address, deliver, signed_in):
    stranger: EmailMessage = mail(sender="eve@evil.test")
    inbound: InboundMessage = deliver(stranger, to=bcc_address)[0]
    page = signed_in(alice).get(reverse("delivery", args=[account.slug, inbound.pk]), headers={"Accept-Language": "de"})
    assert in_language("de", Reason.UNKNOWN_SENDER.label) in page.content.decode()
    assert page.headers["Content-Language"] == "de"
