"""My day: what is due, what came in from one's own contacts, and which of one's deals went quiet."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from contacts import tasks
from contacts.models import Contact, Deal, Task, TimelineEntry, TimelineLink
from contacts.timeline import last_activity
from crm.models import Account, User
from emaillog.logbook import KIND
from emaillog.models import Direction

SHOWN = 6
FRESH = timedelta(days=7)  # as long a mail is news
QUIET = timedelta(days=14)  # without a word about a deal


@dataclass(frozen=True)
class Day:
    """What a person's page shows; each part at most `SHOWN` long and in a constant number of statements."""

    account: Account
    user: User

    @property
    def tasks(self) -> QuerySet[Task]:
        """Those that are due today or were before, the oldest first."""
        mine = tasks.of(self.account).filter(tasks.due_by_tonight(), assignee=self.user, done_at=None)
        return mine.order_by("due_at", "id")[:SHOWN]

    @property
    def mails(self) -> QuerySet[TimelineEntry]:
        """What came in lately from contacts that this person owns."""
        mine = Contact.objects.filter(account=self.account, owner=self.user, pk=OuterRef("contact"))
        links = TimelineLink.objects.filter(Exists(mine), account=self.account, entry=OuterRef("pk"))
        lately = TimelineEntry.objects.filter(
            Exists(links), account=self.account, kind=KIND, occurred_at__gte=timezone.now() - FRESH
        ).filter(data__direction=Direction.INCOMING)
        return lately.seen_by(self.user).order_by("-occurred_at", "-id")[:SHOWN]

    @property
    def has_deals(self) -> bool:
        """Whether there is an open deal of this person that could go quiet."""
        return Deal.objects.filter(account=self.account, owner=self.user, closed_at=None).exists()

    @property
    def quiet_deals(self) -> QuerySet[Deal]:
        """Open deals of this person about which nothing was heard for a while, the quietest first."""
        mine = Deal.objects.filter(account=self.account, owner=self.user, closed_at=None).select_related("company")
        since = timezone.now() - QUIET
        heard = TimelineLink.objects.filter(account=self.account, deal=OuterRef("pk")).seen_by(self.user)
        # Asked whether there is anything later, which costs half as much as what comes last.
        quiet = mine.filter(~Exists(heard.filter(occurred_at__gte=since)), Q(opened_at__lt=since) | Exists(heard))
        last = last_activity(self.account, "deal", self.user)
        return quiet.annotate(last_activity=last).order_by(F("last_activity").asc(nulls_first=True), "opened_at")[
            :SHOWN
        ]


def midnight() -> datetime:
    """Where today began, in the reader's time zone."""
    return timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
