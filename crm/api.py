"""The REST API: bearer tokens, one router an app, errors as RFC 9457 problem details."""

from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import BadRequest
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Swagger
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer

from contacts.api import router as contacts_router
from contacts.away import AwayError
from crm.models import ApiToken, Membership
from crm.problems import FieldProblem, Problem, sentence
from emaillog.api import router as emaillog_router
from emaillog.away import told

log = structlog.get_logger(__name__)


class ObjectParser(Parser):
    """Takes objects only: ninja would read the fields of a list or a text from their Python attributes."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        body = super().parse_body(request)
        if not isinstance(body, dict):
            raise TypeError("The body is no object.")  # ninja makes a 400 of whatever is raised here
        return body


class Bearer(HttpBearer):
    """`Authorization: Bearer <token>`: the request is then its user's in its account, as below `/a/<account>/`."""

    def authenticate(self, request: HttpRequest, token: str) -> Membership | None:
        found = ApiToken.objects.matching(token.strip()).first()
        if found is None:
            return None
        found.note_use()
        scoped: Any = request
        scoped.membership, scoped.account = found.membership, found.membership.account
        scoped.user = found.membership.user
        return found.membership


api = NinjaAPI(
    title="Blindcopy",
    version="1",
    description="Contacts, companies, deals, their timelines and the mail logged on them.",
    urls_namespace="api",
    auth=Bearer(),
    parser=ObjectParser(),
    docs=Swagger({"validatorUrl": None}),  # the public validator would be told where the installation is
)
api.add_router("", contacts_router)
api.add_router("", emaillog_router)


@api.exception_handler(Problem)
def on_problem(_: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.answer()


@api.exception_handler(AuthenticationError)
def on_stranger(_: HttpRequest, __: AuthenticationError) -> HttpResponse:
    detail = "Send the header 'Authorization: Bearer <token>' with a token of an active user."
    answer = Problem(HTTPStatus.UNAUTHORIZED, detail).answer()
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def on_missing(_: HttpRequest, __: Http404) -> HttpResponse:
    return Problem(HTTPStatus.NOT_FOUND, "There is no such record in this account.").answer()


@api.exception_handler(BadRequest)
def on_bad_request(_: HttpRequest, error: BadRequest) -> HttpResponse:
    return Problem(HTTPStatus.BAD_REQUEST, str(error)).answer()


@api.exception_handler(HttpError)
def on_http_error(_: HttpRequest, error: HttpError) -> HttpResponse:
    detail = "The body is not a JSON object." if error.status_code == HTTPStatus.BAD_REQUEST else f"{error}."
    return Problem(HTTPStatus(error.status_code), detail).answer()


@api.exception_handler(ValidationError)
def on_wrong_fields(_: HttpRequest, error: ValidationError) -> HttpResponse:
    """Says where in the body or query; ninja puts ("body", "<argument>") or ("query",) before the field's own path."""
    paths = ((found["loc"][2:] if found["loc"][0] == "body" else found["loc"][1:], found) for found in error.errors)
    return Problem.of_fields(
        FieldProblem(field=".".join(map(str, path)) or "body", detail=sentence(found)) for path, found in paths
    ).answer()


@api.exception_handler(AwayError)
def on_storage_away(request: HttpRequest, error: AwayError) -> HttpResponse:
    detail = "The file store does not answer. Nothing is lost: try again in a minute."
    return told(request, error, Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail).answer())


@api.exception_handler(Exception)
def on_error(request: HttpRequest, error: Exception) -> HttpResponse:
    """Ours: said to whoever watches as Django itself would have, and without a word of it to the client."""
    log.error("api_failed", path=request.path, exc_info=error)
    got_request_exception.send(sender=None, request=request)
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here; it has been noted.").answer()


def nothing_here(_: HttpRequest) -> HttpResponse:
    return Problem(HTTPStatus.NOT_FOUND, "There is no such address; /api/v1/docs names those there are.").answer()
