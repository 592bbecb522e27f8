"""Measures everything, each in its turn, and makes the rows of the table with their budgets."""

from collections import defaultdict
from collections.abc import Iterator

from benchmarks import clock, floor, line, mails, memory, records
from benchmarks.clock import Samples, percentile
from benchmarks.effort import Effort
from benchmarks.embedded import COMMAND, Embedded
from benchmarks.pages import measured
from benchmarks.records import Seller
from benchmarks.system import System
from benchmarks.table import Row


def rows(effort: Effort) -> Iterator[Row]:
    seller = records.build()
    samples: Samples = defaultdict(list)
    with floor.Database() as database:
        collect(samples, line.round_of(seller, database, 3))  # a round to warm up, not counted
        samples.clear()
        for _ in range(effort.rounds):
            collect(samples, line.round_of(seller, database, effort.mails))
    base = clock.medians(samples)
    total = base["floor read"] + base["floor database"]
    yield from of_line(base, total)
    yield from of_statements(seller)
    if effort.posted:
        yield from of_system(seller, effort, total)
        yield of_memory(seller)
        yield of_embedded(effort)
    yield from measured.rows(effort)


def collect(samples: Samples, measured: Iterator[tuple[str, float]]) -> None:
    for name, value in measured:
        samples[name].append(value)


def of_line(base: dict[str, float], total: float) -> Iterator[Row]:
    yield Row("floor: read a mail of 15 KB", base["floor read"], "ms CPU")
    yield Row("floor: write its rows in two statements", base["floor database"], "ms CPU")
    yield Row("floor", total, "ms CPU")
    for what, name in (("reader, a mail of 15 KB", "parse"), ("reader and forward reader, a forward of it", "forward")):
        yield Row(what, base[name], "ms CPU")
        yield Row("  the same", base[name] / base["floor read"], "x floor read", 1.5)
    yield Row("worker stage (stored to logged)", base["worker"] / total, "x floor", 2.0, 1.4)
    yield Row("worker stage with a new file to keep", base["worker with file"] / total, "x floor")
    yield Row("the words of a mail into the search index, beside the line", base["index"] / total, "x floor")


def of_statements(seller: Seller) -> Iterator[Row]:
    for recipients in (2, 40):
        found = line.statements(seller, recipients)
        yield Row(f"statements a mail, {recipients} recipients", found.sent, "", 12, 6)
        yield Row(f"commits a mail, {recipients} recipients", found.commits, "", 2, 1)


def of_system(seller: Seller, effort: Effort, total: float) -> Iterator[Row]:
    def letters(number: int) -> list[mails.Mail]:
        return [mails.typical(seller.recipients()) for _ in range(number)]

    with System(seller) as system:
        system.handle(letters(20))
        each: Samples = defaultdict(list)
        for _ in range(effort.rounds):
            collect(each, iter(system.cost(letters(effort.posted)).items()))
        waits = [1000 * system.seconds_to_visible(*letters(1)) for _ in range(effort.probes)]
    parts = {part: 1000 / effort.posted * seconds for part, seconds in clock.medians(each).items()}
    cost = sum(parts.values())
    yield Row("end to end (POST to commit, all processes)", cost / total, "x floor", 3.0, 2.0)
    for part, ms in parts.items():
        yield Row(f"  of which {part}", ms, "ms CPU")
    yield Row("emails a second and core, end to end", 1000 / cost, "")
    yield Row("accepted to visible, PostgreSQL and Redis, p95", percentile(waits, 0.95), "ms", 1000, 300)


def of_memory(seller: Seller) -> Row:
    small, large = line.keep(seller, [mails.typical(seller.recipients()), mails.huge(records.known(1))])
    mib = memory.measured(small, large)
    line.check([small, large])
    return Row("worker memory over its base, mail of 41 MB with a file of 30 MB", mib, "MiB", 64, 16)


def of_embedded(effort: Effort) -> Row:
    what = "accepted to visible, embedded, p95"
    if not COMMAND.exists():
        return Row(what, None, "ms", 2000, 300, note="no `serve` yet")
    installation = Embedded()
    try:
        waits = [1000 * installation.probe(number) for number in range(effort.probes)]
    finally:
        installation.close()
    return Row(what, percentile(waits, 0.95), "ms", 2000, 300)
