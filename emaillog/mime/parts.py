"""The files of a mail: everything that is not its text (R4)."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from emaillog.mime import filenames, headers
from emaillog.mime.charset import one_line
from emaillog.mime.content import Content
from emaillog.mime.entity import Entity
from emaillog.mime.values import MessagePart

_CID = re.compile(r"cid:([^\"'\s<>()]{1,300})", re.IGNORECASE)


@dataclass
class Files:
    parts: list[MessagePart] = field(default_factory=list)
    messages: list[Content] = field(default_factory=list)  # what of them is a message itself


def read(leaves: list[Entity], html: str) -> Files:
    """`leaves` without those that made the body; `html` tells which files it shows inline (RFC 2392)."""
    shown = {unquote(found) for found in _CID.findall(html)}
    files = Files()
    for number, entity in enumerate(leaves, 1):
        part = _part(entity, number, shown)
        files.parts.append(part)
        if is_message(part):
            files.messages.append(part.content)
    return files


def is_message(part: MessagePart) -> bool:
    """An attached message, also where a gateway made a plain file of it."""
    is_file = part.content_type in {"application/octet-stream", "text/plain", "application/x-message", "message/x-emlx"}
    return part.content_type in {"message/rfc822", "message/global"} or (is_file and part.name.lower().endswith(".eml"))


def _part(entity: Entity, number: int, shown: set[str]) -> MessagePart:
    content_id = one_line(entity.fields.first("content-id")).strip("<> ")[:300]
    name = (
        filenames.clean(filenames.given(entity))
        or _subject_name(entity)
        or filenames.made_up(entity.content_type, number)
    )
    return MessagePart(
        name=name,
        content_type=one_line(entity.content_type)[:100],
        content=entity.content,
        content_id=content_id,
        is_inline=bool(content_id) and content_id in shown,
    )


def _subject_name(entity: Entity) -> str:
    """Attached messages seldom have a name of their own; their subject is what people know them by."""
    if entity.content_type not in {"message/rfc822", "message/global"}:
        return ""
    subject = headers.read(entity.content.head, 0, len(entity.content.head)).fields.text("subject")
    return filenames.clean(re.sub(r"[/\\]+", "-", subject) + ".eml") if subject else "message.eml"
