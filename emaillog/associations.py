"""What else a mail belongs to: the contacts' companies and their most recently opened open deals (R6, R7)."""

from collections.abc import Iterator
from dataclasses import dataclass

from contacts.models import TimelineLink
from emaillog.known import Known
from emaillog.models import LoggedEmail
from emaillog.participants import Found


@dataclass(frozen=True)
class Associations:
    """Ids of the records whose timelines show the mail; companies and deals each with the contact that has it."""

    contacts: tuple[int, ...]
    companies: dict[int, int]
    deals: dict[int, int]

    @property
    def records(self) -> Iterator[tuple[str, int]]:
        """Each as the column of a timeline link that names it, and its id."""
        for field, ids in (("contact_id", self.contacts), ("company_id", self.companies), ("deal_id", self.deals)):
            yield from ((field, pk) for pk in ids)

    def links(self, email: LoggedEmail) -> Iterator[TimelineLink]:
        """What puts the mail on the timelines of all of them, not yet written."""
        place = {"account_id": email.account_id, "entry_id": email.entry_id, "occurred_at": email.occurred_at}
        for field, pk in self.records:
            yield TimelineLink(**place, **{field: pk})


NOTHING = Associations((), {}, {})


def find(known: Known, people: Found) -> Associations:
    contacts = tuple(dict.fromkeys(one.contact for one in people.all))
    companies = {one.company: one.contact for one in people.all if one.company}
    deals = {deal: contact for deal, contact in known.deals.items() if contact in contacts}
    return Associations(contacts, dict(sorted(companies.items())), dict(sorted(deals.items())))
