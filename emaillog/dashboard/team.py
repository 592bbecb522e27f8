"""How much mail the team logs: by week and person, over the last weeks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.models import Account, Team, User
from emaillog.dashboard.day import midnight
from emaillog.models import LoggedEmail

WEEKS = 8
NAMED = 5  # people who have a colour of their own; the others share one
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Series:
    """A person's numbers, week by week."""

    name: str
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Logged:
    weeks: list[date]  # their Mondays, the current one last
    series: list[Series]  # who logged most first

    @property
    def totals(self) -> list[int]:
        return [sum(one.counts[place] for one in self.series) for place in range(len(self.weeks))]

    @property
    def total(self) -> int:
        return sum(self.totals)


def logged(account: Account) -> Logged:
    """By the dates of the mails, in the reader's time zone; three statements, whatever there is."""
    monday = midnight() - timedelta(days=timezone.localdate().weekday())
    weeks = [(monday - WEEK * back).date() for back in reversed(range(WEEKS))]
    mails = LoggedEmail.objects.filter(account=account, occurred_at__gte=monday - WEEK * (WEEKS - 1))
    mails = mails.filter(occurred_at__lt=monday + WEEK).order_by()
    # By ids, and the names of these afterwards: to sort thousands of mails by names takes three times as long.
    rows = list(
        mails.annotate(week=TruncWeek("occurred_at"))
        .values_list("week", "logged_by", "team")
        .annotate(number=Count("pk"))
    )
    users = User.objects.in_bulk({user for _week, user, _team, _number in rows if user})
    teams = Team.objects.filter(account=account).in_bulk({team for _week, _user, team, _number in rows if team})
    counted = defaultdict[str, dict[date, int]](lambda: defaultdict(int))
    for week, user, team, number in rows:
        counted[str(users.get(user) or teams.get(team) or _("Former users"))][week.date()] += number
    found = [Series(who, [numbers[week] for week in weeks]) for who, numbers in counted.items()]
    return Logged(weeks, gathered(sorted(found, key=lambda one: (-one.total, one.name))))


def gathered(series: list[Series]) -> list[Series]:
    """No more than can be told apart by colour: the rest as one."""
    if len(series) <= NAMED + 1:
        return series
    rest = [sum(column) for column in zip(*(one.counts for one in series[NAMED:]), strict=True)]
    return [*series[:NAMED], Series(_("Others"), rest)]
