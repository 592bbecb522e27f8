"""Records that somebody deleted from a list a moment ago: hidden, and still there if it is taken back."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import QuerySet

from contacts.models import BulkAction
from crm.models import Account

DELETE = "delete"
Rows = TypeVar("Rows", bound=QuerySet[Any])


def hidden_by_kind(account: Account) -> Mapping[str, list[int]]:
    """The ids of those that wait for their deletion, in one statement."""
    waiting = BulkAction.objects.filter(account=account, action=DELETE, status=BulkAction.Status.WAITING)
    found = defaultdict[str, list[int]](list)
    for kind, ids in waiting.values_list("kind", "before__ids"):
        found[kind] += ids or ()
    return found


def hidden(account: Account, kind: str) -> list[int]:
    return hidden_by_kind(account)[kind]


def without_hidden(rows: Rows, account: Account, kind: str) -> Rows:
    ids = hidden(account, kind)
    return rows.exclude(pk__in=ids) if ids else rows
