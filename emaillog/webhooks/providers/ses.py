"""Amazon SES, which tells of mail through SNS and puts it there or into an S3 bucket."""

import json
from collections.abc import Iterable
from typing import Any

from anymail.utils import get_anymail_setting
from anymail.webhooks.amazon_ses import AmazonSESInboundWebhookView
from botocore.config import Config

from emaillog.webhooks import envelope
from emaillog.webhooks.providers import sns
from emaillog.webhooks.providers.fetching import TIMEOUTS
from emaillog.webhooks.providers.provider import Provider
from emaillog.webhooks.replay import ReplayedRequest

RESULTS = {"PASS": "pass", "FAIL": "fail", "GRAY": "neutral", "PROCESSING_FAILED": "temperror"}


class SESView(AmazonSESInboundWebhookView):  # type: ignore[misc]  # Anymail has no types
    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Asks Amazon with limits of time, unless the settings name others."""
        super().__init__(**kwargs)
        limits = Config(connect_timeout=TIMEOUTS[0], read_timeout=TIMEOUTS[1], retries={"total_max_attempts": 2})
        self.client_params["config"] = limits.merge(self.client_params["config"])


class SES(Provider):
    view_class = SESView

    def check(self, view: Any, request: ReplayedRequest) -> None:  # noqa: ANN401
        super().check(view, request)
        topics = get_anymail_setting("topic_arns", esp_name=view.esp_name, default="")
        sns.verify(json.loads(request.body), topics.replace(",", " ").split())

    def recipients(self, event: Any) -> Iterable[str]:  # noqa: ANN401
        recipients: list[str] = event.esp_event["receipt"].get("recipients", [])
        return recipients

    def verdicts(self, event: Any) -> dict[str, str]:  # noqa: ANN401
        said = event.esp_event["receipt"]
        results = {check: said.get(f"{check}Verdict", {}).get("status", "") for check in ("spf", "dkim", "dmarc")}
        return envelope.verdicts(**{check: RESULTS.get(result, "") for check, result in results.items()})
