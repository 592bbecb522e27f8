"""Who sees an entry of a timeline, and the name of the entry that it is about."""

from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KT, KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce

from crm.models import TeamMember, User


def shown_to(user: User | int, path: str = "") -> Q:
    """What everybody sees, what is this user's own, and what is of one of their teams; `path` leads to the entry."""
    teams = TeamMember.objects.filter(
        account=OuterRef(f"{path}account"), team=OuterRef(f"{path}private_to_team"), user=user
    )
    everybody = Q(**{f"{path}private_to__isnull": True, f"{path}private_to_team__isnull": True})
    return everybody | Q(**{f"{path}private_to": user}) | Q(Exists(teams))


def about_title(seen: QuerySet[Any], path: str = "") -> Subquery:
    """What the entry is called that a note is on, if it is among those seen: it may be private where the note is not.

    It is looked up whenever the note is shown and never stored with it; `path` leads to the note's entry.
    """
    about = KeyTextTransform("entry", KeyTransform("about", OuterRef(f"{path}data")))
    found = seen.filter(account=OuterRef(f"{path}account"), pk=Cast(about, BigIntegerField()))
    named = Coalesce(KT("data__subject"), KT("data__title"), Value(""), output_field=TextField())
    return Subquery(found.values(named=named))
