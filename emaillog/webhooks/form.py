"""Reads a form as it was posted, without the limits that protect a page: this one was let in by its secret.

Text is decoded as UTF-8 with surrogates for what is none, so that encoding it again gives the bytes that came: Mailgun
and SendGrid put a whole raw mail into a field, and mail is not always UTF-8.
"""

import io
from collections.abc import Iterator
from typing import IO, Any, TypeAlias
from urllib.parse import parse_qsl

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.http import QueryDict
from django.http.multipartparser import ChunkIter, LazyStream, Parser
from django.utils.datastructures import MultiValueDict
from django.utils.encoding import force_str

File: TypeAlias = "UploadedFile[Any]"
Form: TypeAlias = "tuple[QueryDict, MultiValueDict[str, File]]"
LOSSLESS = "surrogateescape"


def read(content_type: str, parameters: dict[str, str], body: IO[bytes]) -> Form:
    """The fields and the files of a form; both are empty for any other kind of body."""
    fields = QueryDict(mutable=True, encoding="utf-8")
    files: MultiValueDict[str, Any] = MultiValueDict()
    if content_type == "application/x-www-form-urlencoded":
        for name, value in parse_qsl(body.read().decode("utf-8", LOSSLESS), keep_blank_values=True, errors=LOSSLESS):
            fields.appendlist(name, value)
    elif content_type == "multipart/form-data":
        for name, content, file in parts(body, parameters.get("boundary", "")):
            if file is None:
                fields.appendlist(name, content.decode("utf-8", LOSSLESS))
            else:
                files.appendlist(name, file)
    return fields, files


def parts(body: IO[bytes], boundary: str) -> Iterator["tuple[str, bytes, File | None]"]:
    """Each part's name and content, and the file when it is one (RFC 7578)."""
    source: Any = body
    for _kind, headers, stream in Parser(LazyStream(ChunkIter(source)), boundary.encode()):
        _value, disposition = headers.get("content-disposition", ("", {}))
        if "name" in disposition:
            content = stream.read()
            written, parameters = headers.get("content-type", ("", {}))
            name = force_str(disposition["name"], errors="replace")
            if "filename" not in disposition:
                yield name, content, None
                continue
            file_name = force_str(disposition["filename"], errors="replace")
            yield name, content, file_of(file_name, written, force_str(parameters.get("charset", "")), content)


def file_of(name: str, content_type: str, charset: str, content: bytes) -> File:
    """The part as Anymail wants its attachments. Django would drop one that has no name."""
    return InMemoryUploadedFile(
        file=io.BytesIO(content),
        field_name=None,
        name=name or "unnamed",
        content_type=content_type.strip() or "application/octet-stream",
        size=len(content),
        charset=charset or None,
    )
