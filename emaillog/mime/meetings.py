"""The invitations of a mail, each once: programs send the same calendar as a body and as a file."""

from emaillog.mime import calendar
from emaillog.mime.content import Content
from emaillog.mime.invitation import Invitation

_CALENDARS = 5


def of(calendars: list[tuple[Content, str]]) -> tuple[Invitation, ...]:
    """`calendars` with the charset that each names."""
    found: dict[str, Invitation] = {}
    for content, label in calendars[:_CALENDARS]:
        if content.size <= calendar.LARGEST:
            for each in calendar.read(content.read(calendar.LARGEST), label):
                found.setdefault(each.uid or repr(each), each)
    return tuple(found.values())[: calendar.EVENTS]
