"""What the frame around every page shows: the account, the others one could enter, the section one is in."""

from functools import cached_property

from django.http import HttpRequest

from crm.menu import Group, Link, settings_menu
from crm.models import Account, Membership, User


class Frame:
    """Asked by the templates only for what they show, so that a page without the frame costs no query."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def memberships(self) -> list[Membership]:
        """Where the person may go, by the account's name; empty for anonymous people."""
        known: list[Membership] | None = getattr(self.request, "memberships", None)
        if known is not None:
            return known
        user = getattr(self.request, "user", None)
        return list(Membership.open_to(user)) if isinstance(user, User) and user.is_authenticated else []

    @cached_property
    def membership(self) -> Membership | None:
        """The one of this page; on pages of no account, such as a password change, the one entered last."""
        here: Membership | None = getattr(self.request, "membership", None)
        if here is not None or not self.memberships:
            return here
        last = self.request.session.get("account", "")
        return next((one for one in self.memberships if one.account.slug == last), self.memberships[0])

    @cached_property
    def account(self) -> Account | None:
        return self.membership.account if self.membership else None

    @property
    def is_admin(self) -> bool:
        return self.membership is not None and self.membership.is_admin

    @property
    def section(self) -> str:
        """The first word behind `/a/<account>/`: contacts, companies, deals, mail or settings (sign-in pages too)."""
        words = self.request.path.split("/")
        if words[1] == "accounts":
            return "settings"
        return words[3] if len(words) > 3 and words[1] == "a" else ""

    @property
    def settings_menu(self) -> list[tuple[Group, list[Link]]]:
        slug = self.account.slug if self.account else ""
        return list(settings_menu(slug, self.request.path, is_admin=self.is_admin))


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The context processor."""
    return {"frame": Frame(request)}
