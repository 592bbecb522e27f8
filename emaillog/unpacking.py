"""From a provider's stored request to the messages in it: checked, parsed by Anymail, and kept in one transaction.

A request that is forged or makes no sense is kept as unreadable, with its problem, for a person to look at.
"""

import structlog
from anymail.exceptions import AnymailError
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from requests import HTTPError

from crm.logs import steps
from emaillog import intake
from emaillog.models import Receipt
from emaillog.webhooks.providers import PROVIDERS
from emaillog.webhooks.replay import ReplayedRequest

log = structlog.get_logger(__name__)

# Faults of the machinery or of the network: tried again without end. Asked first: some are of the second kind too.
TRANSIENT = (OperationalError, InterfaceError, OSError, BotoCoreError, ClientError)
# What Anymail and the standard library raise on a request that is forged, malformed, or lacks a setting of ours.
MALFORMED = (ValueError, LookupError, TypeError, AttributeError, AssertionError)
UNREADABLE = (AnymailError, ImproperlyConfigured, SuspiciousOperation, *MALFORMED)
STRIKES = 5
# A fetched mail that is not there may come yet, but not after two hours of trying.
ATTEMPTS_TO_FIND = 18


def unpack(pk: int) -> list[int]:
    """Unpacks one receipt; returns the ids of its messages that wait to be processed."""
    if not Receipt.objects.claim(pk):
        return []
    receipt = Receipt.objects.get(pk=pk)
    try:
        with ReplayedRequest.of(receipt) as request:
            return intake.keep_unpacked(receipt, PROVIDERS[receipt.provider].deliveries(request))
    except TRANSIENT as problem:
        wait(receipt, problem)
    except UNREADABLE as problem:
        give_up(receipt, problem)
    except Exception as problem:  # noqa: BLE001 (whatever it is, the next request must not wait)
        fault = {"problem": type(problem).__name__, "steps": steps(problem)}
        log.error("receipt_struck", id=pk, strikes=receipt.strikes + 1, **fault)  # noqa: TRY400 (steps() says why)
        receipt.back_off(described(problem), strike=True)
        if receipt.strikes >= STRIKES:
            give_up(receipt, problem)
    return []


def wait(receipt: Receipt, problem: Exception) -> None:
    if is_gone(problem) and receipt.attempts >= ATTEMPTS_TO_FIND:
        give_up(receipt, problem)
        return
    log.warning("unpacking_failed", id=receipt.pk, problem=type(problem).__name__, attempts=receipt.attempts)
    receipt.back_off(described(problem), strike=False)


def give_up(receipt: Receipt, problem: Exception) -> None:
    log.error("receipt_unreadable", id=receipt.pk, provider=receipt.provider, problem=type(problem).__name__)
    receipt.settle(Receipt.Status.UNREADABLE, described(problem))


def is_gone(problem: Exception) -> bool:
    """Whether the provider says that there is no such mail."""
    if isinstance(problem, HTTPError):
        return problem.response is not None and problem.response.status_code in {404, 410}
    if isinstance(problem, ClientError):
        return problem.response.get("Error", {}).get("Code") in {"NoSuchKey", "NoSuchBucket", "404"}
    return False


def described(problem: Exception) -> str:
    """The exception as a person reads it, without the secret that Anymail writes into some."""
    text = f"{type(problem).__name__}: {problem}"
    for pair in settings.ANYMAIL_WEBHOOK_SECRET:
        text = text.replace(pair, "…")
    return text
