import base64
import re
import secrets
from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models import Account


class Route(models.TextChoices):
    BCC = "bcc", _("BCC address")
    FORWARD = "forward", _("Forwarding address")


def secret_local_part(route: Route) -> str:
    """A local-part nobody guesses: 100 random bits as 20 lower-case base32 characters (R39)."""
    return f"{route.value}-{base64.b32encode(secrets.token_bytes(13)).decode().lower()[:20]}"


_SECRET = re.compile(r"\b(bcc|forward)-[a-z2-7]{20}\b", re.IGNORECASE)


def without_secrets(text: str) -> str:
    """The text with every logging address in it masked, for whatever leaves the house (R39)."""
    return _SECRET.sub(r"\1-***", text)


class LoggingAddressQuerySet(models.QuerySet["LoggingAddress"]):
    def among(self, recipients: list[str]) -> Self:
        """The working ones among these envelope recipients; other domains and spellings with `+` are none."""
        parts = [recipient.strip().lower().rpartition("@") for recipient in recipients]
        ours = [local for local, _at, domain in parts if domain.rstrip(".") == settings.INBOUND_DOMAIN]
        return self.working().filter(local_part__in=ours)

    def working(self) -> Self:
        """What takes mail: the current ones, and the replaced ones in their days of grace (R39)."""
        return self.filter(Q(retired_at=None) | Q(works_until__gt=timezone.now()))

    def in_grace(self) -> Self:
        return self.working().exclude(retired_at=None)


class LoggingAddressManager(models.Manager["LoggingAddress"]):
    def get_queryset(self) -> LoggingAddressQuerySet:
        return LoggingAddressQuerySet(self.model, using=self._db)

    def among(self, recipients: list[str]) -> LoggingAddressQuerySet:
        return self.get_queryset().among(recipients)

    def working(self) -> LoggingAddressQuerySet:
        return self.get_queryset().working()

    @transaction.atomic
    def pair(self, account: Account) -> tuple["LoggingAddress", "LoggingAddress"]:
        """The current BCC address and forwarding address of the account, made where they are missing."""
        Account.objects.select_for_update().get(pk=account.pk)  # two first visitors at once must not make four
        found = {address.route: address for address in self.filter(account=account, retired_at=None)}
        for route in Route:
            if route not in found:
                found[route] = self.create(account=account, route=route, local_part=secret_local_part(route))
        return found[Route.BCC], found[Route.FORWARD]


class LoggingAddress(models.Model):
    """The secret address of an account for one route. It is the tenant's credential: whoever knows it reaches us."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="logging_addresses", db_index=False)
    route = models.CharField(max_length=10, choices=Route)
    local_part = models.CharField(max_length=64, unique=True)  # the one lookup that finds the account
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)  # replaced then; works on until `works_until`
    works_until = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    leaked_at = models.DateTimeField(null=True, blank=True)  # seen in To or Cc, where others could read it (R39)

    objects: ClassVar[LoggingAddressManager] = LoggingAddressManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "route"], name="address_of_account")]

    def __str__(self) -> str:
        return f"{self.local_part[:11]}…"  # masked: it ends up in logs

    @property
    def address(self) -> str:
        return f"{self.local_part}@{settings.INBOUND_DOMAIN}"

    @property
    def days_left(self) -> int:
        """Of its grace, a day that has begun as a whole one; 0 when it has none."""
        left = (self.works_until or timezone.now()) - timezone.now()
        return max(0, -(-left // timedelta(days=1)))

    @transaction.atomic
    def rotate(self, days_of_grace: int) -> "LoggingAddress":
        """Puts a new address in its place and returns that; this one works on for so many days (R39).

        Of two administrators who do this at once the second gets the address that the first has made.
        """
        Account.objects.select_for_update().get(pk=self.account_id)
        now = timezone.now()
        mine = LoggingAddress.objects.filter(account=self.account_id, pk=self.pk, retired_at=None)
        if mine.update(retired_at=now, works_until=now + timedelta(days=days_of_grace)):
            route = Route(self.route)
            LoggingAddress.objects.create(account=self.account, route=route, local_part=secret_local_part(route))
        self.refresh_from_db()
        return LoggingAddress.objects.get(account=self.account_id, route=self.route, retired_at=None)

    def stop(self) -> bool:
        """Ends the grace of a replaced address now; False: it has ended already, or the address is a current one."""
        ended = LoggingAddress.objects.get_queryset().in_grace().filter(account=self.account_id, pk=self.pk)
        return bool(ended.update(works_until=timezone.now()))
