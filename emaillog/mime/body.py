"""What a mail says: the choice among its text parts (RFC 2046 section 5.1.4), decoded."""

import re
from dataclasses import dataclass
from html import escape

from emaillog.mime import bounds, charset, document, enriched, filenames, uuencode
from emaillog.mime.budget import Budget
from emaillog.mime.content import Content
from emaillog.mime.entity import Entity
from emaillog.mime.flowed import unflow

_LINE_END = re.compile(r"\r{1,3}\n|\r")  # seen in practice: CR CR LF, written by programs that convert twice
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}charset=[\"' ]{0,3}([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


_SHOWN = {"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown"}
_FILES = {"text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/csv"}
_OTHER_FORMS = {"text/x-amp-html", "text/watch-html"}  # of the same text, for readers that are programs


@dataclass
class Block:
    """A stretch of the body in one or both of its forms."""

    text: str | None = None
    html: str | None = None


@dataclass
class Body:
    text: str
    html: str
    leaves: set[int]  # ids of the entities that are wholly in it: they are no attachments
    is_cut: bool
    files: list[tuple[bytes, Content]]  # that were written into the text, with their names


def read(root: Entity, budget: Budget, *, with_html: bool) -> Body:
    """Without HTML its parts stay files, and are shown as text only where there is no other."""
    reader = _Reader(budget, with_html=with_html)
    blocks = reader.blocks(root)
    has_html = with_html and any(block.html is not None for block in blocks)
    text = "\n".join(_as_text(block).rstrip("\n") for block in blocks)
    html = "\n".join(_as_html(block) for block in blocks) if has_html else ""
    whole = reader.used - reader.cut
    return Body(charset.storable(text), charset.storable(html), whole, bool(reader.cut), reader.files)


class _Reader:
    """Takes the text parts of one message, as far as they may be shown."""

    def __init__(self, budget: Budget, *, with_html: bool) -> None:
        self.budget, self.with_html = budget, with_html
        self.room = {"text/html": bounds.HTML}
        self.used: set[int] = set()
        self.cut: set[int] = set()  # a text that is shown in part is a file as well, so that nothing is lost
        self.files: list[tuple[bytes, Content]] = []

    def blocks(self, entity: Entity) -> list[Block]:
        """In the order of the mail. The depth of this recursion is capped with the tree's (`bounds.NESTING`)."""
        if entity.children:
            found = [self.blocks(child) for child in entity.children]
            if entity.content_type == "multipart/alternative":
                return _best(found)
            return [block for blocks in found for block in blocks]
        if not _is_body(entity, is_first=not self.used):
            if entity.content_type in _OTHER_FORMS and entity.parent_type == "multipart/alternative":
                self.used.add(id(entity))
            return []
        self.used.add(id(entity))
        if entity.content_type != "text/html":
            return [Block(text=_plain(entity, self._decoded(entity)))]
        html = self._decoded(entity)
        if self.with_html:
            return [Block(html=html)]
        self.cut.add(id(entity))
        return [Block(text=document.stripped(html))]

    def _decoded(self, entity: Entity) -> str:
        room = min(self.room.get(entity.content_type, bounds.TEXT), self.budget.shown)
        content, label = self._shown(entity, room), entity.charset
        self.room[entity.content_type] = room - len(content)
        self.budget.shown -= len(content)
        found = _META_CHARSET.search(content, 0, 4_096) if entity.content_type == "text/html" else None
        text, defect = charset.read(content, label, found[1].decode("ascii") if found else "")
        if defect and label and id(entity) not in self.cut:
            self.budget.note(defect)
        return _LINE_END.sub("\n", text.removeprefix("\ufeff"))

    def _shown(self, entity: Entity, room: int) -> bytes:
        """The first `room` bytes of a text; files in it are taken out, unless the mail has to be read with care."""
        if entity.content_type == "text/plain" and self.with_html:
            bare = uuencode.take_out(entity.content, room, self.budget.parts)
            self.budget.parts -= len(bare.files)
            self.files += bare.files
            content, is_whole = bare.text, bare.is_whole
        else:
            content = entity.content.read(room)
            is_whole = len(content) == entity.content.size
        if not is_whole:
            self.cut.add(id(entity))
        return content


def _best(found: list[list[Block]]) -> list[Block]:
    """One block with both forms: the last HTML is the richest, the first text the plainest."""
    texts = [blocks for blocks in found if blocks and all(block.html is None for block in blocks)]
    htmls = [blocks for blocks in found if any(block.html is not None for block in blocks)]
    if not htmls:
        return texts[0] if texts else []
    html = "\n".join(_as_html(block) for block in htmls[-1])
    text = "\n".join(block.text or "" for block in texts[0]) if texts else "\n".join(map(_as_text, htmls[-1]))
    return [Block(text if text.strip() else None, html)]


def _is_body(entity: Entity, *, is_first: bool) -> bool:
    kind, is_root = entity.content_type, not entity.parent_type
    if kind.startswith("multipart/"):
        return is_first and is_root  # one that could not be split is shown as the text that it is
    # A text of another kind that is all of the mail is shown as it stands (RFC 2046 section 4.1.4).
    is_text = kind in _SHOWN or (kind.startswith("text/") and is_root and kind not in _FILES)
    is_form = entity.parent_type in {"multipart/alternative", "multipart/related"}  # of the text, whatever its name
    return is_text and entity.disposition != "attachment" and (is_first or is_form or not filenames.given(entity))


def _plain(entity: Entity, text: str) -> str:
    if entity.content_type in {"text/enriched", "text/richtext"}:
        return enriched.text(text)
    if entity.parameter("format").lower() != "flowed":
        return text
    return unflow(text, deletes_space=entity.parameter("delsp").lower() == "yes")


def _as_text(block: Block) -> str:
    return block.text if block.text is not None else document.text(block.html or "")


def _as_html(block: Block) -> str:
    return block.html if block.html is not None else f"<pre>{escape(block.text or '')}</pre>"
