"""The domains whose people are colleagues and never contacts (R15): none by default, the account's own is offered."""

from contacts.addresses import domain_of
from contacts.domains import organisation
from crm.models import Role
from emaillog.models import LoggingRules


def offered_domain(rules: LoggingRules) -> str:
    """That of the first administrator, while no domain is internal; "" when everybody can have an address there."""
    if rules.internal_domains:
        return ""
    first = rules.account.memberships.filter(role=Role.ADMIN).select_related("user").order_by("id").first()
    domain = organisation(domain_of(first.user.email)) if first else ""
    return "" if domain.endswith(".localhost") else domain
