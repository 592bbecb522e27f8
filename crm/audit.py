"""The audit log: what people did that others may have to account for, each kind with its sentence."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise

from crm.models import Account, AuditEntry, User

# By code; each app adds its own when it is loaded. A sentence may name %(user)s, %(about)s and what `data` holds.
SENTENCES: dict[str, str | Promise] = {}


def add_kinds(sentences: Mapping[str, str | Promise]) -> None:
    """Called once by each app that records; a code that is taken is a mistake."""
    if taken := SENTENCES.keys() & sentences.keys():
        raise ValueError(f"These actions exist already: {', '.join(sorted(taken))}.")
    SENTENCES.update(sentences)


def record(account: Account, user: User | None, action: str, about: str = "", **data: object) -> None:
    """Notes one action; to be called in the transaction that does it."""
    record_all(account, user, action, [about], **data)


def record_all(account: Account, user: User | None, action: str, abouts: Iterable[str], **data: object) -> None:
    """The same done to many, in one statement."""
    if action not in SENTENCES:
        raise ValueError(f"Nobody has added a sentence for {action}.")
    name = str(user) if user else ""
    AuditEntry.objects.bulk_create(
        AuditEntry(account=account, user=user, user_name=name, action=action, about=about[:255], data=data)
        for about in abouts
    )
