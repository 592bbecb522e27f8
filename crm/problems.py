"""Errors of the REST API as problem details (RFC 9457): what went wrong in sentences, field by field where it can."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, TypedDict

from django.http import JsonResponse

SENTENCES = {
    "missing": "This field is required.",
    "extra_forbidden": "There is no such field.",
    "string_type": "This must be a text.",
    "string_too_long": "This is longer than {max_length} characters.",
    "string_too_short": "This must not be empty.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "bool_type": "This must be true or false.",
    "bool_parsing": "This must be true or false.",
    "list_type": "This must be a list.",
    "too_long": "This has more than {max_length} entries.",
    "decimal_type": "This must be a number.",
    "decimal_parsing": "This must be a number.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than_equal": "This must be at most {le}.",
    "value_error": "{error}",
}


class FieldProblem(TypedDict):
    field: str  # its path with dots, such as "emails.0"
    detail: str


class Problem(Exception):  # noqa: N818 (RFC 9457's word)
    """Ends a request of the API with this status and sentence."""

    def __init__(self, status: HTTPStatus, detail: str, errors: Iterable[FieldProblem] = ()) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, list(errors)

    @classmethod
    def of_fields(cls, errors: Iterable[FieldProblem]) -> "Problem":
        """422 with one sentence a field."""
        first = {error["field"]: error for error in reversed(list(errors))}
        return cls(HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields are wrong.", reversed(list(first.values())))

    @classmethod
    def conflict(cls, errors: list[FieldProblem]) -> "Problem":
        """409: the body is well formed, but another record has what it asks for."""
        return cls(HTTPStatus.CONFLICT, errors[0]["detail"], errors)

    def answer(self) -> JsonResponse:
        body: dict[str, Any] = {"type": "about:blank", "title": self.status.phrase, "status": self.status}
        body |= {"detail": self.detail} | ({"errors": self.errors} if self.errors else {})
        return JsonResponse(body, status=self.status, content_type="application/problem+json")


def sentence(error: dict[str, Any]) -> str:
    """What pydantic found, said plainly."""
    known = SENTENCES.get(error["type"])
    return known.format(**error.get("ctx", {})) if known else f"{error['msg']}."
