"""`{% load dashboard %}`: what the drawing of the weeks needs."""

from collections.abc import Sequence
from typing import TypeVar

from django import template

register = template.Library()
Item = TypeVar("Item")


@register.filter
def at(items: Sequence[Item], place: int) -> Item:
    """The one at that place: several lists that belong together are walked at once."""
    return items[place]
