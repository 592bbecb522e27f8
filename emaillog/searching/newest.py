"""The newest hits, on PostgreSQL in a time that does not hang on how often the words stand where.

Its planner reads either by time, which is quick for words that are common among the newest mails, or by words, which is
quick for rare ones; for words that were common long ago, or never meet, it guesses wrong and reads everything. So the
newest mails are read by time, and only what they do not fill by words.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet

from emaillog.searching.models import MailText

BY_TIME = 4_000  # mails
BY_WORDS = "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off"
Row = tuple[int, datetime, str]  # the entry, when it was, and its folded subject


def newest(matching: QuerySet[MailText], all_rows: QuerySet[MailText], most: int) -> list[Row]:
    """So many of the matching rows, the newest first; `all_rows` are those of the account."""
    if connection.vendor != "postgresql":
        return read(matching.order_by("-occurred_at", "-id"), most)
    in_order = all_rows.order_by("-occurred_at", "-id").values_list("occurred_at", flat=True)
    border = next(iter(in_order[BY_TIME : BY_TIME + 1]), None)
    recent = matching.filter(occurred_at__gt=border) if border else matching
    found = read(recent.order_by("-occurred_at", "-id"), most)
    if border is None or len(found) == most:
        return found
    # As an expression the time is in no index, so nothing is read in its order.
    at = ExpressionWrapper(F("occurred_at") + timedelta(0), DateTimeField())
    older = matching.filter(occurred_at__lte=border).annotate(at=at).order_by("-at", "-id")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(BY_WORDS)
        return found + read(older, most - len(found))


def read(rows: QuerySet[MailText], most: int) -> list[Row]:
    return list(rows.values_list("entry", "occurred_at", "subject")[:most])
