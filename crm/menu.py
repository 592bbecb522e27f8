"""The menu of the settings, in order: one line an entry, so that a new page of settings adds its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """`page` is the name of its URL; pages below that address count as the same entry."""

    label: str | Promise
    icon: str
    page: str
    admins_only: bool = False
    of_account: bool = True  # its address begins with the account's
    count: str = ""  # the template part that shows a number beside it


@dataclass(frozen=True)
class Group:
    label: str | Promise
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Link:
    """An entry as one page shows it."""

    entry: Entry
    url: str
    is_current: bool


GROUPS = (
    Group(
        _("You"),
        (
            Entry(_("Profile"), "user-circle", "profile"),
            Entry(_("My mail addresses"), "mail-check", "mail_addresses"),
            Entry(_("Password"), "key", "account_change_password", of_account=False),
            Entry(_("Two-factor"), "shield-lock", "mfa_index", of_account=False),
        ),
    ),
    Group(
        _("Integrations"),
        (
            Entry(_("Email integrations"), "at", "email_integrations"),
            Entry(_("API tokens"), "code", "api_tokens"),
        ),
    ),
    Group(
        _("Mail"),
        (
            Entry(
                _("Bounced attachments"),
                "paperclip",
                "bounced_attachments",
                admins_only=True,
                count="emaillog/bounced/_count.html",
            ),
            Entry(_("Blocked senders"), "ban", "blocked_senders", admins_only=True),
        ),
    ),
    Group(
        _("Account"),
        (
            Entry(_("Account"), "building-skyscraper", "account_settings", admins_only=True),
            Entry(_("Never log"), "mail-off", "never_log"),
            Entry(_("Rules"), "adjustments-horizontal", "rules"),
            Entry(_("Pipelines"), "layout-kanban", "pipelines", admins_only=True),
            Entry(_("Import and export"), "file-spreadsheet", "import_export"),
            Entry(_("Users"), "users", "users", admins_only=True),
            Entry(_("Teams"), "users-group", "teams", admins_only=True),
            Entry(_("Audit log"), "history", "audit_log", admins_only=True),
        ),
    ),
)


def settings_menu(slug: str, path: str, *, is_admin: bool) -> Iterator[tuple[Group, list[Link]]]:
    """What this reader may open: without an account (`slug` is "") their own pages, a member those for everybody."""
    for group in GROUPS:
        links = [
            link_to(entry, slug, path)
            for entry in group.entries
            if (slug or not entry.of_account) and (is_admin or not entry.admins_only)
        ]
        if links:
            yield group, links


def link_to(entry: Entry, slug: str, path: str) -> Link:
    url = reverse(entry.page, args=[slug] if entry.of_account else [])
    return Link(entry, url, path.startswith(url))
