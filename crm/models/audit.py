from typing import ClassVar

from django.db import models
from django.utils import timezone

from crm.models.account import Account
from crm.models.user import User


class AuditEntry(models.Model):
    """Who did what and when, for administrators to look up; never changed, and kept when its user is gone.

    `action` is a code out of `crm.audit`, which has the sentence for it; `data` holds the words the sentence needs.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="audit_entries", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    user_name = models.CharField(max_length=320)  # as it was then
    action = models.CharField(max_length=60)
    about = models.CharField(max_length=255, blank=True)  # the name of what it was done to
    data = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["account", "-at", "-id"], name="audit_by_time"),
            models.Index(fields=["account", "user", "-at", "-id"], name="audit_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.user_name}"
