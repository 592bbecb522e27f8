"""The addresses of an account's users with those who own them, as "My mail addresses" shows them."""

from dataclasses import dataclass
from functools import cached_property

from contacts.addresses import normalised
from crm.models import Account, Membership, Team, TeamMember, User
from emaillog import registering
from emaillog.models import RegisteredAddress
from emaillog.staff import Claim, Staff


@dataclass(frozen=True)
class Ownership:
    """One address, and what this reader may do about whose it is."""

    address: str
    owners: list[User]
    sharers: list[User]  # of those who may log, besides the reader
    team: Claim | None
    choices: list[Team]  # the teams that the reader may give it to
    may_change: bool
    registered: RegisteredAddress | None = None


@dataclass(frozen=True)
class Addresses:
    membership: Membership
    people: Staff

    @cached_property
    def login(self) -> Ownership:
        return self.owned(normalised(self.membership.user.email))

    @cached_property
    def registered(self) -> list[Ownership]:
        """The reader's own, besides the one that they sign in with."""
        mine = RegisteredAddress.objects.filter(account=self.membership.account, user=self.membership.user)
        return [self.owned(one.address, one) for one in mine.exclude(address=self.login.address).order_by("address")]

    @cached_property
    def shared(self) -> list[Ownership]:
        """For administrators: all that several users have, or a team."""
        if not self.membership.is_admin:
            return []
        claims = self.people.claims.items()
        return [self.owned(address) for address, owners in sorted(claims) if len(owners) > 1 or owners[0].team]

    @cached_property
    def teams(self) -> list[Team]:
        return list(Team.objects.filter(account=self.membership.account).order_by("name"))

    @cached_property
    def members(self) -> dict[int, set[int]]:
        return members_of(self.membership.account)

    def owned(self, address: str, registered: RegisteredAddress | None = None) -> Ownership:
        claims = self.people.claims.get(address, ())
        team = registering.team_of(self.people, address)
        now = [self.members.get(team.team or 0, set())] if team else []
        choices = [
            each
            for each in self.teams
            if registering.may_mark(self.membership, claims, *now, self.members.get(each.pk, set()))
        ]
        return Ownership(
            address,
            owners=[claim.membership.user for claim in claims],
            sharers=registering.sharers(self.people, address, self.membership.user),
            team=team,
            choices=choices,
            may_change=registering.may_mark(self.membership, claims, *now),
            registered=registered,
        )


def members_of(account: Account) -> dict[int, set[int]]:
    """The users of each team."""
    found: dict[int, set[int]] = {}
    for team, user in TeamMember.objects.filter(account=account).values_list("team", "user"):
        found.setdefault(team, set()).add(user)
    return found
