"""The drawing of the weeks as stacked bars: whole numbers in a view box, so that it needs no styles."""

from dataclasses import dataclass

from emaillog.dashboard.team import Logged

WIDTH, HEIGHT = 480, 180  # of the view box
FLOOR, TALLEST = 152, 136
GAP = 16


@dataclass(frozen=True)
class Piece:
    """One person's part of a bar."""

    series: int
    top: int
    height: int


@dataclass(frozen=True)
class Bar:
    left: int
    width: int
    pieces: list[Piece]
    place: int

    @property
    def middle(self) -> int:
        return self.left + self.width // 2

    @property
    def top(self) -> int:
        return min((piece.top for piece in self.pieces), default=FLOOR) - 6


def bars(logged: Logged) -> list[Bar]:
    slot = WIDTH // len(logged.weeks)
    most = max(logged.totals, default=0) or 1
    return [
        Bar(place * slot + GAP // 2, slot - GAP, pieces(logged, place, most), place)
        for place in range(len(logged.weeks))
    ]


def pieces(logged: Logged, place: int, most: int) -> list[Piece]:
    """From the floor up; the edges are rounded from running sums, so that a bar is as high as its total."""
    found, below = list[Piece](), 0
    for number, one in enumerate(logged.series):
        count = one.counts[place]
        low, high = TALLEST * below // most, TALLEST * (below + count) // most
        if high > low:
            found.append(Piece(number, FLOOR - high, high - low))
        below += count
    return found
