"""What the page of a mail folds: the quoted history, where there is something new to read beside it."""

from emaillog.mime.quoting import Piece, split_html, split_text
from emaillog.models import LoggedEmail

SHOWN_TEXT = 2**20  # characters
FOLDED_HTML = 2**19  # characters: a larger body is shown as one, so that no page waits for it


def of_text(email: LoggedEmail) -> list[Piece]:
    """Without the empty lines around each piece: the page sets them apart."""
    text = email.text[:SHOWN_TEXT]
    pieces = split_text(text, email.subject)
    return [Piece(each.kind, each.content.strip("\n")) for each in pieces] if _is_new(pieces) else [Piece("new", text)]


def of_html(email: LoggedEmail) -> list[Piece]:
    """For the sanitiser: nothing may change the pieces after it."""
    pieces = split_html(email.html, email.subject) if len(email.html) <= FOLDED_HTML else []
    is_folded = _is_new(pieces) and any(piece.kind == "quoted" for piece in pieces)
    return pieces if is_folded else [Piece("new", email.html)]


def _is_new(pieces: list[Piece]) -> bool:
    return any(piece.kind == "new" for piece in pieces)
