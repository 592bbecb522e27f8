"""Records that somebody deleted from a list a moment ago: hidden, and still there if it is taken back."""

from typing import Any, TypeVar

from django.db.models import QuerySet

from contacts.models import BulkAction
from crm.models import Account

DELETE = "delete"
Rows = TypeVar("Rows", bound=QuerySet[Any])


def hidden(account: Account, kind: str) -> list[int]:
    """The ids of those that wait for their deletion."""
    waiting = BulkAction.objects.filter(
        account=account, kind=kind, action=DELETE, status=BulkAction.Status.WAITING
    ).values_list("before__ids", flat=True)
    return [pk for ids in waiting for pk in ids]


def without_hidden(rows: Rows, account: Account, kind: str) -> Rows:
    ids = hidden(account, kind)
    return rows.exclude(pk__in=ids) if ids else rows
