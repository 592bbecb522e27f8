"""The people of an account as the mail line needs them: who logs from which address, and by what rules."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F

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
        registered = "user__registered_addresses"
        rows = list(
            Membership.objects.filter(account=account)
            .select_related("user", "account__logging_rules")
            .annotate(
                alias=F(f"{registered}__address"),
                alias_account=F(f"{registered}__account"),
                alias_verified_at=F(f"{registered}__verified_at"),
                alias_team=F(f"{registered}__team"),
                alias_team_name=F(f"{registered}__team__name"),
            )
            .order_by("user_id")
        )
        members = tuple({row.user_id: row for row in rows}.values())
        claims: dict[str, dict[int, Claim]] = {}
        for member in members:
            claims.setdefault(normalised(member.user.email), {})[member.user_id] = Claim(member)
        for row in rows:
            if row.alias_verified_at and row.alias_account == account.pk:
                claim = Claim(row, row.alias_team, row.alias_team_name or "")
                claims.setdefault(row.alias, {})[row.user_id] = claim
        claims.pop("", None)
        home = members[0].account if members else account
        return cls(home, LoggingRules.of(home), members, {key: tuple(each.values()) for key, each in claims.items()})

    @cached_property
    def own_addresses(self) -> frozenset[str]:
        """Whoever has one of these is no contact (R15), and what they wrote is no proof of a reply (R29).

        As registered and normalised: a domain with umlauts is written in two ways.
        """
        return frozenset(self.claims) | frozenset(member.user.email for member in self.memberships)


def attributed(claims: tuple[Claim, ...], seed: str) -> Claim:
    """Whose mail it is: the team's, else by equal chances that of one of those who registered the address (R18, R20).

    The seed stands for the mail, so that each attempt at it makes the same choice. Who may not log is chosen only where
    nobody else is left.
    """
    able = tuple(claim for claim in claims if claim.may_log) or claims
    able = tuple(claim for claim in able if claim.team) or able
    return able[int(hashlib.sha256(seed.encode()).hexdigest(), 16) % len(able)]
