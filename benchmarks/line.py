"""Ourselves between the stored message and the settled one: CPU time, statements and commits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import clock, floor, mails, stage
from benchmarks.mails import Mail
from benchmarks.records import Seller
from emaillog import intake, processing
from emaillog.mime import forwarded
from emaillog.mime.message import parse
from emaillog.models import InboundMessage, Status
from emaillog.searching import indexing
from emaillog.searching.models import Unindexed

WRITING = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Statements:
    """What one mail asks of the database."""

    sent: int
    commits: int


def keep(seller: Seller, letters: Iterable[Mail]) -> list[int]:
    """Stores mails as a door does; their ids."""
    with stage.silence():
        return [
            row.pk
            for mail in letters
            for row in intake.keep_message(
                mail.raw, door="bench", sender="ida@seller.test", recipients=[seller.address]
            )
        ]


def settle(ids: Iterable[int]) -> None:
    """Works on them; raises when one of them is not logged, for then nothing was measured."""
    ids = list(ids)
    for pk in ids:
        processing.process(pk)


def check(ids: list[int]) -> None:
    others = InboundMessage.objects.filter(pk__in=ids).exclude(status=Status.LOGGED)
    if found := list(others.values_list("status", "reason", "problem")[:3]):
        raise RuntimeError(f"Not every mail was logged: {found}")


def round_of(seller: Seller, database: floor.Database, size: int) -> Iterator[tuple[str, float]]:
    """One round: the floor's parts and ours in turn, each with fresh mails; milliseconds of CPU a mail."""
    letters = [mails.typical(seller.recipients()) for _ in range(size)]
    fields: dict[str, dict[str, object]] = {}
    each = 1000 / size
    yield (
        "floor read",
        each * clock.cost(lambda: fields.update((one.message_id, floor.read(one.raw)) for one in letters)),
    )
    yield "parse", each * clock.cost(lambda: [parse(one.raw) for one in letters])
    forwards = [mails.forwarded_mail() for _ in range(size)]
    yield "forward", each * clock.cost(lambda: [forwarded.read(parse(raw), frozenset()) for raw in forwards])
    writing = clock.cost(lambda: [database.write(one, fields[one.message_id]) for one in letters], [database.pid])
    yield "floor database", each * writing
    for name, file in (("worker", b""), ("worker with file", b"%PDF-1.7 ")):
        letters = [mails.typical(seller.recipients(), file=file and file + str(n).encode() * 1500) for n in range(size)]
        ids = keep(seller, letters)
        yield name, each * clock.cost(lambda ids=ids: settle(ids), [clock.of_backend()])
        check(ids)
    waiting = Unindexed.objects.count()
    yield "index", 1000 / waiting * clock.cost(indexing.index_many, [clock.of_backend()])


def statements(seller: Seller, recipients: int) -> Statements:
    """Of one mail to so many, half of them unknown."""
    ids = keep(seller, [mails.typical(seller.town(recipients))])
    with CaptureQueriesContext(connection) as captured:
        settle(ids)
    check(ids)
    return counted(query["sql"].upper() for query in captured)


def counted(queries: Iterable[str]) -> Statements:
    """A writing statement outside a transaction is a commit of its own."""
    sent, commits, inside = 0, 0, False
    for sql in queries:
        if sql.startswith("BEGIN"):
            inside = True
        elif sql.startswith("COMMIT"):
            commits, inside = commits + 1, False
        else:
            sent += 1
            commits += not inside and sql.startswith(WRITING)
    return Statements(sent, commits)
