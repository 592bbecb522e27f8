import secrets
from datetime import timedelta
from enum import Enum
from typing import ClassVar, Self

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from crm.models import Account, Team, User

CODE_VALID = timedelta(minutes=30)
WRONG_CODES = 5


class Answer(Enum):
    """What a code did that somebody entered."""

    VERIFIED = "verified"
    WRONG = "wrong"
    EXPIRED = "expired"
    WORN_OUT = "worn out"  # too many wrong ones were tried


class RegisteredAddressQuerySet(models.QuerySet["RegisteredAddress"]):
    def waiting(self) -> Self:
        return self.filter(verified_at=None)

    def answerable(self) -> Self:
        """Those whose code is still good for a try."""
        return self.waiting().filter(code_sent_at__gt=timezone.now() - CODE_VALID, tries__lt=WRONG_CODES)


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

    objects = RegisteredAddressQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "address"], name="registered_by_address")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "user", "address"], name="one_registration_a_user"),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def can_answer(self) -> bool:
        """Whether a code is on its way that may still be entered."""
        is_fresh = self.code_sent_at is not None and self.code_sent_at > timezone.now() - CODE_VALID
        return is_fresh and self.tries < WRONG_CODES

    def new_code(self) -> str:
        """Six digits to be mailed to the address, of which only a digest is kept; earlier ones are void."""
        code = f"{secrets.randbelow(10**6):06}"
        self.code_digest, self.code_sent_at, self.tries = self.digest_of(code), timezone.now(), 0
        self.save(update_fields=["code_digest", "code_sent_at", "tries"])
        return code

    def forget_code(self) -> None:
        self.code_digest, self.code_sent_at = "", None
        self.save(update_fields=["code_digest", "code_sent_at"])

    def answer(self, code: str) -> Answer:
        """Takes a code that was entered; a try is counted before it is looked at, so that many at once are many."""
        mine = RegisteredAddress.objects.filter(pk=self.pk, account=self.account_id)
        counted = mine.answerable().update(tries=F("tries") + 1)
        self.refresh_from_db()
        if not counted:
            return Answer.WORN_OUT if self.tries >= WRONG_CODES else Answer.EXPIRED
        if not constant_time_compare(self.code_digest, self.digest_of(code)):
            return Answer.WRONG if self.tries < WRONG_CODES else Answer.WORN_OUT
        self.verified_at = timezone.now()
        mine.update(verified_at=self.verified_at, code_digest="")
        return Answer.VERIFIED

    def digest_of(self, code: str) -> str:
        """Keyed with the installation's secret: a million codes are quickly tried against a bare digest."""
        return salted_hmac("emaillog.registered", f"{self.pk}:{self.address}:{code}", algorithm="sha256").hexdigest()
