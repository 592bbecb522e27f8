"""Numbers by key, which templates cannot look up themselves."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def at(counts: Mapping[str, int], key: str) -> int:
    return counts.get(key, 0)
