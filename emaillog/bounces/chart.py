"""The drawing of the weeks: whole numbers in a view box, so that it needs no styles."""

from dataclasses import dataclass

from emaillog.bounces.figures import Week

WIDTH, HEIGHT = 384, 112  # of the view box
FLOOR, TALLEST = 92, 72
SLOT, BAR = 32, 20
LEAST = 4  # files that the tallest bar stands for: one file is not a peak
NAMED_EVERY = 4  # weeks: more dates would run into each other


@dataclass(frozen=True)
class Bar:
    """A week's place in the drawing."""

    week: Week
    left: int
    height: int
    is_named: bool

    @property
    def top(self) -> int:
        return FLOOR - self.height

    @property
    def middle(self) -> int:
        return self.left + BAR // 2

    @property
    def above(self) -> int:
        """Where its number stands."""
        return self.top - 5


def bars(weeks: list[Week]) -> list[Bar]:
    most = max([LEAST, *(week.number for week in weeks)])
    last = len(weeks) - 1
    return [
        Bar(
            week,
            place * SLOT + (SLOT - BAR) // 2,
            max(3, TALLEST * week.number // most) if week.number else 0,
            is_named=(last - place) % NAMED_EVERY == 0,
        )
        for place, week in enumerate(weeks)
    ]
