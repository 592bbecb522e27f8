"""The records that a mail stands on, changed by hand."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts import places
from contacts.models import Company, Contact, Deal, TimelineLink
from contacts.searching.fragments import with_words
from contacts.timeline import Record
from crm.middleware import AccountRequest
from emaillog import rearranging
from emaillog.models import LoggedEmail
from emaillog.views.email import find, links_of

FOUND = "associations-found"  # the id of what a search finds, which htmx swaps while somebody types
MOST = 8  # of each kind
Row = TypeVar("Row", bound=Model)


@require_http_methods(["GET", "HEAD", "POST"])
def email_associations(request: AccountRequest, pk: UUID) -> HttpResponse:
    email = find(request, pk)
    if request.method == "POST":
        return changed(request, email)
    context = {"email": email, "search": Search(request, email), "found_id": FOUND}
    if request.htmx.target == FOUND:
        return render(request, "emaillog/associations/_found.html", context)
    links = list(links_of(email))
    return render(request, "emaillog/associations.html", context | {"links": links, "is_last": len(links) == 1})


def changed(request: AccountRequest, email: LoggedEmail) -> HttpResponse:
    record = places.named(request.account, request.POST.get("record", ""))
    if record is None:
        raise Http404("No such record.")
    try:
        change(request, email, record)
    except rearranging.LastPlaceError:
        sentence = _("The mail must stand on one record at least: add another first, or remove the mail.")
        messages.error(request, sentence)
    return redirect("email_associations", request.account.slug, email.pk)


def change(request: AccountRequest, email: LoggedEmail, record: Record) -> None:
    if request.POST.get("change") == "take_away":
        rearranging.take_away(email, record, request.user)
        messages.success(request, _("The mail is no longer on the timeline of %(record)s.") % {"record": record})
    else:
        rearranging.add(email, record, request.user)
        messages.success(request, _("The mail is on the timeline of %(record)s now.") % {"record": record})


@dataclass(frozen=True)
class Search:
    """What the words find that the mail does not stand on yet."""

    request: AccountRequest
    email: LoggedEmail

    @property
    def words(self) -> str:
        return self.request.GET.get("q", "").strip()[:200]

    @cached_property
    def contacts(self) -> list[Contact]:
        return self.new("contact", Contact.objects.of(self.request.account))

    @cached_property
    def companies(self) -> list[Company]:
        return self.new("company", Company.objects.of(self.request.account))

    @cached_property
    def deals(self) -> list[Deal]:
        return self.new("deal", Deal.objects.of(self.request.account))

    @property
    def is_empty(self) -> bool:
        return not (self.contacts or self.companies or self.deals)

    def new(self, kind: str, rows: QuerySet[Row]) -> list[Row]:
        account = self.request.account
        rows = with_words(rows, account, self.words)
        there = TimelineLink.objects.filter(account=account, entry=self.email.entry_id, **{kind: OuterRef("pk")})
        return list(rows.exclude(Exists(there)).order_by("-id")[:MOST]) if self.words else []
