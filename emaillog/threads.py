"""Threads: mails that answer each other find together in whatever order they are logged (R37)."""

from collections.abc import Iterable
from dataclasses import dataclass

from contacts.models import TimelineEntry
from crm.models import User
from emaillog.models import LoggedEmail

MOST = 50  # mails of a thread that are shown


def adopt(email: LoggedEmail, headless: Iterable[str]) -> None:
    """Brings to the thread of a new mail those that answered it before it was logged itself."""
    if email.message_key not in headless or email.message_key == email.thread_key:
        return
    answers = LoggedEmail.objects.filter(account=email.account_id, thread_key=email.message_key)
    entries = TimelineEntry.objects.filter(account=email.account_id, pk__in=answers.values("entry"))
    for entry in entries:
        entry.data["thread"] = email.thread_key
    TimelineEntry.objects.bulk_update(entries, ["data"])
    answers.update(thread_key=email.thread_key)


@dataclass(frozen=True)
class Thread:
    """The other mails of a thread, the newest first."""

    earlier: list[LoggedEmail]
    later: list[LoggedEmail]
    is_cut: bool  # there are more


def around(email: LoggedEmail, reader: User) -> Thread:
    """What the reader may see of the thread beside this mail, in one statement."""
    seen = LoggedEmail.objects.filter(account=email.account_id, thread_key=email.thread_key).seen_by(reader)
    shown = seen.exclude(pk=email.pk).order_by("-occurred_at", "-id")
    found = list(shown.only("account", "subject", "occurred_at", "direction", "sender", "to")[: MOST + 1])
    place = (email.occurred_at, email.pk)
    later = [each for each in found[:MOST] if (each.occurred_at, each.pk) > place]
    return Thread(found[len(later) : MOST], later, len(found) > MOST)
