"""Keyset paging: a page of any depth is read from the index alone, with no count and no OFFSET.

The cursor holds where the page before ended. It is signed, so that whatever comes back was ours and fits the columns,
and salted with model and order, so that the cursor of one list does not open another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import BadRequest
from django.db.models import F, Field, Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

Row = TypeVar("Row", bound=Model)
Order = tuple[str, ...]
SIZE = 50


class BrokenCursor(BadRequest):
    """The cursor is not one of this list: cut off, altered, or of another order. Answered with 400 if nobody minds."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of one page; `next` opens the page after it and is None on the last one."""

    items: list[Row]
    next: str | None


def page(queryset: QuerySet[Row], *, order: Order = ("-id",), cursor: str | None = None, size: int = SIZE) -> Page[Row]:
    """One page in this order, whose columns all run the same way, hold no NULL and together are unique.

    Raises `BrokenCursor`.
    """
    keyset = _Keyset(queryset.model, order)
    rows = list(keyset.after(queryset, cursor).order_by(*order)[: size + 1])
    items = rows[:size]
    return Page(items, keyset.cursor(items[-1]) if len(rows) > size else None)


def page_or_first(queryset: QuerySet[Row], *, order: Order, cursor: str | None, size: int = SIZE) -> Page[Row]:
    """The same for people: who comes with a broken link sees the first page."""
    try:
        return page(queryset, order=order, cursor=cursor, size=size)
    except BrokenCursor:
        return page(queryset, order=order, size=size)


class _Keyset:
    def __init__(self, model: type[Model], order: Order) -> None:
        directions = {name.startswith("-") for name in order}
        if len(directions) != 1:
            raise ValueError("All columns of a keyset run the same way.")
        self.falling = directions.pop()
        meta = model._meta  # noqa: SLF001 (a documented API of Django, in spite of its name)
        self.fields: list[Field[Any, Any]] = [
            field for name in order if isinstance(field := meta.get_field(name.removeprefix("-")), Field)
        ]
        self.salt = ":".join((meta.label, *order))

    def cursor(self, row: Model) -> str:
        return signing.dumps([field.value_to_string(row) for field in self.fields], salt=self.salt)

    def after(self, queryset: QuerySet[Row], cursor: str | None) -> QuerySet[Row]:
        if not cursor:
            return queryset
        end = self._values(cursor)
        names = [field.name for field in self.fields]
        comparison = TupleLessThan if self.falling else TupleGreaterThan
        # Said twice: SQLite gets the comparison of tuples as an OR, in which it does not see the range of the index.
        bound = {f"{names[0]}__{'lte' if self.falling else 'gte'}": end[0]}
        return queryset.filter(comparison(Tuple(*map(F, names)), end), **bound)

    def _values(self, cursor: str) -> Sequence[Any]:
        try:
            texts = signing.loads(cursor, salt=self.salt)
        except signing.BadSignature as error:
            raise BrokenCursor("This cursor is none of this list: start again without one.") from error
        return [field.to_python(text) for field, text in zip(self.fields, texts, strict=True)]
