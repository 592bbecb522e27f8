"""Real doors for the tests of rules: the receiver on its socket, and a provider's webhook."""

import json

import pytest

from emaillog.models import InboundMessage
from tests.doors.conftest import receiver, smtp  # noqa: F401 (fixtures)
from tests.emaillog.name_server import name_server  # noqa: F401 (a fixture)
from tests.hostile.conftest import line_ended, sent, takes_at_most  # noqa: F401 (fixtures)
from tests.webhooks.conftest import api, configured, post  # noqa: F401 (fixtures)
from tests.webhooks.fetching import notification


@pytest.fixture
def by_smtp(smtp, bcc_address, drain):  # noqa: F811
    """Brings a mail through the receiver and gives what became of it."""

    def brought(raw: bytes, mail_from: str = "alice@acme.test", to: str = "") -> InboundMessage:
        assert sent(smtp, line_ended(raw), to or bcc_address, mail_from)[0] == 250
        drain()
        return InboundMessage.objects.latest("pk")

    return brought


@pytest.fixture
def by_webhook(configured, post, bcc_address, drain):  # noqa: F811
    """The same by Amazon, which says what it found about the sender."""
    sender = configured("ses, in sns")

    def brought(raw: bytes, mail_from: str = "alice@acme.test", to: str = "", **verdicts: str) -> InboundMessage:
        (made,) = sender.posts(raw, [to or bcc_address])
        notice = json.loads(json.loads(made.body)["Message"])
        notice["mail"]["source"] = mail_from
        for check in ("spf", "dkim", "dmarc"):
            notice["receipt"][f"{check}Verdict"] = {"status": verdicts.get(check, "GRAY")}
        assert post(sender.post(notification(json.dumps(notice)))).status_code == 200
        drain()
        return InboundMessage.objects.latest("pk")

    return brought
