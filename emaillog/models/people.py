from typing import ClassVar

from django.db import models
from django.db.models import Q

from contacts.models import Company, Contact, Deal
from crm.models import Account, User
from emaillog.models.email import LoggedEmail


class AwaitedContact(models.Model):
    """Somebody whom a logged mail names and who has no contact, and why: one who appears later can take the mail."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    email = models.ForeignKey(LoggedEmail, models.CASCADE, related_name="awaited", db_index=False)
    address = models.CharField(max_length=320)  # normalised
    name = models.CharField(max_length=200, blank=True)
    because = models.CharField(max_length=20)  # "copy" (R28), "limit" or "automatic" (R38)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "address", "email"], name="awaited_once_a_mail")
        ]
        indexes: ClassVar = [models.Index(fields=["account", "email"], name="awaited_of_mail")]

    def __str__(self) -> str:
        return self.address


class AssociationChange(models.Model):
    """What a person changed about the records that a mail stands on; remembered when it is processed again."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    email = models.ForeignKey(LoggedEmail, models.CASCADE, related_name="association_changes", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="+", db_index=False)
    company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="+", db_index=False)
    deal = models.ForeignKey(Deal, models.CASCADE, null=True, related_name="+", db_index=False)
    is_added = models.BooleanField()  # else taken away
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "email", record],
                condition=Q(**{f"{record}__isnull": False}),
                name=f"one_change_a_{record}",
            )
            for record in ("contact", "company", "deal")
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.contact or self.company or self.deal}"
