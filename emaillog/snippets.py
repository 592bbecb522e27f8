"""What a timeline row shows of a mail: the first words that are new in it."""

from emaillog.mime.quoting import Kind, split_text

LENGTH = 200
LOOKED_AT = 20_000  # characters: enough for any real opening


def snippet(text: str, subject: str = "", author: str = "") -> str:
    """At most 200 characters of the new text on one line: without quoted lines and signature.

    A mail that only quotes gives the beginning of what it quotes, so that its row does not stand empty.
    """
    opening = text[:LOOKED_AT]
    pieces = split_text(opening, subject, author)

    def words_of(kind: Kind) -> str:
        return " ".join(" ".join(piece.content for piece in pieces if piece.kind == kind).split())

    words = words_of("new") or words_of("quoted").replace(">", " ") or opening
    words = " ".join(words.split())
    return words if len(words) <= LENGTH else words[: LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
