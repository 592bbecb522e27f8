"""German is complete: every text has its words, and each names the same values as the English."""

import gettext
import re

from tests.house.files import ROOT, tracked
from tests.house.words import of_python, of_template

SOURCES = ("crm/*.py", "contacts/*.py", "emaillog/*.py")
TEMPLATES = ("templates/*.html", "templates/*.txt")
VALUE = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")
# What stands in Django's own catalogue, which comes with it in every language.
OF_DJANGO = {"j F Y"}


def german() -> dict:
    with (ROOT / "locale/de/LC_MESSAGES/django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def texts() -> set[str]:
    found = {text for path in tracked(*SOURCES) for text in of_python(path)}
    return found | {text for path in tracked(*TEMPLATES) for text in of_template(path)}


def test_every_text_is_translated():
    catalogue = german()
    known = {key[0] if isinstance(key, tuple) else key.rpartition("\x04")[2] for key in catalogue}
    missing = sorted(text for text in texts() - known - OF_DJANGO if text.strip())
    assert missing == [], f"{len(missing)} texts: run make messages and translate them"


def test_every_translation_names_the_same_values():
    """Of plurals the catalogue does not keep the English form that it would have to be held against."""
    singles = [(text, words) for text, words in german().items() if text and isinstance(text, str)]
    differing = [
        (text, words) for text, words in singles if sorted(VALUE.findall(text)) != sorted(VALUE.findall(words))
    ]
    assert differing == []
