"""Settings > Mail > Bounced attachments: what was left out of mails, for administrators; others find nothing (R11)."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format as date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.middleware import AccountRequest
from crm.models import Account, User
from crm.paging import page_or_first
from crm.views.access import hidden_from_members
from emaillog.bounces import chart, figures
from emaillog.bounces.asked import ORDER, Asked
from emaillog.bounces.row import Row
from emaillog.forms.bounced import BouncedFilterForm
from emaillog.models import BouncedAttachment, LoggingRules
from emaillog.models.bounced import BouncedAttachmentQuerySet

Status = BouncedAttachment.Status
MORE = "bounced-more"  # the id of "Load more", in whose place htmx puts the next page
ROWS = "bounced-rows"  # the id of the list, which htmx swaps while somebody types or picks
UNDO = "bounced_undo"  # in the session: what the next page offers to take back
ALL = "all"
TABS: dict[str, str | Promise] = {
    Status.OPEN: gettext_lazy("Open"),
    Status.STORING: gettext_lazy("Being stored"),
    Status.STORED: gettext_lazy("Stored after all"),
    Status.DISMISSED: gettext_lazy("Dismissed"),
    ALL: gettext_lazy("All"),
}


@require_safe
@hidden_from_members
def bounced_attachments(request: AccountRequest) -> HttpResponse:
    review = Review(request)
    found = page_or_first(review.rows, order=ORDER, cursor=request.GET.get("cursor"))
    rules = LoggingRules.of(request.account)
    rows = [Row(file, rules) for file in found.items]
    more = review.address(cursor=found.next) if found.next else ""
    context = {"review": review, "rows": rows, "more": more, "more_id": MORE, "rows_id": ROWS, "rules": rules}
    context["selectable"] = review.can_be_acted_on and bool(more or any(row.can_be_acted_on for row in rows))
    if request.htmx.target == MORE:
        return render(request, "emaillog/bounced/_rows.html", context)
    context["emptied_by"] = "" if rows else review.asked.emptied_by(review.seen)
    if request.htmx.target == ROWS:
        return render(request, "emaillog/bounced/_list.html", context)
    context["bars"] = chart.bars(figures.weeks(request.account))
    context["undo"] = request.session.pop(f"{UNDO}_{request.account.pk}", None)
    return render(request, "emaillog/bounced.html", context)


def seen_by(account: Account, user: User) -> BouncedAttachmentQuerySet:
    """All of the account; what is private to others says so of itself, and no more."""
    return BouncedAttachment.objects.filter(account=account).withholding_from(user)


@dataclass(frozen=True)
class Review:
    """What the address of the page asks for."""

    request: AccountRequest

    @cached_property
    def form(self) -> BouncedFilterForm:
        return BouncedFilterForm(self.request.account, self.request.GET.dict())

    @cached_property
    def state(self) -> str:
        asked = self.request.GET.get("state", "")
        return asked if asked in TABS else Status.OPEN

    @cached_property
    def asked(self) -> Asked:
        return self.form.asked(None if self.state == ALL else Status(self.state))

    @property
    def seen(self) -> BouncedAttachmentQuerySet:
        return seen_by(self.request.account, self.request.user)

    @property
    def rows(self) -> BouncedAttachmentQuerySet:
        return self.asked.of(self.seen).select_related(
            "attachment", "email__entry", "email__team", "inbound", "notice", "user", "handled_by"
        )

    @cached_property
    def totals(self) -> figures.Totals:
        return figures.totals(self.request.account)

    @property
    def tabs(self) -> list[dict[str, object]]:
        counts = self.totals.by_state
        return [
            {
                "label": label,
                "url": self.address(state=key),
                "current": key == self.state,
                "count": counts.get(key) or "",
            }
            for key, label in TABS.items()
        ]

    @property
    def chips(self) -> list[dict[str, str]]:
        """The filters that hold, each with the address of the page without it."""
        names = {"words": "q", "megabytes": "size"}
        return [
            {"name": name, "text": self.chip(name), "url": self.address(**{names.get(name, name): ""})}
            for name in self.asked.names
        ]

    def chip(self, name: str) -> str:
        found = self.form.cleaned_data
        match name:
            case "words":
                return f"“{self.asked.words}”"
            case "user":
                return _("logged by %(who)s") % {"who": found["user"]}
            case "megabytes":
                return _("%(size)d MB or more") % {"size": found["size"]}
            case "since":
                return _("since %(day)s") % {"day": date(found["since"])}
        return _("until %(day)s") % {"day": date(found["until"])}

    @property
    def clear_url(self) -> str:
        return "?" + urlencode({"state": self.state})

    @property
    def here(self) -> str:
        return self.address(cursor=self.request.GET.get("cursor", ""))

    @property
    def can_be_acted_on(self) -> bool:
        return self.state not in {Status.STORING, Status.STORED}

    @property
    def all_selected(self) -> bool:
        """Whether the page was asked for with every row selected, as a browser without scripts does."""
        return self.request.GET.get("select") == "all"

    @property
    def all_selected_url(self) -> str:
        return self.address(select="all", cursor=self.request.GET.get("cursor", ""))

    def address(self, **changed: str) -> str:
        """This page with something else asked for."""
        now = {name: self.request.GET.get(name, "") for name in ("q", "user", "since", "until", "size")}
        asked = {"state": self.state} | now | changed
        return "?" + urlencode({key: value for key, value in asked.items() if value})
