"""The door of the mail providers: checks the secret, keeps the request, says yes. Nothing is parsed here.

Answers 200 for what is kept, 401 without the secret, and 503 with Retry-After for everything else, the one class that
every provider tries again. That holds for a body beyond the limit as well: 200 would be a lie, and a 4xx makes some
providers switch the webhook off; their retries end by themselves, and the provider then reports the mail as failed.
"""

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.request import HttpHeaders
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from crm.logs import steps
from emaillog import intake
from emaillog.webhooks import secret
from emaillog.webhooks.body import TooLongError, spooled

log = structlog.get_logger(__name__)

SOON, LATER = 60, 3600  # seconds
# What the worker needs to check a signature; never credentials or cookies.
REPLAYED = ("content-type", "signature", "mailtrap-signature")
REPLAYED_FAMILIES = (
    "svix-",
    "webhook-",
    "x-amz-sns-",
    "x-mailgun-",
    "x-mandrill-",
    "x-messagesystems-",
    "x-postal-",
    "x-twilio-email-event-webhook-",
)


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def take(request: HttpRequest, provider: str) -> HttpResponse:
    """Takes in one request of a provider. HEAD is what some of them ask first to see whether anybody is there."""
    if request.method == "HEAD":
        return HttpResponse()
    if not secret.matches(request.headers.get("Authorization", "")):
        # SNS sends its credentials only after it was asked for them.
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="Blindcopy webhooks"'})
    try:
        intake.check_space()
        with spooled(request) as body:
            intake.keep_request(provider, request.get_full_path()[:200], replayed(request.headers), body)
    except TooLongError as problem:
        log.error("webhook_too_long", provider=provider, size=str(problem))  # noqa: TRY400 (no trace is needed)
        return not_now(LATER)
    except Exception as problem:  # noqa: BLE001 (whatever it is, the provider shall come again)
        fault = {"problem": type(problem).__name__, "steps": steps(problem)}
        log.error("webhook_not_kept", provider=provider, **fault)  # noqa: TRY400 (steps() says why)
        return not_now(SOON)
    return HttpResponse()


def replayed(headers: HttpHeaders) -> dict[str, str]:
    """The headers to keep, by their lower-case names."""
    lowered = {name.lower(): value for name, value in headers.items()}
    return {name: lowered[name] for name in lowered if name in REPLAYED or name.startswith(REPLAYED_FAMILIES)}


def not_now(seconds: int) -> HttpResponse:
    return HttpResponse(status=503, headers={"Retry-After": str(seconds)})
