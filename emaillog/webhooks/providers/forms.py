"""Providers that post forms: Mailgun, SendGrid and Mandrill."""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import getaddresses
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.webhooks.mailgun import MailgunInboundWebhookView
from anymail.webhooks.mandrill import MandrillCombinedWebhookView
from anymail.webhooks.sendgrid import SendGridInboundWebhookView

from emaillog import blobs
from emaillog.models import Receipt
from emaillog.webhooks import envelope
from emaillog.webhooks.form import LOSSLESS
from emaillog.webhooks.providers.provider import Provider
from emaillog.webhooks.replay import ReplayedRequest

MAILGUN_SIGNATURE_LASTS = timedelta(days=3)  # Mailgun tries for eight hours
WORST_FIRST = ("fail", "permerror", "softfail")


class Mailgun(Provider):
    view_class = MailgunInboundWebhookView

    def check(self, view: Any, request: ReplayedRequest) -> None:  # noqa: ANN401
        """The signature covers only time and token, so an old one would fit any body: it must be fresh and unused."""
        super().check(view, request)
        signed = datetime.fromtimestamp(int(request.POST["timestamp"]), UTC)
        if abs(request.receipt.received_at - signed) > MAILGUN_SIGNATURE_LASTS:
            raise AnymailWebhookValidationFailure(f"Mailgun's signature is from {signed:%Y-%m-%d}: too old.")
        if not is_first_use(request.POST["token"], signed, request.receipt):
            raise AnymailWebhookValidationFailure("Mailgun's signature was used before, for another request.")

    def recipients(self, event: Any) -> Iterable[str]:  # noqa: ANN401
        return [address for _name, address in getaddresses([event.message.envelope_recipient or ""])]

    def verdicts(self, event: Any) -> dict[str, str]:  # noqa: ANN401
        """Mailgun puts its verdicts among the mail's own header fields, where a pass may be forged, but no failure."""
        message = event.message
        return failures(
            spf=message.get_all("X-Mailgun-Spf", []), dkim=message.get_all("X-Mailgun-Dkim-Check-Result", [])
        )


def is_first_use(token: str, signed: datetime, receipt: Receipt) -> bool:
    """Notes which receipt the token came with, by day, so that the notes can go when the signatures are out of date."""
    note = f"tokens/{signed:%Y-%m-%d}/{hashlib.sha256(token.encode()).hexdigest()}"
    blobs.write_once(note, receipt.key.encode())
    return blobs.read(note) == receipt.key.encode()


def failures(**said: list[object]) -> dict[str, str]:
    """The worst result of each check, when it is a bad one."""
    words = {check: {str(result).strip().lower() for result in results} for check, results in said.items()}
    return envelope.verdicts(
        **{check: next((bad for bad in WORST_FIRST if bad in found), "") for check, found in words.items()}
    )


class SendGridView(SendGridInboundWebhookView):  # type: ignore[misc]  # Anymail has no types
    esp_name = "SendGrid"

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Leaves out the warning that Anymail no longer tests SendGrid: docs/providers.md says so."""
        super(SendGridInboundWebhookView, self).__init__(**kwargs)

    def message_from_sendgrid_parsed(self, request: ReplayedRequest) -> Any:  # noqa: ANN401
        """Decodes the two bodies by their own charsets first; Anymail raises on one that it does not know."""
        charsets = json.loads(request.POST.get("charsets") or "{}")
        form: Any = request.POST
        for name in form.keys() & {"text", "html"}:
            form[name] = decoded(form[name].encode("utf-8", LOSSLESS), str(charsets.get(name, "utf-8")))
        form.pop("charsets", None)
        return super().message_from_sendgrid_parsed(request)


def decoded(content: bytes, charset: str) -> str:
    """The text, with U+FFFD for what the charset has not."""
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


class SendGrid(Provider):
    view_class = SendGridView

    def recipients(self, event: Any) -> Iterable[str]:  # noqa: ANN401
        said = json.loads(event.esp_event.POST.get("envelope") or "{}").get("to", [])
        return [said] if isinstance(said, str) else said

    def verdicts(self, event: Any) -> dict[str, str]:  # noqa: ANN401
        """SPF is one word; DKIM is written like `{@acme.test : pass, @other.test : fail}`."""
        form = event.esp_event.POST
        dkim = re.findall(r":\s*([a-z]{1,9})", form.get("dkim", "")[:1000].lower())
        return envelope.verdicts(spf=form.get("SPF", ""), dkim="pass" if "pass" in dkim else next(iter(dkim), ""))


class Mandrill(Provider):
    view_class = MandrillCombinedWebhookView

    def verdicts(self, event: Any) -> dict[str, str]:  # noqa: ANN401
        said = event.esp_event["msg"]
        dkim = said.get("dkim") or {}
        result = ("pass" if dkim.get("valid") else "fail") if dkim.get("signed") else "none"
        return envelope.verdicts(spf=(said.get("spf") or {}).get("result", ""), dkim=result if dkim else "")
