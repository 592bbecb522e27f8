"""The facts about a logged mail in plain words: "Why is this here?"."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from emaillog import followed
from emaillog.mentioned import Fact, Mentioned
from emaillog.models import AssociationChange, InboundMessage, LoggedEmail, Status
from emaillog.wording import SENTENCES

MOST = 40  # lines of a group that are shown
AGAIN = 20  # copies that are told of
HEADINGS = (
    (gettext_lazy("How it came"), ("route_bcc", "route_forward", "logger", "decided")),
    (gettext_lazy("Sent or received"), ("direction_incoming", "direction_outgoing")),
    (gettext_lazy("Whose it is"), ("contact_matched", "contact_created", "contact_later")),
    (gettext_lazy("What else it belongs to"), ("company_created", "company", "deal")),
    (gettext_lazy("Changed by hand"), ("added", "taken_away")),
    (gettext_lazy("Left out"), ("left_out",)),
    (gettext_lazy("The same mail came again"), ("again",)),
)


@dataclass(frozen=True)
class Group:
    """What is told under one heading, and how much more there would be to tell."""

    heading: str
    lines: list[SafeString]
    more: int = 0


def groups(email: LoggedEmail) -> list[Group]:
    """All that is known of why the mail stands where it stands, in a constant number of queries."""
    changes = [_changed(change) for change in AssociationChange.objects.filter(account=email.account_id, email=email)]
    came = InboundMessage.objects.filter(account=email.account_id, email=email, status=Status.DUPLICATE)
    again = [_came(inbound) for inbound in came.order_by("id")[:AGAIN]]
    facts: list[Fact] = [*followed.facts(email), *sorted(changes, key=lambda fact: str(fact["at"])), *again]
    names = Mentioned.in_facts(email.account, facts)
    told = (_group(heading, rules, facts, names) for heading, rules in HEADINGS)
    return [group for group in told if group.lines]


def _changed(change: AssociationChange) -> Fact:
    ids = {"contact": change.contact_id, "company": change.company_id, "deal": change.deal_id}
    rule = "added" if change.is_added else "taken_away"
    return {"rule": rule, "by": change.user_id, "user": change.user_id, "at": change.created_at, **ids}


def _came(inbound: InboundMessage) -> Fact:
    who = {"user": inbound.logger_id, "team": inbound.team_id}
    return {"rule": "again", "route": inbound.route, "at": inbound.received_at, "by": inbound.known_by, **who}


def _group(heading: object, rules: tuple[str, ...], facts: Iterable[Fact], names: Mentioned) -> Group:
    found = [fact for fact in facts if fact["rule"] in rules]
    lines = [line for fact in found[:MOST] if (line := SENTENCES[fact["rule"]](fact, names))]
    return Group(str(heading), lines, max(0, len(found) - MOST))
