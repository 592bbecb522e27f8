"""What the notices say: `{% load notice %}`. They are mails, so that the filters of pages do not all fit."""

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import ngettext

from emaillog.templatetags.mail import size

register = template.Library()


@register.filter
def exactly(number: int) -> str:
    """A size as people write it and to the byte: 30 MB may be one byte too many."""
    octets = ngettext("%(number)s byte", "%(number)s bytes", number) % {"number": intcomma(number)}
    return f"{size(number)} ({octets})" if number >= 1024 else octets
