"""Moves all that refers to one record to another: whatever relation there is or will be, in whichever app.

An app whose rows need more than a new reference adds what is to be done before (`before`), when it is loaded.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, UniqueConstraint
from django.db.models.fields.reverse_related import ForeignObjectRel, ManyToManyRel

from contacts.models import Company, Contact

Mergeable = Contact | Company
Before = Callable[[str, Mergeable, Mergeable], None]
_before: list[Before] = []


def before(action: Before) -> None:
    """To be called with kind, survivor and old one once the timelines are one, before other references move."""
    _before.append(action)


def relations(model: type[Model]) -> list[ForeignObjectRel]:
    """Every foreign key to the model, also those that nothing leads back from; timelines first."""
    fields = model._meta.get_fields(include_hidden=True)  # noqa: SLF001 (the documented way)
    found = [one for one in fields if isinstance(one, ForeignObjectRel) and not isinstance(one, ManyToManyRel)]
    return sorted(found, key=lambda one: one.related_model.__name__ != "TimelineLink")


def move(kind: str, survivor: Mergeable, old: Mergeable) -> dict[str, int]:
    """How many rows of each model moved, by its name. What the survivor has already goes."""
    timeline, *others = relations(type(old))
    moved = {_name(timeline): _move(timeline, survivor, old)}
    for action in _before:
        action(kind, survivor, old)
    return moved | {_name(relation): _move(relation, survivor, old) for relation in others}


def _name(relation: ForeignObjectRel) -> str:
    return str(relation.related_model.__name__)


def _move(relation: ForeignObjectRel, survivor: Mergeable, old: Mergeable) -> int:
    field = relation.field.name
    rows = relation.related_model._default_manager.filter(account=old.account_id)  # noqa: SLF001
    for twins in _twins(rows, field, survivor, old):
        twins.delete()
    return int(rows.filter(**{field: old}).update(**{field: survivor}))


def _twins(rows: QuerySet[Any], field: str, survivor: Mergeable, old: Mergeable) -> Iterator[QuerySet[Any]]:
    """Rows of the old one that would be the same as one of the survivor's."""
    for constraint in rows.model._meta.constraints:  # noqa: SLF001
        if isinstance(constraint, UniqueConstraint) and field in constraint.fields:
            condition = constraint.condition or Q()
            same = {name: OuterRef(name) for name in constraint.fields if name not in {field, "account"}}
            theirs = rows.filter(condition, **{field: survivor}, **same)
            yield rows.filter(condition, Exists(theirs), **{field: old})
