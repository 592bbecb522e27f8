from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models import Account

DEALS_TO_LINK = 5  # R7
ATTACHMENT_LIMIT = 30 * 2**20  # R8: 31,457,280 bytes


class SenderPolicy(models.TextChoices):
    """What must be known of a sender before a mail is logged for one of our users."""

    KNOWN_USER = "known-user", _("a registered address, and no failed check")
    STRICT = "strict", _("a registered address, and a passed check (DKIM, SPF or DMARC)")
    OPEN = "open", _("a registered address")


class LoggingRules(models.Model):
    """How an account wants its mail logged; an account without a row has the defaults."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="logging_rules")
    deals_to_link = models.PositiveSmallIntegerField(null=True, blank=True, default=DEALS_TO_LINK)  # None: all
    attachment_limit = models.PositiveBigIntegerField(default=ATTACHMENT_LIMIT)  # bytes, of the decoded file
    sender_policy = models.CharField(max_length=12, choices=SenderPolicy, default=SenderPolicy.KNOWN_USER)
    internal_domains = models.JSONField(default=list, blank=True)  # whose people are never contacts (R15)
    creates_companies = models.BooleanField(default=True)  # from the mail domain of a new contact (R36)
    no_company_domains = models.JSONField(default=list, blank=True)  # besides those of the free mailers (R36)
    new_contacts_a_mail = models.PositiveSmallIntegerField(default=50)
    new_contacts_an_hour = models.PositiveIntegerField(default=500)  # of one user
    grace_days = models.PositiveSmallIntegerField(default=14)  # that a rotated address goes on working (R39)
    # How long mail is kept as received: after it was logged, and otherwise. Never less while it waits for review.
    days_kept_logged = models.PositiveSmallIntegerField(default=30)
    days_kept_others = models.PositiveSmallIntegerField(default=90)

    def __str__(self) -> str:
        return f"rules of {self.account}"

    @classmethod
    def of(cls, account: Account) -> "LoggingRules":
        """The account's rules; the defaults, unsaved, where it has none. No query if they came with the account."""
        return getattr(account, "logging_rules", None) or cls(account=account)
