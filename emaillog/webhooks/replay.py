"""A stored request, made into what Anymail's views read."""

from collections.abc import Iterable
from contextlib import ExitStack
from functools import cached_property
from tempfile import SpooledTemporaryFile
from typing import IO, Self

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.http import parse_header_parameters

from emaillog import blobs
from emaillog.mime.content import Content
from emaillog.mime.source import IN_MEMORY, of_file
from emaillog.models import Receipt
from emaillog.webhooks import form, secret
from emaillog.webhooks.long_strings import LongStrings


class ReplayedRequest(HttpRequest):
    """The POST that `receipt` kept. The door has checked the secret: `credentials` says it again in today's words.

    Use it as a context manager: what was read from it lasts so long.
    """

    long: LongStrings | None = None
    files: ExitStack

    def __init__(self, receipt: Receipt, stream: IO[bytes]) -> None:
        super().__init__()
        self.method, self.receipt, self.stream = "POST", receipt, stream
        self.path, _mark, query = receipt.path.partition("?")
        self.GET = QueryDict(query)
        self.META = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in receipt.headers.items()}
        self.META |= {"REQUEST_METHOD": "POST", "CONTENT_TYPE": receipt.headers.get("content-type", "")}
        self.content_type, parameters = parse_header_parameters(self.META["CONTENT_TYPE"])
        self.content_params = {name: str(value) for name, value in parameters.items()}
        self.POST, self.FILES = form.read(self.content_type, self.content_params, stream)  # type: ignore[assignment]

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        with ExitStack() as files:
            request = cls(receipt, files.enter_context(blobs.opened(receipt.blob)))
            request.files = files.pop_all()
        return request

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.files.close()

    @cached_property
    def body(self) -> bytes:
        self.stream.seek(0)
        return self.stream.read()

    def build_absolute_uri(self, location: str | None = None) -> str:
        """The address that the provider was given, as far as we know it; Mandrill signs it."""
        return f"{settings.BASE_URL}{self.receipt.path}"

    def credentials(self, pair: str) -> None:
        self.META["HTTP_AUTHORIZATION"] = secret.header(pair)

    def shorten(self, names: Iterable[str]) -> None:
        """Leaves the long strings of these fields out of `body`; marks stand for them, which `restored` knows."""
        self.long = LongStrings(of_file(self.stream), names)
        self.body = self.long.body

    def restored(self, content: bytes) -> bytes | Content:
        """What was made of `body`, whole: in a file when strings are missing in it."""
        if self.long is None or self.long.token.encode() not in content:
            return content
        # In our own folder, because its free space is what the doors watch.
        file = self.files.enter_context(SpooledTemporaryFile(IN_MEMORY, dir=str(settings.VAR_DIR)))  # noqa: SIM115
        for piece in self.long.restored(content):
            file.write(piece)
        file.flush()
        whole = of_file(file)
        return Content(whole, 0, len(whole))
