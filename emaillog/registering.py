"""Whose an address is: who shares it, which team has it, and what its being verified sets free (R18 to R21)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from crm.models import Account, Membership, Team, User
from emaillog import intake, staff
from emaillog.models import InboundMessage, RegisteredAddress
from emaillog.rejection import Reason
from emaillog.staff import Claim, Staff

# What kept a mail from an address that nobody had registered.
FREED = (Reason.UNKNOWN_SENDER, Reason.SENDER_IS_CONTACT)


def sharers(people: Staff, address: str, user: User) -> list[User]:
    """Who else logs mail from the address, so that it is attributed at random (R19)."""
    claims = staff.able(people.claims.get(address, ()))
    return [claim.membership.user for claim in claims if claim.membership.user_id != user.pk]


def team_of(people: Staff, address: str) -> Claim | None:
    """A claim that names the team whose address it is (R20)."""
    return next((claim for claim in people.claims.get(address, ()) if claim.team), None)


@transaction.atomic
def take_over(registered: RegisteredAddress, people: Staff) -> int:
    """After an address was verified: it belongs to the team that has it already, and what waited for it goes on.

    Returns how many mails are processed again.
    """
    if marked := team_of(people, registered.address):
        RegisteredAddress.objects.filter(pk=registered.pk).update(team=marked.team)
    held = InboundMessage.objects.filter(
        account=registered.account_id, in_review=True, reason__in=FREED, sender=registered.address
    )
    again = held.process_again()
    transaction.on_commit(lambda: intake.ring("process_inbound", again))
    return len(again)


def owners_of(claims: Iterable[Claim]) -> set[int]:
    return {claim.membership.user_id for claim in claims}


def may_mark(membership: Membership, claims: Iterable[Claim], *teams: set[int]) -> bool:
    """Whether this person may move the address between teams with these members, or between one and its owners (R20).

    Administrators may; an owner of the address may if every owner is in those teams and so still sees the mail.
    """
    owners = owners_of(claims)
    is_owner = membership.user_id in owners
    return membership.is_admin or (is_owner and all(owners <= members for members in teams))


@transaction.atomic
def mark(account: Account, address: str, claims: Iterable[Claim], team: Team | None) -> None:
    """Makes it an address of the team, or again one of its owners; what is logged already stays as it is."""
    rows = RegisteredAddress.objects.filter(account=account, address=address)
    rows.update(team=team)
    if team and not rows.filter(verified_at__isnull=False).exists():
        # The sign-in address of a user, which nobody had to register; what still waits for its code marks nothing.
        owner = next(iter(claims)).membership.user
        verified = {"team": team, "verified_at": timezone.now()}
        RegisteredAddress.objects.update_or_create(account=account, user=owner, address=address, defaults=verified)
