from typing import ClassVar

from django.db import models

from crm.models import Account, User


class TrustedImageSender(models.Model):
    """A sender whose mail may load images from outside whenever this user opens it."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    address = models.CharField(max_length=320)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "user", "address"], name="images_trusted_once")
        ]

    def __str__(self) -> str:
        return self.address
