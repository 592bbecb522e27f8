"""The people of an account as the mail line needs them: who logs from which address, and by what rules."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import F, FilteredRelation, Q

from contacts.addresses import normalised
from crm.models import Account, Membership
from emaillog.models import LoggingRules


@dataclass(frozen=True)
class Claim:
    """That mail from an address is this member's, or was sent by them for a team (R18, R20)."""

    membership: Membership
    team: int | None = None
    team_name: str = ""

    @property
    def may_log(self) -> bool:
        member = self.membership
        return member.is_active and member.user.is_active and member.may_log


@dataclass(frozen=True)
class Staff:
    account: Account
    rules: LoggingRules
    memberships: tuple[Membership, ...]
    claims: dict[str, tuple[Claim, ...]]  # by normalised address: the login's own and those that were verified (R21 b)

    @classmethod
    def of(cls, account: Account) -> "Staff":
        """Everybody with a place in the account, in one statement."""
        ours = Q(user__registered_addresses__account=account, user__registered_addresses__verified_at__isnull=False)
        rows = list(
            Membership.objects.filter(account=account)
            .select_related("user", "account__logging_rules")
            .annotate(
                registered=FilteredRelation("user__registered_addresses", condition=ours),
                alias=F("registered__address"),
                alias_team=F("registered__team"),
                alias_team_name=F("registered__team__name"),
            )
            .order_by("user_id")
        )
        members = tuple({row.user_id: row for row in rows}.values())
        claims: dict[str, dict[int, Claim]] = {}
        for member in members:
            claims.setdefault(normalised(member.user.email), {})[member.user_id] = Claim(member)
        for row in rows:
            if row.alias:
                claim = Claim(row, row.alias_team, row.alias_team_name or "")
                claims.setdefault(row.alias, {})[row.user_id] = claim
        claims.pop("", None)
        home = members[0].account if members else account
        return cls(home, LoggingRules.of(home), members, {key: for_team(each.values()) for key, each in claims.items()})

    @cached_property
    def own_addresses(self) -> frozenset[str]:
        """Whoever has one of these is no contact (R15), and what they wrote is no proof of a reply (R29).

        As registered and normalised: a domain with umlauts is written in two ways.
        """
        return frozenset(self.claims) | frozenset(member.user.email for member in self.memberships)


def for_team(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims on one address: a team's mark is on the address, whoever of its owners it came from (R20)."""
    owners = tuple(claims)
    marked = next((claim for claim in owners if claim.team), None)
    return tuple(replace(claim, team=marked.team, team_name=marked.team_name) for claim in owners) if marked else owners


def able(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(claim for claim in claims if claim.may_log)


def attributed(claims: tuple[Claim, ...], seed: str, earlier: int | None = None) -> Claim:
    """Whose mail it is: by equal chances that of one of those who registered the address (R18).

    The seed stands for the mail, so that each attempt at it makes the same choice; the user whom an earlier attempt
    chose stays the one, although others registered the address since. Who may not log is chosen only where nobody else
    is left (R21 a).
    """
    among = able(claims) or claims
    chosen = next((claim for claim in among if claim.membership.user_id == earlier), None)
    return chosen or among[int(hashlib.sha256(seed.encode()).hexdigest(), 16) % len(among)]
