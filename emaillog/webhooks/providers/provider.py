"""What all providers have in common: check, parse, read off every recipient."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, ClassVar

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import EventType
from django.conf import settings

from emaillog import intake
from emaillog.intake import Delivery
from emaillog.webhooks.replay import ReplayedRequest


class Provider:
    """One mail provider: Anymail's view reads its requests, a subclass knows what Anymail leaves unread.

    `options` go to the view's constructor; `long` names the fields of its JSON that hold mails and files. Everything
    here may raise what Anymail, the network and odd data raise.
    """

    view_class: ClassVar[type[Any]]
    options: ClassVar[dict[str, Any]] = {}
    long: ClassVar[tuple[str, ...]] = ()

    def deliveries(self, request: ReplayedRequest) -> list[Delivery]:
        """The mails in a request that is shown to be the provider's own."""
        view = self.view_class(webhook_secret=settings.ANYMAIL_WEBHOOK_SECRET, **self.options)
        self.check(view, request)
        if self.long:  # only now: signatures are of the whole
            request.shorten(self.long)
        events = [event for event in view.parse_events(request) if event and event.event_type == EventType.INBOUND]
        return [self.delivery(event, request) for event in events]

    def check(self, view: Any, request: ReplayedRequest) -> None:  # noqa: ANN401
        """Runs Anymail's checks, with each secret that is valid now: Mandrill signs an address that contains it."""
        *others, last = settings.ANYMAIL_WEBHOOK_SECRET or [""]
        for pair in others:
            request.credentials(pair)
            with suppress(AnymailWebhookValidationFailure):
                view.run_validators(request)
                return
        request.credentials(last)
        view.run_validators(request)

    def delivery(self, event: Any, request: ReplayedRequest) -> Delivery:  # noqa: ANN401
        recipients = [str(recipient) for recipient in self.recipients(event) if recipient]
        if not recipients and event.message.is_blank:
            raise ValueError("There is no mail in this request, and no recipient.")
        return Delivery(
            content=request.restored(event.message.content),
            recipients=recipients,
            sender=self.sender(event),
            verdicts=self.verdicts(event),
            is_verbatim=event.message.raw is not None,
        )

    def sender(self, event: Any) -> str:  # noqa: ANN401
        """The envelope sender; Anymail gives None where the provider says nothing of it."""
        said = event.message.envelope_sender
        return intake.NULL_SENDER if said in {"", "<>"} else said or ""

    def recipients(self, event: Any) -> Iterable[str]:  # noqa: ANN401
        return [event.message.envelope_recipient]

    def verdicts(self, event: Any) -> dict[str, str]:  # noqa: ANN401
        return {}
