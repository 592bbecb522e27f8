"""The files of a mail: everything that is not its text (R4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from emaillog.mime import charset, filenames, headers
from emaillog.mime.charset import one_line
from emaillog.mime.content import Content
from emaillog.mime.entity import Entity
from emaillog.mime.tnef import Tnef, TnefFile
from emaillog.mime.values import MessagePart

_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,50}/[a-z0-9.+-]{1,50}")
_CALENDARS = {"text/calendar", "application/ics"}
_CID = re.compile(r"cid:([^\"'\s<>()]{1,300})", re.IGNORECASE)


@dataclass
class Files:
    parts: list[MessagePart] = field(default_factory=list)
    messages: list[Content] = field(default_factory=list)  # what of them is a message itself
    calendars: list[tuple[Content, str]] = field(default_factory=list)  # with the charset that they name

    def add(self, part: MessagePart, label: str = "") -> None:
        if part.is_inline and any(other.is_inline and other.content_id == part.content_id for other in self.parts):
            part = replace(part, is_inline=False)  # the same Content-ID twice: the first is shown
        self.parts.append(part)
        if is_message(part):
            self.messages.append(part.content)
        if part.content_type in _CALENDARS or part.name.lower().endswith(".ics"):
            self.calendars.append((part.content, label))


def read(leaves: list[Entity], html: str, streams: Mapping[int, Tnef]) -> Files:
    """`leaves` without those that made the body; `html` tells which files it shows inline (RFC 2392).

    A winmail.dat whose files could be read (`streams`, by the id of its entity) gives its place to them.
    """
    shown = {unquote(found) for found in _CID.findall(html)}
    files = Files()
    for number, entity in enumerate(leaves, 1):
        stream = streams.get(id(entity))
        if stream and stream.files:
            for file in stream.files:
                files.add(_of_tnef(file, len(files.parts) + 1, shown))
        else:
            files.add(_part(entity, number, shown), entity.charset)
    return files


def written_in_text(name: bytes, content: Content, number: int) -> MessagePart:
    clean = filenames.clean(charset.decode(name)) or filenames.made_up("application/octet-stream", number)
    return MessagePart(clean, filenames.type_of(clean), content)


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


def _of_tnef(file: TnefFile, number: int, shown: set[str]) -> MessagePart:
    is_typed = _MEDIA_TYPE.fullmatch(file.content_type)
    name = filenames.clean(file.name) or filenames.made_up(file.content_type, number)
    content_id = one_line(file.content_id)[:300]
    return MessagePart(
        name=name,
        content_type=file.content_type if is_typed else filenames.type_of(name),
        content=file.content,
        content_id=content_id,
        is_inline=bool(content_id) and content_id in shown,
    )


def _subject_name(entity: Entity) -> str:
    """Attached messages seldom have a name of their own; their subject is what people know them by."""
    if entity.content_type not in {"message/rfc822", "message/global"}:
        return ""
    subject = headers.read(entity.content.head, 0, len(entity.content.head)).fields.text("subject")
    return filenames.clean(re.sub(r"[/\\]+", "-", subject) + ".eml") if subject else "message.eml"
