"""The lists of contacts, companies and deals: what each can show, sort by and be narrowed to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.bulk.waiting import without_hidden
from contacts.columns import Column
from contacts.filters import CompanyFilters, ContactFilters, DealFilters, Filters
from contacts.models import Company, Contact, Deal
from contacts.models.deal import CLOSING, WORTH
from contacts.searching.fragments import with_words
from contacts.timeline import Name
from crm.models import Account, User

Rows = Any  # a queryset of one of the three, which share `search` only by name


@dataclass(frozen=True)
class Sheet:
    """What one list is made of; `page` is the name of its address and of its templates."""

    page: str
    kind: Name
    rows_of: Callable[[Account], Rows]
    filters: type[Filters]
    columns: tuple[Column, ...]
    sort: str  # unless somebody asks for another
    views: tuple[tuple[str | Promise, str], ...]  # those that everybody has: name and query

    def rows(self, account: Account, words: str = "") -> Rows:
        """The account's rows with these words, without those that are about to be deleted."""
        return without_hidden(with_words(self.rows_of(account), account, words), account, self.kind)

    def matching(self, account: Account, user: User, query: Mapping[str, Any]) -> Rows | None:
        """What the list of this address holds, on all of its pages, for whoever acts on all of it.

        None when a filter is not understood: a page that shows too much is no harm, an act on too much is.
        """
        filters = self.filters(account, user, query)
        return filters.narrow(self.rows(account, str(query.get("q", "")))) if _is_understood(filters) else None


def _is_understood(filters: Filters) -> bool:
    """Whether everything that is asked for narrows the rows; a stage, say, may have gone since it was offered."""
    gone = filters.base_fields.keys() - filters.fields.keys()
    return filters.is_valid() and not any(filters.data.get(name) for name in gone)


ADDED = Column("added", _("Added"), ("-id",), "list-when d-none d-lg-table-cell")
ACTIVITY = Column("activity", _("Last activity"), css="list-when d-none d-md-table-cell")
OWNER = Column("owner", _("Owner"), css="list-person d-none d-xl-table-cell")

CONTACTS = Sheet(
    "contacts",
    "contact",
    Contact.objects.of,
    ContactFilters,
    (
        Column("name", _("Name"), ("last_name", "first_name", "id"), "list-main", is_fixed=True),
        Column("email", _("Email"), css="list-email d-none d-md-table-cell"),
        Column("company", _("Company"), css="list-text d-none d-md-table-cell"),
        Column("phone", _("Phone"), css="list-phone d-none d-md-table-cell", is_usual=False),
        Column("lifecycle", _("Lifecycle"), css="list-stage-of-life d-none d-lg-table-cell"),
        OWNER,
        Column("origin", _("Created by"), css="list-short d-none d-md-table-cell", is_usual=False),
        ACTIVITY,
        ADDED,
    ),
    "added",
    ((_("All"), ""), (_("Mine"), "owner=me"), (_("Recently added"), "added=7")),
)
COMPANIES = Sheet(
    "companies",
    "company",
    Company.objects.of,
    CompanyFilters,
    (
        Column("name", _("Name"), ("name", "id"), "list-main", is_fixed=True),
        Column("domains", _("Domains"), css="list-email d-none d-md-table-cell"),
        Column("phone", _("Phone"), css="list-phone d-none d-md-table-cell", is_usual=False),
        OWNER,
        ACTIVITY,
        ADDED,
    ),
    "name",
    ((_("All"), ""), (_("Mine"), "owner=me"), (_("Recently added"), "added=7&sort=added")),
)
DEALS = Sheet(
    "deals",
    "deal",
    lambda account: Deal.objects.of(account).annotate(worth=WORTH, closing=CLOSING),
    DealFilters,
    (
        Column("name", _("Deal"), ("name", "id"), "list-main", is_fixed=True),
        Column("stage", _("Stage"), css="list-stage d-none d-md-table-cell"),
        Column("amount", _("Amount"), ("-worth", "-id"), "list-number d-none d-sm-table-cell"),
        Column("closing", _("Closing date"), ("closing", "id"), "list-when list-closing d-none d-md-table-cell"),
        Column("people", _("Contacts"), css="list-people d-none d-lg-table-cell"),
        OWNER,
        Column("opened", _("Opened"), ("-opened_at", "-id"), "list-when d-none d-lg-table-cell"),
        Column("activity", _("Last activity"), css="list-when d-none d-lg-table-cell"),
        Column("added", _("Added"), ("-id",), "list-when d-none d-lg-table-cell", is_usual=False),
    ),
    "opened",
    ((_("All"), ""), (_("Open"), "stage=open"), (_("Mine"), "stage=open&owner=me")),
)
SHEETS = {sheet.page: sheet for sheet in (CONTACTS, COMPANIES, DEALS)}
