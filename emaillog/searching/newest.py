"""The newest hits, on PostgreSQL in a time that does not hang on how often the words stand where.

Its planner reads either by time, which is quick for words that are common among the newest mails, or by words, which is
quick for rare ones; for words that were common long ago, or never meet, or are only begun, it guesses wrong and reads
everything. So the newest mails are looked at one by one, the next ones as the planner likes, and only what both do not
fill is read by words.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet

from emaillog.searching.models import MailText

ONE_BY_ONE = 1_000  # mails
AS_PLANNED = 4_000  # these included
BY_WORDS = "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off"
Row = tuple[int, datetime, str]  # the entry, when it was, and its folded subject


@dataclass(frozen=True)
class Matching:
    """The rows that match, once by a test that the index of words knows, once by one that it does not."""

    indexed: QuerySet[MailText]
    plain: QuerySet[MailText]


def newest(matching: Matching, all_rows: QuerySet[MailText], most: int) -> list[Row]:
    """So many of the matching rows, the newest first; `all_rows` are those of the account."""
    if connection.vendor != "postgresql":
        return read(matching.indexed, most)
    found, end = list[Row](), None
    for rows, depth in ((matching.plain, ONE_BY_ONE), (matching.indexed, AS_PLANNED)):
        begin = time_at(all_rows, depth)
        found += read(between(rows, begin, end), most - len(found))
        if begin is None or len(found) == most:
            return found
        end = begin
    return found + read_by_words(between(matching.indexed, None, end), most - len(found))


def time_at(rows: QuerySet[MailText], depth: int) -> datetime | None:
    """Of the row that follows so many newer ones; None where there are no more."""
    in_order = rows.order_by("-occurred_at", "-id").values_list("occurred_at", flat=True)
    return next(iter(in_order[depth : depth + 1]), None)


def between(rows: QuerySet[MailText], begin: datetime | None, end: datetime | None) -> QuerySet[MailText]:
    """Those later than the one and not later than the other."""
    rows = rows.filter(occurred_at__gt=begin) if begin else rows
    return rows.filter(occurred_at__lte=end) if end else rows


def read(rows: QuerySet[MailText], most: int, order: str = "-occurred_at") -> list[Row]:
    return list(rows.order_by(order, "-id").values_list("entry", "occurred_at", "subject")[:most])


def read_by_words(rows: QuerySet[MailText], most: int) -> list[Row]:
    # As an expression the time is in no index, so nothing is read in its order.
    at = ExpressionWrapper(F("occurred_at") + timedelta(0), DateTimeField())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(BY_WORDS)
        return read(rows.annotate(at=at), most, "-at")
