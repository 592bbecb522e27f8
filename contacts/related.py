"""What stands beside a record: its company, its people, its deals, and who shares mails with a contact."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Window
from django.utils.translation import gettext as _

from contacts.asked import MAIL
from contacts.models import Company, Contact, ContactEmail, Deal, TimelineLink
from contacts.places import key_of
from contacts.timeline import ORDER, Record, links_of
from crm.models import Account, User

MOST_PEOPLE, MOST_DEALS, MOST_SHARING = 8, 20, 5
MAILS_LOOKED_AT = 200


@dataclass(frozen=True)
class Sharing:
    """Somebody who is on mails together with a contact, and on how many of the newest."""

    pk: int
    name: str
    mails: int


@dataclass(frozen=True)
class Related:
    """Of one record, as this reader may see it; each part is asked for only by the page that shows it."""

    account: Account
    record: Record
    reader: User

    @cached_property
    def deals(self) -> list[Deal]:
        """Open ones first; `among` is how many there are, in the same statement."""
        deals = Deal.objects.of(self.account).prefetch_related(None).open_first()  # no row shows their people
        deals = deals.annotate(among=Window(Count("pk")))
        match self.record:
            case Contact():
                return list(deals.with_contact(self.record)[:MOST_DEALS])
            case Company():
                return list(deals.filter(company=self.record)[:MOST_DEALS])
        return []

    @property
    def more_deals(self) -> int:
        """How many deals are only in the list."""
        return int(getattr(self.deals[0], "among", 0)) - len(self.deals) if self.deals else 0

    @cached_property
    def people(self) -> list[Contact]:
        """Of a company one more than is shown, where it has more."""
        match self.record:
            case Company():
                people = Contact.objects.of(self.account).filter(company=self.record)
                return list(people.order_by("-id")[: MOST_PEOPLE + 1])
            case Deal():
                return self.record.people
        return []

    @property
    def shown_people(self) -> list[Contact]:
        return self.people[:MOST_PEOPLE] if isinstance(self.record, Company) else self.people

    @property
    def has_more_people(self) -> bool:
        return len(self.people) > len(self.shown_people)

    @property
    def company(self) -> Company | None:
        return None if isinstance(self.record, Company) else self.record.company

    @cached_property
    def sharing(self) -> list[Sharing]:
        """Those who stand on most of a contact's newest mails with them, in one statement."""
        mails = links_of(self.account, self.record, self.reader).filter(entry__kind=MAIL).order_by(*ORDER)
        with_them = TimelineLink.objects.filter(account=self.account, contact__isnull=False)
        with_them = with_them.exclude(contact=self.record.pk)
        address = ContactEmail.objects.filter(account=self.account, contact=OuterRef("contact"), is_primary=True)
        counted = (
            with_them.filter(entry__in=mails.values("entry")[:MAILS_LOOKED_AT])
            .values("contact", "contact__first_name", "contact__last_name")
            .annotate(mails=Count("pk"), address=Subquery(address.values("address")[:1]))
            .order_by("-mails", "contact")[:MOST_SHARING]
        )
        return [Sharing(one["contact"], _called(one), one["mails"]) for one in counted]

    @cached_property
    def open_deals(self) -> list[Deal]:
        return [deal for deal in self.deals if deal.is_open]

    @property
    def others(self) -> list[tuple[str, str]]:
        """On which further records something that is written here may stand: their keys and names."""
        company = [self.company] if self.company else []
        found: list[Record] = [*self.open_deals, *self.people[:MOST_PEOPLE], *company]
        # Of a company only its deals: it may have thousands of people.
        able = found if not isinstance(self.record, Company) else self.open_deals
        return [(key_of(one), str(one)) for one in able]


def _called(row: Mapping[str, Any]) -> str:
    name = f"{row['contact__first_name']} {row['contact__last_name']}".strip()
    return name or str(row["address"] or "") or _("Unnamed contact")
