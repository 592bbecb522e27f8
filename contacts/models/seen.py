"""Who sees an entry of a timeline."""

from django.db.models import Exists, OuterRef, Q

from crm.models import TeamMember, User


def shown_to(user: User | int, path: str = "") -> Q:
    """What everybody sees, what is this user's own, and what is of one of their teams; `path` leads to the entry."""
    teams = TeamMember.objects.filter(
        account=OuterRef(f"{path}account"), team=OuterRef(f"{path}private_to_team"), user=user
    )
    everybody = Q(**{f"{path}private_to__isnull": True, f"{path}private_to_team__isnull": True})
    return everybody | Q(**{f"{path}private_to": user}) | Q(Exists(teams))
