"""Whether an account has a mail already, whatever became of its id or its text on the way (R34)."""

from dataclasses import dataclass
from uuid import UUID

from emaillog import keys
from emaillog.drafts import Draft
from emaillog.known import Known
from emaillog.models import KnownBy, LoggedEmail

INLINE = frozenset({"html", "text"})  # read out of the body of a forward, and so without its id


@dataclass(frozen=True)
class Same:
    """The logged mail that a draft is, and what told so."""

    email: UUID
    by: KnownBy


def of(draft: Draft, known: Known) -> Same | None:
    message = draft.message
    if found := known.mails.get(draft.log_key):
        return Same(found, KnownBy.COPY)
    if found := known.mails.get(draft.identity_key):
        return Same(found, KnownBy.IDENTITY)
    for email, message_id in known.contents.get(message.digest, []):
        if keys.is_rewritten(message_id, message.message_id):
            return Same(email, KnownBy.CONTENT)
    shape, is_inline = known.shapes.get(draft.shape_key, (None, False))
    # The shape counts only where one of the two has lost its id.
    return Same(shape, KnownBy.SHAPE) if shape and (is_inline or draft.found_in in INLINE) else None


def marks(email: LoggedEmail) -> set[str]:
    """What a removed mail leaves behind, so that its copies are known."""
    of_any = {email.log_key, email.identity_key, email.content_key}
    of_shape = {email.shape_key, keys.inline_key(email.shape_key)}
    return (of_any | (of_shape if email.found_in in INLINE else {keys.inline_key(email.shape_key)})) - {""}


def is_removed(draft: Draft, known: Known) -> bool:
    """Whether somebody removed this mail: a copy of it does not come back by itself."""
    return bool(known.removed.keys() & _marks(draft))


def was_private(draft: Draft, known: Known) -> bool:
    """Whether the mail was private when somebody removed it."""
    return any(known.removed.get(mark) for mark in _marks(draft))


def _marks(draft: Draft) -> set[str]:
    shape = draft.shape_key
    found = {draft.log_key, draft.identity_key, draft.message.digest, shape}
    if draft.found_in in INLINE:
        found.add(keys.inline_key(shape))
    return found
