from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.functional import cached_property


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of that name, None when this machine knows none such: browsers may know newer ones."""
    try:
        return ZoneInfo(name) if name else None
    except (LookupError, ValueError, OSError):  # unknown, no name at all, the name of a folder
        return None


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401
        """A user who can sign in; with no password only after resetting it."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a login; what they may do in an account says their membership.

    `is_staff` marks who runs the installation: they also see mail that reached no account.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100, blank=True)
    time_zone = models.CharField(max_length=50, blank=True)
    language = models.CharField(max_length=10, blank=True)  # of LANGUAGES; empty: as the browser says
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    @cached_property
    def team_ids(self) -> list[int]:
        """The teams of this person in all accounts; asked once, since most of what a page shows depends on them."""
        places = self.team_memberships.filter(team__account=models.F("account"))
        return list(places.values_list("team", flat=True))

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] or self.email
