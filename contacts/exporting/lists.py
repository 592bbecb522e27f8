"""A list as CSV: the rows and columns that its page shows, read batch by batch, so that any length costs no memory."""

from collections.abc import Generator, Mapping
from typing import Any

from django.http import QueryDict
from django.utils import timezone, translation

from contacts.columns import Columns
from contacts.exporting import cells
from contacts.exporting.values import VALUES, Value
from contacts.sheets import Rows, Sheet
from contacts.timeline import last_activity
from crm.models import Account, User
from crm.paging import page

AT_ONCE = 500


class ListExport:
    """The file of a list, as an address asks for it, for one reader."""

    def __init__(self, sheet: Sheet, account: Account, user: User, query: QueryDict) -> None:
        self.sheet, self.account, self.user = sheet, account, user
        self.columns = Columns(sheet.columns, sheet.sort, query.get("sort", ""), query.getlist("columns"))
        # Streaming begins when the request is over, and with it the language and the time zone of its reader.
        self.language, self.zone = translation.get_language(), timezone.get_current_timezone()

    @property
    def values(self) -> list[Value]:
        known: Mapping[str, tuple[Value, ...]] = VALUES[self.sheet.kind]
        return [value for column in self.columns.shown for value in known[column.key]]

    @property
    def name(self) -> str:
        """Of the file."""
        return f"{self.sheet.page}-{timezone.localdate():%Y-%m-%d}.csv"

    def stream(self, rows: Rows) -> Generator[bytes, None, None]:
        """The head, then the rows in the order of the list."""
        yield cells.BOM.encode() + self._said(None)
        if "activity" in self.columns.chosen:
            rows = rows.annotate(last_activity=last_activity(self.account, self.sheet.kind, self.user))
        cursor: str | None = ""
        while cursor is not None:
            found = page(rows, order=self.columns.order, cursor=cursor, size=AT_ONCE)
            yield self._said(found.items)
            cursor = found.next

    def _said(self, records: list[Any] | None) -> bytes:
        """These records as lines; None: the headings."""
        with translation.override(self.language), timezone.override(self.zone):
            if records is None:
                return cells.lines([[str(value.heading) for value in self.values]])
            return cells.lines([value.of(record) for value in self.values] for record in records)
