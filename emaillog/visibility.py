"""Who may see a mail: everybody in the account, the user who logged it, or a team."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.models import TimelineEntry
from crm.models import Membership, Team, TeamMember, User
from emaillog import deeds
from emaillog.decisions import Decision
from emaillog.models import InboundMessage, LoggedEmail
from emaillog.routing import Routed

EVERYBODY, LOGGER = "everybody", "logger"


@dataclass(frozen=True)
class Choice:
    key: str
    label: str
    private_to: int | None = None
    private_to_team: int | None = None


def may_change(email: LoggedEmail, membership: Membership) -> bool:
    """The user who logged it, the members of the team it was logged for, and administrators, if they see it."""
    if membership.is_admin or email.logged_by_id == membership.user_id:
        return True
    team = TeamMember.objects.filter(account=email.account_id, team=email.team_id, user=membership.user_id)
    return email.team_id is not None and team.exists()


def choices(email: LoggedEmail) -> list[Choice]:
    """Everybody; the logger alone; the logger's teams, or that for which it was logged, or that which has it now."""
    logger = [only(email.logged_by)] if email.logged_by else []
    return [everybody(), *logger, *map(only_team, teams(email))]


def everybody() -> Choice:
    return Choice(EVERYBODY, _("Everybody in the account"))


def only(user: User) -> Choice:
    return Choice(LOGGER, _("Only %(user)s") % {"user": user}, private_to=user.pk)


def only_team(team: Team) -> Choice:
    return Choice(f"team-{team.pk}", _("Only the team %(team)s") % {"team": team}, private_to_team=team.pk)


def teams(email: LoggedEmail) -> list[Team]:
    member = TeamMember.objects.filter(account=email.account_id, user=email.logged_by_id).values("team")
    own = Q(pk=email.team_id) | Q(pk=email.entry.private_to_team_id)
    own = own | Q(pk__in=member) if email.logged_by_id else own
    return list(Team.objects.filter(own, account=email.account_id).order_by("name"))


def now(email: LoggedEmail) -> Choice:
    """The one that holds."""
    if email.entry.private_to:
        return only(email.entry.private_to)
    return only_team(email.entry.private_to_team) if email.entry.private_to_team else everybody()


@transaction.atomic
def show_only(email: LoggedEmail, choice: Choice, user: User) -> None:
    """As this user decided; what is private is not named to those who read of it."""
    if choice.key == now(email).key:
        return
    entry = TimelineEntry.objects.filter(account=email.account_id, pk=email.entry_id)
    entry.update(private_to=choice.private_to, private_to_team=choice.private_to_team)
    is_private = choice.key != EVERYBODY
    deeds.with_mail(user, "mail.made_private" if is_private else "mail.made_public", email, is_private=is_private)


def remembered(inbound: InboundMessage, email: LoggedEmail) -> Decision:
    """With who saw this mail, which goes, so that it comes back to nobody else; of several the private one counts."""
    decision, user, team = Decision.of(inbound), email.entry.private_to_id, email.entry.private_to_team_id
    if not email.entry.is_private and len(inbound.logged_as) > 1:
        return decision
    return replace(decision, was_private=email.entry.is_private, private_to=user, private_to_team=team)


def holds_private(inbound: InboundMessage, reader: User) -> bool:
    """Whether one of several mails in a message is, or was when it was removed, private to others than the reader."""
    if inbound.logger_id == reader.pk or len(inbound.logged_as) < 2:
        return False
    mails = LoggedEmail.objects.filter(account=inbound.account_id, pk__in=inbound.logged_as.values())
    return Decision.of(inbound).was_private or mails.seen_by(reader).count() < mails.count()


def of_brought_back(routed: Routed) -> dict[str, int | None]:
    """What was removed comes back as private as it was; to its logger where the user or the team is gone."""
    user, team = routed.decision.private_to, routed.decision.private_to_team
    if team and not Team.objects.filter(account=routed.account, pk=team).exists():
        user, team = routed.logger.pk, None
    elif user and not User.objects.filter(pk=user).exists():
        user = routed.logger.pk
    return {"private_to_id": user, "private_to_team_id": team}
