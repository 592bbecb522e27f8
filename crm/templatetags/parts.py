"""The tags that pages are built with: `{% load parts %}`, described in templates/README.md."""

import zlib
from functools import lru_cache
from typing import Any

from django import forms, template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

TINTS = 8
CONTROLS: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxSelectMultiple, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
]


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A picture beside words, unknown to screen readers; its name must stand in scripts/icons.txt."""
    return drawn(name, classes)


@lru_cache(maxsize=1000)  # a page has hundreds
def drawn(name: str, classes: str) -> SafeString:
    return format_html(
        '<svg class="icon {}" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
        ' aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("vendor/icons.svg"),
        name,
    )


@register.inclusion_tag("parts/avatar.html")
def avatar(name: object, size: str = "") -> dict[str, str]:
    """The initials of a person or company on one of eight tints that stays the same for the same name."""
    written = str(name).strip()
    tint = zlib.crc32(written.encode()) % TINTS
    return {"initials": initials(written), "tint": str(tint), "size": f"avatar-{size}" if size else ""}


@register.filter
def initials(name: object) -> str:
    """The first letters of the first and the last word: "Maya van Chen" is MC."""
    words = [word for word in str(name).partition("@")[0].replace(".", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


@register.filter
def control(bound: forms.BoundField) -> SafeString:
    """The input of a form field in the look of the product."""
    widget = bound.field.widget
    classes = next(css for kind, css in CONTROLS if isinstance(widget, kind))
    classes = f"{classes} {widget.attrs.get('class', '')} {'is-invalid' if bound.errors else ''}".strip()
    return bound.as_widget(attrs={"class": classes} if classes else {})


@register.inclusion_tag("parts/field.html")
def field(bound: forms.BoundField) -> dict[str, Any]:
    """Label, input, help and errors of one field."""
    widget = bound.field.widget
    return {
        "field": bound,
        "is_checkbox": isinstance(widget, forms.CheckboxInput),
        "is_group": isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple),
    }


@register.inclusion_tag("parts/fields.html")
def fields(form: forms.BaseForm) -> dict[str, forms.BaseForm]:
    """A whole form without its `<form>` and button."""
    return {"form": form}
