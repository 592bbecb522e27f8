"""What else a mail belongs to: the contacts' companies and their most recently opened open deals (R6, R7)."""

from dataclasses import dataclass

from emaillog.known import Known
from emaillog.participants import Found


@dataclass(frozen=True)
class Associations:
    """Ids of the records whose timelines show the mail; companies and deals each with the contact that has it."""

    contacts: tuple[int, ...]
    companies: dict[int, int]
    deals: dict[int, int]


NOTHING = Associations((), {}, {})


def find(known: Known, people: Found) -> Associations:
    contacts = tuple(dict.fromkeys(one.contact for one in people.all))
    companies = {one.company: one.contact for one in people.all if one.company}
    deals = {deal: contact for deal, contact in known.deals.items() if contact in contacts}
    return Associations(contacts, dict(sorted(companies.items())), dict(sorted(deals.items())))
