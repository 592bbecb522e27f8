"""Deletes the blobs that no row names any more, once a day, over all accounts.

They come of removed mails, deleted contacts and accounts, and of work that died between its bytes and its row. A blob
is older than its row by seconds, and what is shared is written anew before it is named again (`blobs.AGES_AFTER`): so
what is two days old and without a row will have none.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice

import structlog
from django.utils import timezone

from contacts.models import Import
from emaillog import blobs
from emaillog.models import AccountExport, Attachment, InboundMessage, Receipt, Trial
from emaillog.stored import Stored

log = structlog.get_logger(__name__)

KEPT_FOR = timedelta(days=2)
AT_ONCE = 500
OF_RECEIPT = re.compile(r".*/([0-9a-f]{64})-\d+")  # how unpacked messages are named
UNFINISHED = re.compile(r".*/\.[^/]+\.[0-9a-f]{8}")  # how a file is named that is being written
OF_ACCOUNT = re.compile(r"(?:attachments|previews)/(\d+)/([0-9a-f]{2}/[0-9a-f]{64})")

Names = set[str]


def collect() -> dict[str, int]:
    """Goes through every kind of blob; raises OSError when the storage fails: the next day goes on. Returns how many
    were deleted of each."""
    deleted = {
        kind: sum(delete(batch, named, kept_for) for batch in batches(kind, kept_for))
        for kind, (named, kept_for) in KINDS.items()
    }
    log.info("orphans_deleted", **deleted)
    return deleted


def batches(kind: str, kept_for: timedelta) -> Iterator[Names]:
    before = timezone.now() - kept_for
    old = (each.name for each in blobs.walk(kind) if each.modified < before)
    while batch := set(islice(old, AT_ONCE)):
        yield batch


def delete(batch: Names, named: Callable[[Names], Names], kept_for: timedelta) -> int:
    """Deletes those of them that nothing names, as long as nobody has written them anew meanwhile."""
    unfinished = {name for name in batch if UNFINISHED.fullmatch(name)}
    count = 0
    for name in sorted(batch - named(batch - unfinished)):
        there = blobs.look_up(name)
        if there is not None and is_old(there, kept_for):
            blobs.delete(name)
            count += 1
    return count


def is_old(there: Stored, kept_for: timedelta) -> bool:
    return timezone.now() - there.modified > kept_for


def messages(names: Names) -> Names:
    """Those of a request that is still to be unpacked are named in a moment: asked first, since then they are."""
    keys = {name: found[1] for name in names if (found := OF_RECEIPT.fullmatch(name))}
    waiting = set(Receipt.objects.waiting().filter(key__in=keys.values()).values_list("key", flat=True))
    awaited = {name for name, key in keys.items() if key in waiting}
    return awaited | set(InboundMessage.objects.filter(blob__in=names).values_list("blob", flat=True))


def requests(names: Names) -> Names:
    return set(Receipt.objects.exclude(blob="").filter(blob__in=names).values_list("blob", flat=True))


def files(names: Names) -> Names:
    """A file's pictures are named after it, and stay as long. What is named in no way that we know stays too."""
    of_accounts: dict[int, dict[str, Names]] = defaultdict(lambda: defaultdict(set))
    for name in names:
        if found := OF_ACCOUNT.fullmatch(name):
            of_accounts[int(found[1])][f"attachments/{found[1]}/{found[2]}"].add(name)
    known = set().union(*(each for wanted in of_accounts.values() for each in wanted.values()))
    return (names - known).union(*(used(account, wanted) for account, wanted in of_accounts.items()))


def used(account: int, wanted: dict[str, Names]) -> Names:
    rows = Attachment.objects.filter(account=account, blob__in=wanted).exclude(blob="")
    return set().union(*(wanted[blob] for blob in rows.values_list("blob", flat=True).distinct()))


def trials(names: Names) -> Names:
    return set(Trial.objects.filter(blob__in=names).values_list("blob", flat=True))


def imports(names: Names) -> Names:
    return set(Import.objects.filter(blob__in=names).values_list("blob", flat=True))


def exports(names: Names) -> Names:
    return set(AccountExport.objects.filter(blob__in=names).values_list("blob", flat=True))


def nothing(_: Iterable[str]) -> Names:
    return set()


KINDS: dict[str, tuple[Callable[[Names], Names], timedelta]] = {
    "raw": (messages, KEPT_FOR),
    "requests": (requests, KEPT_FOR),
    "attachments": (files, KEPT_FOR),
    "previews": (files, KEPT_FOR),
    "trials": (trials, KEPT_FOR),
    "imports": (imports, KEPT_FOR),
    "exports": (exports, KEPT_FOR),
    "health": (nothing, KEPT_FOR),
    # Tokens of signatures, which are good for three days before and after they were made (Mailgun).
    "tokens": (nothing, timedelta(days=7)),
}
