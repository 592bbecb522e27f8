"""What templates say about results of a search: `{% load search %}`."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from contacts.searching import marking
from contacts.searching.asked import Asked
from contacts.searching.marking import spans
from emaillog.searching.found import LABELS

register = template.Library()
ICONS = {"contact": "user", "company": "building", "deal": "target", "email": "mail"}


@register.filter
def marked(text: str, asked: Asked) -> SafeString:
    """The text with the words that were asked for in `<mark>`."""
    return marking.marked(text, asked.terms)


@register.filter
def kind_label(key: str) -> str:
    return str(LABELS[key])


@register.filter
def kind_icon(kind: str) -> str:
    return ICONS[kind]


@register.filter
def named(files: list[dict[str, Any]], asked: Asked) -> list[dict[str, Any]]:
    """The files whose names hold one of the words."""
    return [file for file in files or () if not file.get("inline") and spans(file["name"], asked.terms)]
