from django.db import models

from crm.models import Account

DEALS_TO_LINK = 5  # R7
ATTACHMENT_LIMIT = 30 * 2**20  # R8: 31,457,280 bytes


class LoggingRules(models.Model):
    """How an account wants its mail logged; an account without a row has the defaults."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="logging_rules")
    deals_to_link = models.PositiveSmallIntegerField(null=True, blank=True, default=DEALS_TO_LINK)  # None: all
    attachment_limit = models.PositiveBigIntegerField(default=ATTACHMENT_LIMIT)  # bytes, of the decoded file

    def __str__(self) -> str:
        return f"rules of {self.account}"

    @classmethod
    def of(cls, account: Account) -> "LoggingRules":
        """The account's rules; the defaults, unsaved, where it has none. No query if they came with the account."""
        return getattr(account, "logging_rules", None) or cls(account=account)
