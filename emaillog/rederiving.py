"""Who a logged mail is about by the rules of today, as they would have applied when it was logged.

What changed since then without a rule having changed, such as a deal won or a contact's new company, moves nothing; a
contact whom somebody deleted does not come back.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from contacts.matching import Match, Person
from contacts.models import Company, Contact, Deal, DealContact
from emaillog import newcomers, participants
from emaillog.associations import Associations
from emaillog.drafts import Draft
from emaillog.known import Known
from emaillog.models import LoggedEmail
from emaillog.participants import Found
from emaillog.rejection import Rejected
from emaillog.remembered import AWAITED, GONE, LIMIT, Remembered
from emaillog.routing import Routed


@dataclass(frozen=True)
class Again:
    """The people of a mail today; `gone` are the addresses of deleted contacts, `new` the contacts it did not have."""

    found: Found
    gone: tuple[str, ...]
    new: frozenset[int]


def people(routed: Routed, draft: Draft, known: Known, then: Remembered) -> Again:
    """Raises IntegrityError when another was first with a new contact."""
    if routed.decision.contact:
        return _chosen(routed)
    matched, gone, awaited = _of_then(routed, draft, known, then)
    left = [one for one in draft.participants.to_create if one.address not in {*matched, *gone}]
    welcome = list(_welcome(routed, left, known, then))
    missing = [one for one in welcome if one.address not in known.contacts]
    made = newcomers.create(routed.rules, known, missing, routed.logger)
    now = matched | {one.address: known.contacts[one.address] for one in welcome}
    created = {address: now[address] for address in (*then.created, *made.contacts) if address in now}
    others = {address: match for address, match in now.items() if address not in created}
    surplus = tuple((one, LIMIT) for one in left if one not in welcome)
    found = Found(others, created, (*surplus, *awaited), made.companies)
    return Again(found, tuple(gone), frozenset(match.contact for match in found.all) - set(then.contacts.values()))


def _welcome(routed: Routed, left: list[Person], known: Known, then: Remembered) -> Iterator[Person]:
    """Those whom no rule leaves out any more; whom the limits left out needs room that they have now (R38)."""
    rules = routed.rules
    room = min(rules.new_contacts_a_mail - len(then.created), rules.new_contacts_an_hour - known.made_lately)
    for one in left:
        match, was_surplus = known.contacts.get(one.address), then.left_out(one.address) == LIMIT
        if match and match.contact in then.later:
            continue
        if match and not was_surplus:
            yield one
        elif room > 0:
            room -= 1
            yield one


def _chosen(routed: Routed) -> Again:
    try:
        return Again(participants.chosen(routed), (), frozenset())
    except Rejected:  # deleted since
        return Again(Found({}, {}), (), frozenset())


def _of_then(
    routed: Routed, draft: Draft, known: Known, then: Remembered
) -> tuple[dict[str, Match], list[str], tuple[tuple[Person, str], ...]]:
    """Those of the mail who had contacts then or match one by a new rule, those deleted since, and those who wait."""
    everybody = (*draft.participants.to_create, *draft.participants.to_match)
    still = _still_there(routed, then)
    matched, gone, awaited = dict[str, Match](), list[str](), list[tuple[Person, str]]()
    for one in everybody:
        match = known.contacts.get(one.address)
        if one.address in then.contacts:
            match = match or still.get(then.contacts[one.address])
            if match:
                matched[one.address] = match
        if match is None and (one.address in then.contacts or then.left_out(one.address) == GONE):
            gone.append(one.address)
        elif one.address not in matched and one in draft.participants.to_match:
            if match and then.left_out(one.address) not in AWAITED:
                matched[one.address] = match
            else:
                awaited.append((one, draft.participants.unmatched_because))
    return matched, gone, tuple(awaited)


def _still_there(routed: Routed, then: Remembered) -> dict[int, Match]:
    """The contacts of then, whatever addresses they have now."""
    rows = Contact.objects.filter(account=routed.account, pk__in=set(then.contacts.values()))
    return {pk: Match(pk, company) for pk, company in rows.values_list("pk", "company_id")}


def records(routed: Routed, email: LoggedEmail, again: Again, then: Remembered) -> Associations:
    """The contacts with their companies and deals."""
    contacts = tuple(dict.fromkeys(one.contact for one in again.found.all))
    companies, deals = _companies(email, again, then), _deals(routed, email, contacts, again.new, then)
    return Associations(contacts, dict(sorted(companies.items())), dict(sorted(deals.items())))


def _companies(email: LoggedEmail, again: Again, then: Remembered) -> dict[int, int]:
    """Those of then whose contacts are still in it, and those of new contacts."""
    today = {one.contact: one.company for one in again.found.all}
    has_it = {company: contact for contact, company in today.items() if contact not in again.new}
    stay = {
        company: contact if contact in today else has_it.get(company, 0) for company, contact in then.companies.items()
    }
    later = Contact.objects.filter(account=email.account_id, pk__in=then.later, company__in=stay)
    theirs = dict(later.values_list("company_id", "pk")) if then.later else {}
    there = set(Company.objects.filter(account=email.account_id, pk__in=stay).values_list("pk", flat=True))
    kept = {pk: contact or theirs.get(pk, 0) for pk, contact in stay.items() if pk in there}
    new = {company: contact for contact, company in today.items() if contact in again.new and company}
    return {pk: contact for pk, contact in kept.items() if contact} | new


def _deals(
    routed: Routed, email: LoggedEmail, contacts: tuple[int, ...], new: frozenset[int], then: Remembered
) -> dict[int, int]:
    """Those of then, and those that were open then too, as far as the account's number of today reaches."""
    limit = routed.rules.deals_to_link
    is_more = not then.limits or any(most is not None and (limit is None or most < limit) for most in then.limits)
    open_then = Q(deal__opened_at__lte=email.created_at) & (
        Q(deal__closed_at__isnull=True) | Q(deal__closed_at__gt=email.created_at)
    )
    widened = open_then & Q(contact__in=contacts if is_more else new)
    rows = DealContact.objects.filter(account=email.account_id, contact__in=contacts)
    pairs = set(rows.filter(Q(deal__in=then.deals) | widened).values_list("contact", "deal"))
    pairs |= {(contact, deal) for deal, contact in then.deals.items() if contact in contacts}
    rank = _ranked(email, {deal for _contact, deal in pairs})
    is_same = not is_more and set(then.limits) == {limit}
    taken: dict[int, int] = {}
    for contact in contacts:
        theirs = sorted((deal for one, deal in pairs if one == contact and deal in rank), key=rank.__getitem__)
        count = len(theirs) if limit is None or (is_same and contact not in new) else limit
        taken = dict.fromkeys(theirs[:count], contact) | taken
    return {deal: then.deals[deal] if then.deals.get(deal) in contacts else contact for deal, contact in taken.items()}


def _ranked(email: LoggedEmail, deals: set[int]) -> dict[int, int]:
    """The places of the deals, the most recently opened first (R7)."""
    rows = Deal.objects.filter(account=email.account_id, pk__in=deals).newest_opened_first()
    return {pk: place for place, pk in enumerate(rows.values_list("pk", flat=True))}
