"""What administrators do about files that were left out (R11).

Two people may be at the same files at once: each is locked, looked at as it is now, and done only what is still to be
done; what was not is told with who was first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from crm.models import Account, User
from emaillog import deeds, intake, notifying
from emaillog.models import BouncedAttachment
from emaillog.models.bounced import BouncedAttachmentQuerySet

Status = BouncedAttachment.Status
UNHANDLED: dict[str, Any] = {"handled_by": None, "handled_at": None}


@dataclass
class Result:
    """What became of the files of one action."""

    done: list[BouncedAttachment] = field(default_factory=list)
    handled: list[BouncedAttachment] = field(default_factory=list)  # before, by whoever they say
    too_late: list[BouncedAttachment] = field(default_factory=list)  # the mail as received is gone
    unsent: list[BouncedAttachment] = field(default_factory=list)  # there is no notice that may go out

    @property
    def is_empty(self) -> bool:
        return not (self.done or self.handled or self.too_late or self.unsent)


Act = Callable[[Account, User, BouncedAttachmentQuerySet], Result]


def locked(files: BouncedAttachmentQuerySet) -> list[BouncedAttachment]:
    """As they are now, and nobody else's until this is over; `files` came by `withholding_from`, which is heeded."""
    related = files.select_related("attachment", "email__entry", "email__team", "inbound", "notice", "handled_by")
    rows = related.select_for_update(of=("self",)).order_by("pk")
    return [row for row in rows if not row.is_withheld]


@transaction.atomic
def dismiss(account: Account, user: User, files: BouncedAttachmentQuerySet) -> Result:
    result = Result()
    for row in locked(files):
        (result.done if row.status == Status.OPEN else result.handled).append(row)
    change(account, result.done, status=Status.DISMISSED, problem="", handled_by=user, handled_at=timezone.now())
    deeds.with_bounced(account, user, "bounced.dismissed", result.done)
    return result


@transaction.atomic
def reopen(account: Account, user: User, files: BouncedAttachmentQuerySet) -> Result:
    """Takes a dismissal back."""
    result = Result()
    for row in locked(files):
        (result.done if row.status == Status.DISMISSED else result.handled).append(row)
    change(account, result.done, status=Status.OPEN, **UNHANDLED)
    deeds.with_bounced(account, user, "bounced.reopened", result.done)
    return result


@transaction.atomic
def store(account: Account, user: User, files: BouncedAttachmentQuerySet) -> Result:
    """Lets a worker store them after all, while the mail as received is kept."""
    result = Result()
    for row in locked(files):
        if not row.is_undecided:
            result.handled.append(row)
        else:
            (result.done if row.can_be_stored else result.too_late).append(row)
    now = timezone.now()
    begun = {"problem": "", "attempts": 0, "retry_at": now, "handled_by": user, "handled_at": now}
    change(account, result.done, status=Status.STORING, **begun)
    deeds.with_bounced(account, user, "bounced.stored", result.done)
    ids = [row.pk for row in result.done]
    transaction.on_commit(lambda: intake.ring("store_bounced", ids))
    return result


@transaction.atomic
def send_again(account: Account, user: User, files: BouncedAttachmentQuerySet) -> Result:
    """The notice is one a mail: it is sent again once, however many of its files are chosen."""
    result, sent = Result(), dict[int, bool]()
    for row in locked(files):
        if not row.is_undecided:
            result.handled.append(row)
            continue
        if row.notice and row.notice.pk not in sent:
            sent[row.notice.pk] = notifying.resend(row.notice)
        (result.done if row.notice and sent[row.notice.pk] else result.unsent).append(row)
    deeds.with_bounced(account, user, "bounced.notified", result.done)
    return result


def change(account: Account, rows: Iterable[BouncedAttachment], **values: Any) -> None:  # noqa: ANN401 (fields of any type)
    ids = [row.pk for row in rows]
    if ids:
        BouncedAttachment.objects.filter(account=account, pk__in=ids).update(**values)


ACTS: dict[str, Act] = {"dismiss": dismiss, "reopen": reopen, "store": store, "notify": send_again}
