"""Mails of which files were left out, for a limit of one kibibyte."""

from collections.abc import Callable

import pytest

from emaillog.models import BouncedAttachment, LoggingRules
from tests.factories import mail

KB = 1024
BIG = b"0123456789" * 300


@pytest.fixture
def rules(account) -> LoggingRules:
    return LoggingRules.objects.create(account=account, attachment_limit=KB)


@pytest.fixture
def left_out(rules, alice, bob, bcc_address, deliver) -> Callable[..., BouncedAttachment]:
    """Logs a mail with one file that is too large, and gives what was noted of it."""

    def noted(
        name: str = "big.bin", content: bytes = BIG, sender: str = "alice@acme.test", **words
    ) -> BouncedAttachment:
        message = mail(sender=sender, attachments=((name, content),), **words)
        [inbound] = deliver(message, bcc_address, sender)
        return BouncedAttachment.objects.select_related("attachment", "email__entry").get(email=inbound.email)

    return noted


@pytest.fixture
def act(account, signed_in) -> Callable[..., str]:
    """Does something about files as an administrator, and gives the words of the page that answers."""

    def done(user, do: str, *files: BouncedAttachment) -> str:
        address = f"/a/{account.slug}/settings/mail/bounced-attachments/actions/"
        body = {"do": do, "chosen": [file.pk for file in files], "back": "?state=all"}
        return signed_in(user).post(address, body, follow=True).content.decode()

    return done
