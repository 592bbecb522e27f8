"""Keyset paging: a page of any depth is read from the index alone, with no count and no OFFSET.

The cursor holds where the page before ended. It is signed, so that whatever comes back was ours and fits the columns,
and salted with model and order, so that the cursor of one list does not open another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import BadRequest
from django.db.models import F, Field, Model, Q, QuerySet
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
    looked_to: Row | None = None  # where `page_of_some` stopped looking, when there was more to look at


def page(queryset: QuerySet[Row], *, order: Order = ("-id",), cursor: str | None = None, size: int = SIZE) -> Page[Row]:
    """One page in this order, whose columns all run the same way, hold no NULL and together are unique.

    Raises `BrokenCursor`.
    """
    keyset = _Keyset(queryset, order)
    rows = list(keyset.after(queryset, cursor).order_by(*order)[: size + 1])
    items = rows[:size]
    return Page(items, keyset.cursor(items[-1]) if len(rows) > size else None)


def page_or_first(queryset: QuerySet[Row], *, order: Order, cursor: str | None, size: int = SIZE) -> Page[Row]:
    """The same for people: who comes with a broken link sees the first page."""
    try:
        return page(queryset, order=order, cursor=cursor, size=size)
    except BrokenCursor:
        return page(queryset, order=order, size=size)


def page_of_some(
    queryset: QuerySet[Row], condition: Q, *, order: Order, cursor: str | None, size: int, look: int
) -> Page[Row]:
    """One page of the rows that meet a condition which no index knows: at most `look` rows are looked at.

    Where these give no whole page, the next one goes on looking where this one stopped. Raises `BrokenCursor`.
    """
    keyset = _Keyset(queryset, order)
    rest = keyset.after(queryset, cursor).order_by(*order)
    looked = rest.select_related(None)
    met = queryset.filter(condition, pk__in=looked.values("pk")[:look]).order_by(*order)
    rows, last = list(met[: size + 1]), list(looked[look - 1 : look + 1])
    if len(rows) > size:
        return Page(rows[:size], keyset.cursor(rows[size - 1]))
    return Page(rows, keyset.cursor(last[0]), last[0]) if len(last) > 1 else Page(rows, None)


def cursor_after(rows: QuerySet[Row], row: Row, order: Order) -> str:
    """Opens the page that begins behind this one of the rows."""
    return _Keyset(rows, order).cursor(row)


class _Keyset:
    """The columns of an order: those of the model, or expressions that the rows are annotated with."""

    def __init__(self, rows: QuerySet[Any], order: Order) -> None:
        directions = {name.startswith("-") for name in order}
        if len(directions) != 1:
            raise ValueError("All columns of a keyset run the same way.")
        self.falling = directions.pop()
        self.names = [name.removeprefix("-") for name in order]
        self.fields = [_field(rows, name) for name in self.names]
        self.salt = ":".join((rows.model._meta.label, *order))  # noqa: SLF001 (a documented API, in spite of its name)

    def cursor(self, row: Model) -> str:
        columns = zip(self.names, self.fields, strict=True)
        return signing.dumps([_text(row, name, field) for name, field in columns], salt=self.salt)

    def after(self, queryset: QuerySet[Row], cursor: str | None) -> QuerySet[Row]:
        if not cursor:
            return queryset
        end = self._values(cursor)
        comparison = TupleLessThan if self.falling else TupleGreaterThan
        # Said twice: SQLite gets the comparison of tuples as an OR, in which it does not see the range of the index.
        bound = {f"{self.names[0]}__{'lte' if self.falling else 'gte'}": end[0]}
        return queryset.filter(comparison(Tuple(*map(F, self.names)), end), **bound)

    def _values(self, cursor: str) -> Sequence[Any]:
        try:
            texts = signing.loads(cursor, salt=self.salt)
        except signing.BadSignature as error:
            raise BrokenCursor("This cursor is none of this list: start again without one.") from error
        return [field.to_python(text) for field, text in zip(self.fields, texts, strict=True)]


def _field(rows: QuerySet[Any], name: str) -> "Field[Any, Any]":
    known = rows.query.annotations
    field = known[name].output_field if name in known else rows.model._meta.get_field(name)  # noqa: SLF001
    assert isinstance(field, Field)  # noqa: S101
    return field


def _text(row: Model, name: str, field: "Field[Any, Any]") -> str:
    return field.value_to_string(row) if field.name == name else str(getattr(row, name))
