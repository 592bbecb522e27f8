"""Giving many records back what they had before a change."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from contacts.bulk.changing import FIELDS
from contacts.bulk.deleting import MODELS
from contacts.models import BulkAction, Deal
from contacts.stages import Stages
from crm.models import Account, User

MOMENTS = {"opened_at", "closed_at"}


def restore(part: BulkAction) -> int:
    """Gives back what each had; a record that somebody changed again since keeps that.

    So does a deal whose stage is gone. Where the owner is gone nobody is it, as if they had owned it all the time.
    """
    if "had" not in part.before:
        return 0
    fields, had = FIELDS[part.action], part.before["had"]
    rows: QuerySet[Any] = MODELS[part.kind]._default_manager.filter(account=part.account_id)  # noqa: SLF001
    same = rows.filter(pk__in=had, **{fields[0]: part.before["to"]}).order_by("pk").select_for_update()
    ids = list(same.values_list("pk", flat=True))
    if part.action == "stage":
        before = {pk: dict(zip(fields, had[str(pk)], strict=True)) for pk in ids}
        return _move_back(rows, before, Stages(part.account))
    gone = _gone(part.account, had) if part.action == "owner" else set()
    values = sorted(((None if had[str(pk)][0] in gone else had[str(pk)][0], pk) for pk in ids), key=repr)
    for value, group in groupby(values, itemgetter(0)):
        rows.filter(pk__in=[pk for _value, pk in group]).update(**{fields[0]: value})
    return len(ids)


def _gone(account: Account, had: Mapping[str, list[Any]]) -> set[int]:
    """Of the users who owned these records those who are in the account no more."""
    asked = {owner for [owner] in had.values() if owner is not None}
    return asked - set(User.objects.filter(memberships__account=account, pk__in=asked).values_list("pk", flat=True))


def _move_back(deals: QuerySet[Any], before: Mapping[int, Mapping[str, Any]], stages: Stages) -> int:
    """How many moved; each comes into the pipeline that has its stage now, for one may have gone, or been made."""
    found = list(deals.filter(pk__in=[pk for pk, values in before.items() if values["stage"] in stages.steps]))
    for deal in found:
        for name, value in before[deal.pk].items():
            setattr(deal, name, parse_datetime(value) if value and name in MOMENTS else value)
        deal.pipeline_id = stages.course_of(deal).pk
    Deal.objects.bulk_update(found, ["stage", "pipeline", "opened_at", "closed_at"], batch_size=200)
    return len(found)
