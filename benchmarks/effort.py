"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """Mails a round, entries of the long timeline, mails posted a round, and single mails whose way is timed."""

    rounds: int = 5
    mails: int = 150
    timeline: int = 10_000
    posted: int = 100
    probes: int = 30


FULL = Effort()
QUICK = Effort(rounds=2, mails=60, timeline=2_000, posted=60, probes=10)
SMOKE = Effort(rounds=1, mails=3, timeline=60, posted=0, probes=0)
