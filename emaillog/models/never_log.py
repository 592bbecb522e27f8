from typing import ClassVar

from django.db import models
from django.db.models import Q

from crm.models import Account, User


class NeverLog(models.Model):
    """An address or a domain whose mail is nobody's business here (R33): of one user, or of the whole account."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    pattern = models.CharField(max_length=320)  # normalised address or domain
    with_subdomains = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "user", "pattern"], condition=Q(user__isnull=False), name="never_log_once_a_user"
            ),
            models.UniqueConstraint(
                fields=["account", "pattern"], condition=Q(user__isnull=True), name="never_log_once_an_account"
            ),
        ]

    def __str__(self) -> str:
        return self.pattern


class BlockedSender(models.Model):
    """A From address of which nothing more shall wait for review."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    address = models.CharField(max_length=320)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "address"], name="blocked_once")]

    def __str__(self) -> str:
        return self.address
