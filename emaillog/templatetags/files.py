"""What pages show of files: `{% load files %}`."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from contacts.timeline import Record
from crm.templatetags.parts import icon
from emaillog import cautions, gathered, kinds
from emaillog.cautions import Caution
from emaillog.models import Attachment
from emaillog.pictured import Pictured

register = template.Library()

LONG, KEPT = 24, 6  # of a name so long the last letters stay as well, as in "Offer for the…ce 2027.pdf"


@register.inclusion_tag("emaillog/files/_name.html")
def file_name(name: str) -> dict[str, str]:
    """The name with its true extension apart, so that it is seen however short the rest is cut (N15)."""
    extension = kinds.extension_of(name)
    end = f".{name[-len(extension) :]}" if extension else ""
    stem = name.removesuffix(end)
    if len(stem) > LONG and stem.isascii():  # others may run from right to left, where the end is no end
        stem, end = stem[:-KEPT], stem[-KEPT:] + end
    return {"name": name, "stem": stem, "end": end}


@register.simple_tag
def kind_icon(name: str) -> SafeString:
    return icon(kinds.of(name).icon)


@register.filter
def pictured(file: Attachment) -> Pictured | None:
    return Pictured.of(file.preview)


@register.filter("cautions")
def cautions_of(file: Attachment) -> list[Caution]:
    return cautions.of(file)


@register.filter
def row_cautions(file: dict[str, Any]) -> list[Caution]:
    """Of a file as a row of a timeline knows it."""
    if not file.get("kept"):
        return []
    return list(cautions.by_type(file["name"], file["content_type"], file.get("true_type", "?")))


@register.simple_tag(takes_context=True)
def newest_files(context: dict[str, Any], record: Record) -> gathered.Newest:
    """What the block beside a timeline shows."""
    request = context["request"]
    return gathered.newest(request.account, record, request.user)
