"""How much of its storage an account has used: each file once, however many mails have it.

A limit for planning and not to the byte: what several workers store at once is counted once they have stored it.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db.models import Sum

from crm.models import Account
from emaillog.models import Attachment

COUNTED_FOR = 600  # seconds; what is stored meanwhile is added, and what goes is noticed then
WARNING_FROM = 90  # percent


def of(account: Account) -> int:
    """The most bytes that it may keep; 0: as many as it likes."""
    return settings.ACCOUNT_QUOTA_BYTES if account.storage_quota is None else account.storage_quota


def used(account: Account) -> int:
    """A cache that is away costs time and must cost no mail, whatever it raises."""
    with suppress(Exception):
        if (known := cache.get(key(account))) is not None:
            return int(known)
    total = counted(account)
    with suppress(Exception):
        cache.set(key(account), total, COUNTED_FOR)
    return total


def counted(account: Account) -> int:
    """By the index of the blobs, which leads with the account."""
    files = Attachment.objects.filter(account=account).exclude(blob="").order_by().values("blob", "size").distinct()
    return files.aggregate(total=Sum("size"))["total"] or 0


@dataclass(frozen=True)
class Usage:
    """How much is used of how much, for a page."""

    used: int
    most: int  # 0: there is no quota

    @property
    def percent(self) -> int:
        return min(100, self.used * 100 // self.most) if self.most else 0

    @property
    def is_full(self) -> bool:
        return self.percent == 100

    @property
    def is_nearly_full(self) -> bool:
        return self.percent >= WARNING_FROM


def usage(account: Account) -> Usage:
    return Usage(used(account), of(account))


def beyond(account: Account, wanted: Mapping[str, int]) -> frozenset[str]:
    """Which of these blobs, sizes by keys, there is no room for; what the account has already costs nothing."""
    most = of(account)
    room = most - used(account) if most and wanted else 0
    if not most or sum(wanted.values()) <= room:
        return frozenset()
    there = set(Attachment.objects.filter(account=account, blob__in=wanted).values_list("blob", flat=True))
    unfit = set()
    for blob, size in wanted.items():
        if blob not in there and size <= room:
            room -= size
        elif blob not in there:
            unfit.add(blob)
    return frozenset(unfit)


def grow(account: Account, size: int) -> None:
    """Adds what was stored just now to what is known."""
    if size and of(account):
        with suppress(Exception):
            cache.incr(key(account), size)


def forget(account: int) -> None:
    """Has it counted anew when it is asked for, after files were deleted."""
    with suppress(Exception):
        cache.delete(f"storage_used_{account}")


def key(account: Account) -> str:
    return f"storage_used_{account.pk}"
