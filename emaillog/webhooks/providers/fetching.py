"""Providers that only announce a mail, or leave its attachments behind: the worker fetches them from their API."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import requests
from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.utils import get_anymail_setting
from anymail.webhooks.brevo import BrevoInboundWebhookView
from anymail.webhooks.mailtrap import MailtrapInboundWebhookView
from anymail.webhooks.resend import ResendInboundWebhookView
from django.utils.crypto import constant_time_compare
from svix.webhooks import Webhook

from emaillog.webhooks import envelope
from emaillog.webhooks.providers.provider import Provider
from emaillog.webhooks.replay import ReplayedRequest

TIMEOUTS = (10, 30)  # seconds to connect, and between two bytes
SIGNATURE_LASTS = timedelta(minutes=5)


class Web:
    """Stands in for `requests` in Anymail's views, which wait for ever."""

    @staticmethod
    def get(url: str, **options: Any) -> requests.Response:  # noqa: ANN401
        return requests.get(url, timeout=TIMEOUTS, **options)


class Brevo(Provider):
    """Names no envelope recipient: a logging address that was on Bcc shows only in the trace fields."""

    view_class = BrevoInboundWebhookView

    def recipients(self, event: Any) -> Iterable[str]:  # noqa: ANN401
        said = event.esp_event
        people = [who for field in ("To", "Cc") for who in said.get(field) or []]
        told = [*envelope.ours(said.get("Recipients") or []), *envelope.traced(event.message)]
        return [event.message.envelope_recipient, *told, *(who.get("Address") for who in people)]


class SendinBlueView(BrevoInboundWebhookView):  # type: ignore[misc]  # Anymail has no types
    esp_name = "SendinBlue"  # Anymail's own view warns that this is Brevo's old name


class SendinBlue(Brevo):
    view_class = SendinBlueView


class Mailtrap(Provider):
    """Names no envelope recipient either."""

    view_class = MailtrapInboundWebhookView

    def recipients(self, event: Any) -> Iterable[str]:  # noqa: ANN401
        said = event.esp_event
        told = [who for field in ("to", "cc", "bcc") for who in said.get(field) or []]
        return [*envelope.traced(event.message), *envelope.ours(told)]


class Resend(Provider):
    """Says in `received_for` whom it received the mail for."""

    view_class = ResendInboundWebhookView
    options: ClassVar[dict[str, Any]] = {"inbound_secret": None}  # Anymail would judge the time of today

    def check(self, view: Any, request: ReplayedRequest) -> None:  # noqa: ANN401
        """The signature must have been fresh when the request came, not when it is unpacked after an outage."""
        super().check(view, request)
        secret = get_anymail_setting("inbound_secret", esp_name=view.esp_name, default=None)
        if secret and not self.is_signed(request, secret):
            raise AnymailWebhookValidationFailure(
                "Resend's signature does not fit (check ANYMAIL_RESEND_INBOUND_SECRET)."
            )

    def is_signed(self, request: ReplayedRequest, secret: str) -> bool:
        """Whether one of the signatures is ours (Standard Webhooks: `v1,<base64> v1,<base64>`)."""
        name, written, given = (request.headers.get(f"svix-{field}", "") for field in ("id", "timestamp", "signature"))
        if not written.isdecimal():
            return False
        signed = datetime.fromtimestamp(int(written), UTC)
        expected = Webhook(secret).sign(name, signed, request.body.decode())
        is_ours = any(constant_time_compare(expected, signature) for signature in given.split())
        return is_ours and abs(request.receipt.received_at - signed) <= SIGNATURE_LASTS

    def recipients(self, event: Any) -> Iterable[str]:  # noqa: ANN401
        said = event.esp_event["data"]
        told = [who for field in ("received_for", "to", "cc", "bcc") for who in said.get(field) or []]
        return [*envelope.ours(told), *envelope.traced(event.message), *(said.get("received_for") or [])]
