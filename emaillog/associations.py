"""What else a mail belongs to: the contacts' companies and their most recently opened open deals (R6, R7)."""

from dataclasses import dataclass

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from contacts.matching import Match
from contacts.models import DealContact
from emaillog.routing import Routed


@dataclass(frozen=True)
class Associations:
    """Ids of the records whose timelines show the mail, each once."""

    contacts: tuple[int, ...]
    companies: tuple[int, ...]
    deals: tuple[int, ...]


def find(routed: Routed, people: list[Match]) -> Associations:
    contacts = tuple(one.contact for one in people)
    companies = {one.company for one in people if one.company}
    return Associations(contacts, tuple(sorted(companies)), newest_open_deals(routed, contacts))


def newest_open_deals(routed: Routed, contacts: tuple[int, ...]) -> tuple[int, ...]:
    """Of each contact the account's number of open deals, newest opened first, by id where two were opened at once."""
    limit = routed.rules.deals_to_link
    parts = DealContact.objects.filter(account=routed.account, contact__in=contacts, deal__closed_at=None)
    if limit == 0:
        return ()
    if limit is not None:
        place = Window(
            RowNumber(), partition_by=F("contact"), order_by=[F("deal__opened_at").desc(), F("deal_id").desc()]
        )
        parts = parts.annotate(place=place).filter(place__lte=limit)
    return tuple(sorted(set(parts.values_list("deal_id", flat=True))))
