from typing import ClassVar

from django.db import models

from crm.models import Account, User


class MergedRecord(models.Model):
    """Where the record of an old address went when it was merged into another, so that links people kept still lead on.

    Also says no: two that somebody declared not to be the same are suggested no more.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)  # "contact" or "company"
    old = models.BigIntegerField()  # the id that is gone, or the smaller one of two that are not the same
    new = models.BigIntegerField()
    is_same = models.BooleanField(default=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "kind", "old", "new"], name="one_merger_a_pair")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.old} {'is' if self.is_same else 'is not'} {self.new}"
