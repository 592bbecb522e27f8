"""When something was, as short as it can be said."""

from datetime import datetime, timedelta

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def moment(at: datetime) -> str:
    """How long ago within a day, else the day, with its year when it is another one; in the reader's time zone."""
    here, now = timezone.localtime(at), timezone.localtime()
    if timedelta(0) <= now - here < timedelta(days=1):
        return str(naturaltime(at))
    return date_format(here, "MONTH_DAY_FORMAT" if here.year == now.year else "DATE_FORMAT")
