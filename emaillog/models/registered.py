from typing import ClassVar

from django.db import models

from crm.models import Account, Team, User


class RegisteredAddress(models.Model):
    """An address or alias, besides the login's own, that a user or a team logs mail from (R18 to R21).

    It counts once a code that was mailed to it has come back.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="registered_addresses", db_index=False)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    address = models.CharField(max_length=320)  # normalised
    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # of wrong codes since it was sent
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "address"], name="registered_by_address")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "user", "address"], name="one_registration_a_user"),
        ]

    def __str__(self) -> str:
        return self.address
