"""Why a mail stands where it stands: the rules that fired when it was logged, kept with it."""

from emaillog.associations import Associations
from emaillog.drafts import Draft
from emaillog.participants import Found
from emaillog.routing import Routed

Fact = dict[str, object]


def of(routed: Routed, draft: Draft, people: Found, links: Associations) -> list[Fact]:
    """One fact for each rule, in the order of the line; ids stay, names are looked up when it is shown."""
    facts: list[Fact] = [{"rule": f"route_{routed.route}"}]
    if routed.decision.user:
        facts.append({"rule": "decided", "user": routed.decision.user})
    facts.append(
        {"rule": "logger", "user": routed.logger.pk, "team": routed.claim.team, "shared": bool(routed.shared_with)}
    )
    facts.append({"rule": f"direction_{draft.participants.direction}"})
    facts += [
        {"rule": "contact_matched", "contact": one.contact, "address": key} for key, one in people.matched.items()
    ]
    facts += [
        {"rule": "contact_created", "contact": one.contact, "address": key} for key, one in people.created.items()
    ]
    facts += [
        {"rule": "company_created", "company": company, "domain": domain}
        for domain, company in people.companies.items()
    ]
    facts += [{"rule": f"awaited_{because}", "address": one.address} for one, because in people.awaited]
    facts += [
        {"rule": "company", "company": company, "contact": contact} for company, contact in links.companies.items()
    ]
    facts += [{"rule": "deal", "deal": deal, "contact": contact} for deal, contact in links.deals.items()]
    return facts
