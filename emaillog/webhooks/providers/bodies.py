"""Providers that post the whole mail as JSON: Postmark, Postal, SparkPost, MailerSend and Mailjet."""

import json
from base64 import b64decode
from collections.abc import Iterable
from typing import Any

from anymail.exceptions import AnymailInvalidAddress
from anymail.webhooks.mailersend import MailerSendInboundWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView
from anymail.webhooks.postal import PostalInboundWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView
from anymail.webhooks.sparkpost import SparkPostInboundWebhookView

from emaillog.webhooks import envelope, long_strings
from emaillog.webhooks.form import LOSSLESS
from emaillog.webhooks.providers.provider import Provider
from emaillog.webhooks.replay import ReplayedRequest


class PostmarkView(PostmarkInboundWebhookView):  # type: ignore[misc]  # Anymail has no types
    @classmethod
    def _address(cls, full: dict[str, str] | None) -> str:
        """An address as written, where Anymail raises on `From: <<<>>>`."""
        try:
            return str(super()._address(full))
        except AnymailInvalidAddress:
            return f"{(full or {}).get('Name', '')} <{(full or {}).get('Email', '')}>".strip()


class Postmark(Provider):
    view_class = PostmarkView
    long = ("RawEmail", "Content")

    def recipients(self, event: Any) -> Iterable[str]:  # noqa: ANN401
        """The recipient of this delivery is first; it is Postmark's own address when another server forwards to it."""
        said = event.esp_event
        full = [who for field in ("BccFull", "ToFull", "CcFull") for who in said.get(field) or []]
        written = [said.get("OriginalRecipient"), *(who.get("Email") for who in full)]
        return [*written, *envelope.traced(event.message)]


class PostalView(PostalInboundWebhookView):  # type: ignore[misc]
    def parse_events(self, request: ReplayedRequest) -> Any:  # noqa: ANN401
        """Anymail takes every mail for UTF-8."""
        said = json.loads(request.body)
        if said.get("base64") is True:
            said |= {"message": lossless(said["message"]), "base64": False}
            request.body = json.dumps(said).encode()
        return super().parse_events(request)


class Postal(Provider):
    view_class = PostalView
    long = ("message",)


class SparkPostView(SparkPostInboundWebhookView):  # type: ignore[misc]
    def esp_to_anymail_event(self, event_class: str, event: Any, raw_event: Any) -> Any:  # noqa: ANN401
        """Anymail takes every mail for UTF-8."""
        content = event.get("content", {})
        if content.get("email_rfc822_is_base64"):
            content |= {"email_rfc822": lossless(content["email_rfc822"]), "email_rfc822_is_base64": False}
        return super().esp_to_anymail_event(event_class, event, raw_event)


class SparkPost(Provider):
    view_class = SparkPostView
    long = ("email_rfc822",)


def lossless(encoded: str) -> str:
    """The mail that base64 says; its beginning and a mark for the rest where that stays in the request."""
    mark = long_strings.mark_in(encoded)
    if not mark:
        return b64decode(encoded).decode("utf-8", LOSSLESS)
    digits = "".join(encoded.removesuffix(mark).split())
    head = b64decode(digits[: len(digits) - len(digits) % 4])
    return head.decode("utf-8", LOSSLESS) + long_strings.as_decoded(mark, len(head))


class MailerSend(Provider):
    view_class = MailerSendInboundWebhookView
    long = ("raw",)
    SPF = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}  # RFC 7208 section 4.6.2

    def recipients(self, event: Any) -> Iterable[str]:  # noqa: ANN401
        return [who["email"] for who in event.esp_event["data"]["recipients"]["rcptTo"]]

    def verdicts(self, event: Any) -> dict[str, str]:  # noqa: ANN401
        """Their `dkim_check` is false for every mail, so it says nothing."""
        said: dict[str, str] = event.esp_event["data"].get("spf_check") or {}
        return envelope.verdicts(spf=self.SPF.get(said.get("code", ""), ""))


class Mailjet(Provider):
    view_class = MailjetInboundWebhookView
