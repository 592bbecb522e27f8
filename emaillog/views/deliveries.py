"""The delivery log: what became of every mail that was sent to the logging addresses (R35)."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from contacts.models.search import with_every_word
from crm.middleware import AccountRequest
from crm.models import Membership
from crm.paging import page_or_first
from emaillog.models import InboundMessage, Status
from emaillog.models.inbound import InboundMessageQuerySet

MORE = "mail-more"  # the id of "Load more", in whose place htmx puts the next page
ROWS = "mail-rows"  # the id of the list, which htmx swaps while somebody types a search
ORDER = ("-received_at", "-id")
COUNTED = 100  # beyond it "99+" says enough, and the count stays cheap
REVIEW, ALL, UNROUTED = "review", "all", "unrouted"
TABS: dict[str, tuple[str | Promise, tuple[Status, ...]]] = {
    REVIEW: (gettext_lazy("Needs review"), ()),
    ALL: (gettext_lazy("All"), ()),
    "logged": (gettext_lazy("Logged"), (Status.LOGGED, Status.DUPLICATE)),
    "not_logged": (gettext_lazy("Not logged"), (Status.NOT_LOGGED,)),
    "waiting": (gettext_lazy("Waiting"), (Status.RECEIVED,)),
    "failed": (gettext_lazy("Failed"), (Status.FAILED,)),
}


@require_safe
def mail(request: AccountRequest) -> HttpResponse:
    log = DeliveryLog(request)
    found = page_or_first(log.rows, order=ORDER, cursor=request.GET.get("cursor"))
    more = log.address(cursor=found.next) if found.next else ""
    context = {"log": log, "rows": found.items, "more": more, "more_id": MORE, "rows_id": ROWS}
    context["selectable"] = log.can_be_acted_on and bool(more or any(row.can_be_acted_on for row in found.items))
    page = {MORE: "emaillog/deliveries/_rows.html", ROWS: "emaillog/deliveries/_list.html"}
    return render(request, page.get(request.htmx.target or "", "emaillog/deliveries.html"), context)


def seen_by(membership: Membership) -> InboundMessageQuerySet:
    rows = InboundMessage.objects.filter(account=membership.account_id)
    return rows.visible_to(membership.user, is_admin=membership.is_admin)


def unrouted() -> InboundMessageQuerySet:
    """The one query that begins at no account: this mail reached none."""
    return InboundMessage.objects.filter(account=None)


def counted(membership: Membership, *, mine_only: bool = False) -> int:
    """How many wait for this reader's review, as far as that is worth counting."""
    rows = InboundMessage.objects.filter(account=membership.account_id).in_review()
    if mine_only or not membership.is_admin:
        rows = rows.sent_by(membership.user)
    return rows[:COUNTED].count()


def in_words(count: int) -> str:
    return f"{COUNTED - 1}+" if count >= COUNTED else str(count or "")


def _somewhere(word: str) -> Q:
    sender = Q(sender__icontains=word) | Q(envelope_sender__icontains=word)
    logger = Q(logger__name__icontains=word) | Q(logger__email__icontains=word)
    return sender | logger | Q(subject__icontains=word, is_withheld=False)


@dataclass(frozen=True)
class DeliveryLog:
    """What the address of the page asks for: whose mail, with which outcome, and with which words."""

    request: AccountRequest

    @cached_property
    def tab(self) -> str:
        asked = self.request.GET.get("outcome", "")
        known = [*TABS, UNROUTED] if self.request.user.is_staff else [*TABS]
        return asked if asked in known else self.first_tab

    @property
    def first_tab(self) -> str:
        """What waits for somebody comes first; who searches means everything."""
        return REVIEW if self.review_count and not self.query else ALL

    @cached_property
    def review_count(self) -> int:
        membership = self.request.membership
        return counted(membership, mine_only=True) if self.mine_only else self.everything_waiting

    @cached_property
    def everything_waiting(self) -> int:
        """The number beside "Mail", which does not follow what this page asks for."""
        return counted(self.request.membership)

    @property
    def query(self) -> str:
        return self.request.GET.get("q", "").strip()

    @property
    def mine_only(self) -> bool:
        return not self.request.membership.is_admin or self.request.GET.get("whose") == "mine"

    @property
    def seen(self) -> InboundMessageQuerySet:
        rows = seen_by(self.request.membership)
        return rows.sent_by(self.request.user) if self.mine_only and self.request.membership.is_admin else rows

    @property
    def rows(self) -> InboundMessageQuerySet:
        lost = unrouted().withholding_from(self.request.user)
        rows = (lost if self.tab == UNROUTED else self.seen).select_related("logger", "team")
        rows = rows.in_review() if self.tab == REVIEW else rows
        statuses = TABS[self.tab][1] if self.tab in TABS else ()
        rows = rows.filter(status__in=statuses) if statuses else rows
        return with_every_word(rows, self.query, _somewhere)

    @property
    def tabs(self) -> list[dict[str, object]]:
        shown = {key: label for key, (label, _statuses) in TABS.items()}
        if self.request.user.is_staff:
            shown[UNROUTED] = _("Unrouted")
        counts = {REVIEW: in_words(self.review_count)}
        return [
            {
                "label": label,
                "url": self.address(outcome=key),
                "current": key == self.tab,
                "count": counts.get(key, ""),
            }
            for key, label in shown.items()
        ]

    @property
    def all_url(self) -> str:
        return self.address(whose="")

    @property
    def mine_url(self) -> str:
        return self.address(whose="mine")

    @property
    def all_selected(self) -> bool:
        """Whether the page was asked for with every row selected, as a browser without scripts does."""
        return self.request.GET.get("select") == "all"

    @property
    def all_selected_url(self) -> str:
        return self.address(select="all", cursor=self.request.GET.get("cursor", ""))

    @property
    def can_be_acted_on(self) -> bool:
        return self.tab not in {"logged", "waiting", UNROUTED}

    @property
    def everywhere_url(self) -> str:
        return self.address(outcome=ALL)

    @property
    def here(self) -> str:
        return self.address(cursor=self.request.GET.get("cursor", ""))

    def address(self, **changed: str) -> str:
        """This page with something else asked for."""
        asked = {"outcome": self.tab, "whose": self.request.GET.get("whose", ""), "q": self.query} | changed
        return "?" + urlencode({key: value for key, value in asked.items() if value})
