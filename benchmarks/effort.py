"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Of the account whose pages are looked at; the small one beside it has a hundredth of each."""

    contacts: int = 100_000
    mails: int = 200_000
    entries: int = 1_000_000

    @property
    def hundredth(self) -> "Size":
        return Size(self.contacts // 100, self.mails // 100, self.entries // 100)


@dataclass(frozen=True)
class Effort:
    """Mails a round, mails posted a round, single mails whose way is timed, visits of a page a round, and its size."""

    rounds: int = 5
    mails: int = 150
    posted: int = 100
    probes: int = 30
    visits: int = 5
    size: Size = Size()


FULL = Effort()
QUICK = Effort(rounds=2, mails=60, posted=60, probes=10, size=Size(50_000, 50_000, 100_000))
SMOKE = Effort(rounds=1, mails=3, posted=0, probes=0, visits=1, size=Size(5_000, 5_000, 10_000))
