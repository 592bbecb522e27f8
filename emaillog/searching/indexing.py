"""Brings the words of mails into the index: what waits, in batches, each of three statements and one commit."""

from django.db import transaction

from contacts.searching.words import words
from crm.models import Account
from emaillog import quotations
from emaillog.models import LoggedEmail
from emaillog.searching.models import MailText, Unindexed

BATCH = 100
BATCHES = 20  # a task
LONGEST = 200_000  # characters of a mail's words; PostgreSQL takes a megabyte
WRITTEN = ("occurred_at", "has_file", "subject", "sender", "recipients", "text")


def index_waiting(most: int = BATCH) -> int:
    """Indexes so many mails; returns how many waited, which is 0 when all are done."""
    waiting = Unindexed.objects.select_related("email__entry").order_by("pk")[:most]
    read = {(row.pk, row.number): words_of(row.email) for row in waiting}
    if not read:
        return 0
    with transaction.atomic():
        # What somebody is changing just now waits for the next time.
        rows = Unindexed.objects.select_for_update(skip_locked=True).filter(pk__in=[pk for pk, _number in read])
        unchanged = [pair for pair in rows.values_list("pk", "number") if pair in read]
        MailText.objects.bulk_create(
            [read[pair] for pair in unchanged], update_conflicts=True, unique_fields=["entry"], update_fields=WRITTEN
        )
        Unindexed.objects.filter(pk__in=[pk for pk, _number in unchanged]).delete()
    return len(read)


def first_waiting() -> list[str]:
    """The id of a mail that waits, if one does: what the sweeper rings for."""
    return [str(pk) for pk in Unindexed.objects.values_list("pk", flat=True)[:1]]


def index_many() -> None:
    """What one task does; the sweeper rings again for what is left."""
    for _batch in range(BATCHES):
        if not index_waiting():
            return


def index_again(account: Account | None = None) -> int:
    """Puts all mails into the queue, or those of one account."""
    mails = LoggedEmail.objects.filter(account=account) if account else LoggedEmail.objects.all()
    rows = (Unindexed(email_id=pk) for pk in mails.values_list("pk", flat=True).iterator(chunk_size=2000))
    return len(Unindexed.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000))


def words_of(email: LoggedEmail) -> MailText:
    """What of a mail is searched: nothing of what it quotes, no signature, no picture that stands in its text."""
    files = [file["name"] for file in email.entry.data.get("attachments", ()) if not file.get("inline")]
    new = [piece.content for piece in quotations.of_text(email) if piece.kind == "new"]
    return MailText(
        account_id=email.account_id,
        entry_id=email.entry_id,
        occurred_at=email.occurred_at,
        has_file=bool(files),
        subject=folded(email.subject),
        sender=folded(*email.sender.values()),
        recipients=folded(*(part for person in (*email.to, *email.cc) for part in person.values())),
        text=folded(email.note, *new, *files),
    )


def folded(*texts: str) -> str:
    return " ".join(word for text in texts for word in words(text))[:LONGEST]
