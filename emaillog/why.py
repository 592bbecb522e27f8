"""Why a mail stands where it stands: the rules that fired when it was logged, kept with it."""

from collections.abc import Iterable, Iterator

from django.conf import settings

from contacts.addresses import domain_of, normalised
from emaillog import participants
from emaillog.associations import Associations
from emaillog.drafts import Draft
from emaillog.known import Known
from emaillog.models import Direction
from emaillog.participants import Found
from emaillog.routing import Routed

Fact = dict[str, object]


def of(routed: Routed, draft: Draft, people: Found, links: Associations, known: Known) -> list[Fact]:
    """One fact for each rule, in the order of the line; ids stay, names are looked up when it is shown."""
    facts: list[Fact] = [{"rule": f"route_{routed.route}", "found_in": draft.found_in}]
    if routed.decision.user:
        facts.append({"rule": "decided", "user": routed.decision.user})
    facts.append(logger(routed))
    facts.append({"rule": f"direction_{draft.participants.direction}"})
    facts += of_contacts(people)
    facts += of_records(routed, people, links)
    facts += left_out(routed, draft, people, known)
    return facts


def logger(routed: Routed) -> Fact:
    """Who logged it, and by which address they were recognised (R18 to R21)."""
    own = normalised(routed.logger.email)
    how = "login" if routed.address == own else "registered" if routed.address in routed.own_addresses else "decided"
    fact: Fact = {"rule": "logger", "user": routed.logger.pk, "team": routed.claim.team}
    return fact | {"address": routed.address, "how": how, "shared_with": list(routed.shared_with)}


def of_contacts(people: Found) -> Iterator[Fact]:
    for address, one in people.matched.items():
        yield {"rule": "contact_matched", "contact": one.contact, "address": address}
    for address, one in people.created.items():
        yield {"rule": "contact_created", "contact": one.contact, "address": address}


def of_records(routed: Routed, people: Found, links: Associations) -> Iterator[Fact]:
    for domain, company in people.companies.items():
        yield {"rule": "company_created", "company": company, "domain": domain}
    for company, contact in links.companies.items():
        yield {"rule": "company", "company": company, "contact": contact}
    for deal, contact in links.deals.items():
        yield {"rule": "deal", "deal": deal, "contact": contact, "most": routed.rules.deals_to_link}


def left_out(routed: Routed, draft: Draft, people: Found, known: Known) -> Iterator[Fact]:
    """Whom the header names and who is no contact of this mail, and why."""
    awaited = {one.address: because for one, because in people.awaited}
    for address in named(draft):
        if address in people.matched or address in people.created:
            continue
        because = awaited.get(address) or none_because(routed, address, known)
        yield {"rule": "left_out", "address": address, "because": because}


def named(draft: Draft) -> Iterable[str]:
    """Everybody in the header but the user who wrote a sent mail, each once."""
    message = draft.message
    senders = message.sender if draft.participants.direction == Direction.INCOMING else ()
    boxes = (*senders, *message.to, *message.cc)
    return dict.fromkeys(address for box in boxes if (address := normalised(box.address)))


def none_because(routed: Routed, address: str, known: Known) -> str:
    if domain_of(address) == settings.INBOUND_DOMAIN:
        return "logging_address"
    if participants.is_own(routed, address):
        return "own"
    return "never" if known.is_never_logged(address) else "chosen"
