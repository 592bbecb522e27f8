"""Pages as a browser asks for them, without the browser: CPU time of ourselves and of PostgreSQL."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from django.db import connection
from django.test import Client

from benchmarks import clock
from benchmarks.clock import Samples
from benchmarks.effort import Effort
from benchmarks.pages.town import Town
from benchmarks.table import Row

Work = Callable[[], object]


class Visitor:
    """Somebody who is signed in."""

    def __init__(self, town: Town) -> None:
        self.root = f"/a/{town.account.slug}/"
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(town.user)

    def to(self, path: str, target: str = "") -> Work:
        """A visit there, or to the part that htmx puts into `target`."""
        headers = {"HX-Request": "true", "HX-Target": target} if target else {}

        def visit() -> None:
            response = self.client.get(self.root + path, headers=headers)
            if response.status_code != 200:
                raise RuntimeError(f"{self.root}{path} answered {response.status_code}, so nothing was measured.")

        return visit


def costs(works: Mapping[str, Work], effort: Effort) -> dict[str, float]:
    """Milliseconds of CPU of each, done in turn; the first time is not counted."""
    samples: Samples = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # the time of other processes would not be counted
    backend = [clock.of_backend()]
    for work in works.values():
        work()
    for _ in range(effort.rounds):
        for name, work in works.items():
            samples[name] += [1000 * clock.cost(work, backend) for _ in range(effort.visits)]
    return clock.medians(samples)


def grown(
    what: str, path: str, visitors: tuple[Visitor, Visitor], effort: Effort, budget: float, target: str = ""
) -> Row:
    """How many times as much a page costs where there is a hundred times as much."""
    large, small = costs({visitor.root: visitor.to(path, target) for visitor in visitors}, effort).values()
    return Row(what, large / small, "x", budget, 1.0, f"{large:.0f} ms")
