"""Who sees an entry of a timeline."""

from django.db.models import Q

from crm.models import User


def shown_to(user: User, path: str = "") -> Q:
    """What everybody sees, what is this user's own, and what is of one of their teams; `path` leads to the entry."""
    everybody = Q(**{f"{path}private_to__isnull": True, f"{path}private_to_team__isnull": True})
    return everybody | Q(**{f"{path}private_to": user}) | Q(**{f"{path}private_to_team__in": user.team_ids})
