"""What a list can show beside the names, and by what it can be sorted."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise

from crm.paging import Order


@dataclass(frozen=True)
class Column:
    """One column. With an `order` the list can be sorted by it: what an index holds and is the same for everybody.

    Hence not by last activity: it differs by reader, since mail can be private.
    """

    key: str
    label: str | Promise
    order: Order = ()
    css: str = ""
    is_usual: bool = True  # shown unless somebody chose otherwise
    is_fixed: bool = False  # always shown

    @property
    def falling(self) -> Order:
        """The order in the other direction."""
        return tuple(name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in self.order)

    @property
    def at_every_width(self) -> "Column":
        """Without the classes that hide it in narrow windows."""
        return replace(self, css=" ".join(each for each in self.css.split() if not each.startswith("d-")))


@dataclass(frozen=True)
class Head:
    """The head of a column: the `sort` that its link asks for, and how the list is sorted by it, "" when it is not."""

    column: Column
    next: str
    direction: str


class Columns:
    """The columns of a list as an address asks for them: `sort=-name`, `columns=email,owner`."""

    def __init__(self, known: tuple[Column, ...], usual: str, sort: str, chosen: list[str]) -> None:
        self.known, self.usual = known, usual
        sortable = {column.key for column in known if column.order}
        self.sort = sort if sort.removeprefix("-") in sortable else usual
        asked = {key for each in chosen for key in each.split(",")}
        able = {column.key for column in known if not column.is_fixed}
        self.chosen = asked & able or {column.key for column in known if column.is_usual and not column.is_fixed}

    @property
    def order(self) -> Order:
        column = next(column for column in self.known if column.key == self.sort.removeprefix("-"))
        return column.falling if self.sort.startswith("-") else column.order

    @property
    def shown(self) -> list[Column]:
        """Those that somebody chose stand there however narrow the window is; the usual ones give way."""
        found = [column for column in self.known if column.is_fixed or column.key in self.chosen]
        return [column.at_every_width for column in found] if self.query else found

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.shown]

    @property
    def query(self) -> str:
        """What the address says of the columns: nothing for the usual ones."""
        usual = {column.key for column in self.known if column.is_usual and not column.is_fixed}
        return "" if self.chosen == usual else ",".join(c.key for c in self.known if c.key in self.chosen)

    @property
    def choices(self) -> list[tuple[Column, bool]]:
        """Those that can be chosen, and whether each is."""
        return [(column, column.key in self.chosen) for column in self.known if not column.is_fixed]

    def _head(self, column: Column) -> Head:
        if self.sort.removeprefix("-") != column.key:
            return Head(column, column.key if column.order else "", "")
        is_falling = self.order[0].startswith("-")
        other = column.key if self.sort.startswith("-") else f"-{column.key}"
        return Head(column, other, "descending" if is_falling else "ascending")
