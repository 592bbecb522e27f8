"""The totals of an account's bounced attachments, and how many there were week by week."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncWeek
from django.utils import timezone

from contacts import days
from crm.models import Account
from emaillog.models import BouncedAttachment

Status = BouncedAttachment.Status
WEEKS = 12
COUNTED = 100  # beyond it "99+" says enough, and the count stays cheap


@dataclass(frozen=True)
class Totals:
    by_state: dict[str, int]
    left_out: int  # bytes

    @property
    def number(self) -> int:
        return sum(self.by_state.values())


@dataclass(frozen=True)
class Week:
    begins: date
    number: int
    size: int  # bytes


def totals(account: Account) -> Totals:
    """Of everything, private mail too: a number gives nothing away."""
    files = BouncedAttachment.objects.filter(account=account)
    counts = {str(state): Count("pk", filter=Q(status=state)) for state in Status.values}
    found = files.aggregate(left_out=Sum("size", filter=~Q(status=Status.STORED)), **counts)
    left_out = found.pop("left_out") or 0
    return Totals(found, left_out)


def weeks(account: Account) -> list[Week]:
    """The last twelve, the running one at the end; the empty ones too."""
    today = timezone.localdate()
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    files = BouncedAttachment.objects.filter(account=account, created_at__gte=days.begin_of(first))
    rows = files.annotate(week=TruncWeek("created_at")).values("week").annotate(number=Count("pk"), bytes=Sum("size"))
    found = {timezone.localdate(row["week"]): row for row in rows.order_by("week")}
    begins = [first + timedelta(weeks=week) for week in range(WEEKS)]
    return [Week(day, found[day]["number"], found[day]["bytes"]) if day in found else Week(day, 0, 0) for day in begins]


def open_count(account: Account) -> int:
    """How many wait for an administrator, as far as that is worth counting."""
    return BouncedAttachment.objects.filter(account=account, status=Status.OPEN)[:COUNTED].count()
