"""What lies inside other parts: the mail in an opaque signature, the files and body in winmail.dat."""

from dataclasses import replace

from emaillog.mime import charset, cms, document, entity, filenames, protection, source, tnef
from emaillog.mime.body import Body
from emaillog.mime.budget import Budget
from emaillog.mime.content import Content
from emaillog.mime.defects import Defect
from emaillog.mime.entity import Entity
from emaillog.mime.tnef import Tnef

Streams = dict[int, Tnef]  # by the id of the entity
_TNEF_TYPES = {"application/ms-tnef", "application/vnd.ms-tnef"}
_LAYERS = 3  # signed within signed: each may nest as deeply as a mail, and a body is read by recursion


def open_signed(root: Entity, budget: Budget) -> None:
    """Puts the mail that an opaque signature carries (RFC 8551 section 3.5.2) into the tree, in its place."""
    at = root
    for _ in range(_LAYERS):
        while at.children:
            at = at.children[0]
        if protection.opaque(at) != "signed" or budget.nested < at.end - at.body:
            return
        outer, start, end = at.content.opened()
        spans = cms.signed_content(outer, start, end)
        if spans is None:
            return
        budget.nested -= end - start
        inner = source.of_chunks(piece for begin, stop in spans for piece in Content(outer, begin, stop).chunks())
        at.children = [entity.read(inner, (0, len(inner)), budget)]


def streams(leaves: list[Entity], budget: Budget) -> Streams:
    """What the winmail.dat among the leaves hold. One that brings nothing stays the file that it is."""
    found: Streams = {}
    for leaf in leaves:
        if not (leaf.content_type in _TNEF_TYPES or filenames.given(leaf).lower() == "winmail.dat"):
            continue
        stream = tnef.read(*leaf.content.opened())
        if stream is None or len(stream.files) > budget.parts:
            budget.note(Defect.WINMAIL_CLOSED)
        else:
            budget.parts -= len(stream.files)
            found[id(leaf)] = stream
    return found


def with_body(shown: Body, found: Streams) -> Body:
    """Outlook mostly writes the text outside as well; where it did not, the first stream's body is the mail's."""
    if shown.text.strip() or shown.html.strip():
        return shown
    for stream in found.values():
        if stream.text.strip() or stream.html.strip():
            text = charset.storable(stream.text.replace("\r\n", "\n") or document.text(stream.html))
            return replace(shown, text=text, html=charset.storable(stream.html))
    return shown
