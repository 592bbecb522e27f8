"""Tells what is new in a mail from what it quotes and from its signature, in text and in HTML, in any language.

Only what is shown and searched depends on it: the whole mail is kept. Where it is unsure, text is new.
"""

from emaillog.mime import document
from emaillog.mime.lines import of_text
from emaillog.mime.quoting import cutting, history, structure
from emaillog.mime.quoting.pieces import Kind, Piece, runs

__all__ = ["Kind", "Piece", "new_text", "split_html", "split_text"]


def split_text(text: str, subject: str = "", author: str = "") -> list[Piece]:
    """The stretches of a text body in their order; joined by line ends they are the text again.

    The subject of the mail helps to know the header of the message that it answers, in languages never seen; the name
    of its author to know where the signature begins.
    """
    written = text.split("\n")
    kinds = history.kinds(of_text(text), subject, author=author)
    return [Piece(kind, "\n".join(written[first:end])) for kind, first, end in runs(kinds)]


def new_text(text: str, subject: str = "") -> str:
    """What its author wrote in this mail: without quotations and signature, "" when that is nothing."""
    return "\n".join(piece.content for piece in split_text(text, subject) if piece.kind == "new").strip()


def split_html(html: str, subject: str = "") -> list[Piece]:
    """The stretches of an HTML body, each complete in itself; one piece, as it came, where nothing is quoted.

    They are made for the sanitiser, which comes last: what is cut here is as foreign as it was before.
    """
    root = document.parse(html) if html.strip() else None
    if root is None:
        return [Piece("new", html)]
    lines, hints = structure.read(root)
    stretches = runs(history.kinds(lines, subject, hints))
    if len(stretches) < 2:
        return [Piece(stretches[0][0] if stretches else "new", html)]
    return cutting.pieces(root, lines, stretches)
