from typing import ClassVar

from django.db import models
from django.db.models import Q

from crm.models import Account, User


class SavedView(models.Model):
    """A list as somebody wants to see it again: its filters, columns and order, which all stand in its address."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="saved_views", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=20)  # the name of the list's URL, such as "contacts"
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)  # of the address
    is_shared = models.BooleanField(default=False)  # with everybody in the account
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "user", "page", "name"], name="one_view_a_name"),
            models.UniqueConstraint(
                fields=["account", "page", "name"], condition=Q(is_shared=True), name="one_shared_view_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
