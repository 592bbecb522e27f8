from typing import ClassVar

from django.db import models

from crm.models import Account, User


class RemovedEmail(models.Model):
    """A mark of a mail that somebody removed, so that no replay brings it back by itself; nothing of it is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64)  # one of `emaillog.keys`, by which the mail would be known again
    was_private = models.BooleanField(default=False)  # when it was removed: then a copy is too
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    removed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "key"], name="removed_once")]

    def __str__(self) -> str:
        return self.key
