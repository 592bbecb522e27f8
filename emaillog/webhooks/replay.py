"""A stored request, made into what Anymail's views read."""

from functools import cached_property
from typing import IO

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.http import parse_header_parameters

from emaillog.models import Receipt
from emaillog.webhooks import form, secret


class ReplayedRequest(HttpRequest):
    """The POST that `receipt` kept. The door has checked the secret: `credentials` says it again in today's words."""

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

    @cached_property
    def body(self) -> bytes:
        self.stream.seek(0)
        return self.stream.read()

    def build_absolute_uri(self, location: str | None = None) -> str:
        """The address that the provider was given, as far as we know it; Mandrill signs it."""
        return f"{settings.BASE_URL}{self.receipt.path}"

    def credentials(self, pair: str) -> None:
        self.META["HTTP_AUTHORIZATION"] = secret.header(pair)
