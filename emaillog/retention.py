"""How long mail is kept as it was received: after it was logged, and otherwise, each as the account's rules say.

Never deleted is what waits for a person or a worker, or holds a file that is being stored after all: that was promised
to somebody, and ends by itself. Whatever dies here leaves at most blobs without a row, which `orphans` finds.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from crm.models import Account
from emaillog import blobs
from emaillog.models import BouncedAttachment, InboundMessage, LoggingRules, Receipt, Rehearsal, Status

log = structlog.get_logger(__name__)

AT_ONCE = 500
LOGGED = (Status.LOGGED, Status.DUPLICATE)
REHEARSALS_KEPT = timedelta(days=7)


def kept_until(inbound: InboundMessage, rules: LoggingRules) -> datetime | None:
    """When the message as received goes; None while it waits for somebody, or when it has gone."""
    if not inbound.blob or inbound.settled_at is None or inbound.in_review:
        return None
    return inbound.settled_at + timedelta(days=days_of(inbound, rules))


def days_of(inbound: InboundMessage, rules: LoggingRules) -> int:
    return rules.days_kept_logged if inbound.status in LOGGED else rules.days_kept_others


def purge() -> dict[str, int]:
    """Goes over all accounts; raises OSError when the storage fails: the next day goes on. Returns how many of each."""
    purged = {
        "messages": sum(purge_account(rules) for rules in rules_of_all()),
        "requests": purge_requests(),
        "rehearsals": purge_rehearsals(),
    }
    log.info("purged", **purged)
    return purged


def rules_of_all() -> Iterator[LoggingRules]:
    """Each account's, and the defaults for what belongs to none."""
    yield LoggingRules()
    for account in Account.objects.select_related("logging_rules").order_by("pk").iterator(AT_ONCE):
        yield LoggingRules.of(account)


def purge_account(rules: LoggingRules) -> int:
    """Lets go of the messages whose time is over; returns how many."""
    mails = InboundMessage.objects.filter(account=rules.account_id)
    logged = mails.filter(status__in=LOGGED)
    others = mails.exclude(status__in=(*LOGGED, Status.RECEIVED))
    return purge_messages(logged, rules.days_kept_logged) + purge_messages(others, rules.days_kept_others)


def purge_messages(mails: QuerySet[InboundMessage], days: int) -> int:
    before = timezone.now() - timedelta(days=days)
    stored_now = BouncedAttachment.objects.waiting().filter(account=OuterRef("account"), inbound=OuterRef("pk"))
    over = mails.filter(settled_at__lt=before, in_review=False).exclude(blob="").exclude(Exists(stored_now))
    count = 0
    while batch := dict(over.order_by("settled_at").values_list("pk", "blob")[:AT_ONCE]):
        # Asked again in the statement itself: somebody may have had one of them processed again.
        count += over.filter(pk__in=batch).update(blob="", preview={}, purged_at=timezone.now())
        delete(set(batch.values()))
    return count


def delete(names: set[str]) -> None:
    """One mail to several accounts is one blob, which the last of them deletes."""
    used = InboundMessage.objects.filter(blob__in=names).values_list("blob", flat=True)
    for name in sorted(names.difference(used)):
        blobs.delete(name)


def purge_requests() -> int:
    """Provider requests go with the last of their messages; unreadable ones when other mail would."""
    needed = InboundMessage.objects.filter(receipt=OuterRef("pk")).exclude(blob="")
    unreadable_before = timezone.now() - timedelta(days=LoggingRules().days_kept_others)
    kept = Receipt.objects.exclude(blob="")
    unpacked = kept.filter(~Exists(needed), status=Receipt.Status.UNPACKED)
    unreadable = kept.filter(status=Receipt.Status.UNREADABLE, received_at__lt=unreadable_before)
    return sum(let_go(batch, rows) for rows in (unpacked, unreadable) for batch in batches_of(rows))


def batches_of(rows: QuerySet[Receipt]) -> Iterator[dict[int, str]]:
    """By the names of their blobs, which the index leads with."""
    last = ""
    while batch := dict(rows.filter(blob__gt=last).order_by("blob").values_list("pk", "blob")[:AT_ONCE]):
        yield batch
        last = max(batch.values())


def let_go(batch: dict[int, str], rows: QuerySet[Receipt]) -> int:
    count = rows.filter(pk__in=batch).update(blob="")
    still = Receipt.objects.filter(pk__in=batch).exclude(blob="").values_list("blob", flat=True)
    for name in sorted(set(batch.values()).difference(still)):
        blobs.delete(name)
    return count


def purge_rehearsals() -> int:
    """Tests of addresses, whose pages nobody opens any more."""
    return Rehearsal.objects.filter(started_at__lt=timezone.now() - REHEARSALS_KEPT).delete()[0]
