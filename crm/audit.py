"""The audit log: what people did that others may have to account for, each kind with its sentence."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.models import Account, AuditEntry, User

Words = Mapping[str, str | Promise]
Sentence = str | Promise | Callable[[int], str]  # what is called with `count` knows one from many
NAME = '<bdi class="fw-medium">{}</bdi>'
# By code; each app adds its own when it is loaded. A sentence may name %(user)s, %(about)s and what `data` holds.
SENTENCES: dict[str, Sentence] = {
    "users.invited": gettext_lazy("%(user)s invited %(about)s."),
    "users.invited_again": gettext_lazy("%(user)s renewed the invitation of %(about)s."),
    "users.withdrawn": gettext_lazy("%(user)s withdrew the invitation of %(about)s."),
    "users.accepted": gettext_lazy("%(user)s took up an invitation."),
    "users.made_admin": gettext_lazy("%(user)s made %(about)s an administrator."),
    "users.made_member": gettext_lazy("%(user)s made %(about)s a member."),
    "users.may_log": gettext_lazy("%(user)s let %(about)s log mail."),
    "users.may_not_log": gettext_lazy("%(user)s no longer lets %(about)s log mail."),
    "users.activated": gettext_lazy("%(user)s activated %(about)s."),
    "users.deactivated": gettext_lazy("%(user)s deactivated %(about)s."),
    "teams.made": gettext_lazy("%(user)s made the team %(about)s."),
    "teams.changed": gettext_lazy("%(user)s changed the team %(about)s."),
    "teams.deleted": gettext_lazy("%(user)s deleted the team %(about)s."),
    "tokens.made": gettext_lazy("%(user)s made the API token %(about)s."),
    "tokens.revoked": gettext_lazy("%(user)s revoked the API token %(about)s."),
    "tokens.revoked_of_other": gettext_lazy("%(user)s revoked the API token %(about)s of %(owner)s."),
    "account.name": gettext_lazy("%(user)s renamed the account from %(old)s to %(new)s."),
    "account.currency": gettext_lazy("%(user)s changed the currency of new deals from %(old)s to %(new)s."),
}
# By what stands before the dot of a code: what the page can be narrowed to.
GROUPS: dict[str, str | Promise] = {
    "users": gettext_lazy("Users"),
    "teams": gettext_lazy("Teams"),
    "tokens": gettext_lazy("API tokens"),
    "account": gettext_lazy("Account"),
}


def add_kinds(sentences: Mapping[str, Sentence], groups: Words | None = None) -> None:
    """Called once by each app that records; a code that is taken is a mistake."""
    if taken := SENTENCES.keys() & sentences.keys():
        raise ValueError(f"These actions exist already: {', '.join(sorted(taken))}.")
    SENTENCES.update(sentences)
    GROUPS.update(groups or {})


def record(account: Account, user: User | None, action: str, about: str = "", **data: object) -> None:
    """Notes one action; to be called in the transaction that does it."""
    record_each(account, user, action, [(about, data)])


def record_all(account: Account, user: User | None, action: str, abouts: Iterable[str], **data: object) -> None:
    """The same done to many, in one statement."""
    record_each(account, user, action, [(about, data) for about in abouts])


def record_each(
    account: Account, user: User | None, action: str, each: Iterable[tuple[str, Mapping[str, object]]]
) -> None:
    """The same done to many, with words of its own for each, in one statement."""
    if action not in SENTENCES:
        raise ValueError(f"Nobody has added a sentence for {action}.")
    name = str(user) if user else ""
    AuditEntry.objects.bulk_create(
        AuditEntry(account=account, user=user, user_name=name, action=action, about=about[:255], data=dict(data))
        for about, data in each
    )


def sentence(entry: AuditEntry) -> SafeString:
    """What happened, in the reader's language; names are told apart from the words around them."""
    written = SENTENCES.get(entry.action)
    who, about = entry.user_name or _("Somebody"), entry.about
    if written is None:  # of a version that is not installed any more
        return format_html("<bdi>{}</bdi>: {} <bdi>{}</bdi>", who, entry.action, about)
    about = _("Private mail") if entry.data.get("private") else about or _("(no name)")
    unit = str(entry.data.get("unit", ""))
    words = {key: worded(value, unit) for key, value in entry.data.items()} | {"user": who, "about": about}
    # An entry of an earlier version may lack a word that the sentence has now.
    marked = defaultdict(lambda: "…", {key: format_html(NAME, word) for key, word in words.items()})
    text = written(int(entry.data.get("count") or 0)) if callable(written) else str(written)
    return mark_safe(escape(text) % marked)  # noqa: S308 (the sentence is ours, every word of it escaped)


def worded(value: object, unit: str = "") -> str:
    """A value as it was before or after a change, as people read it."""
    match value:
        case None:
            return _("all")
        case bool():
            return _("yes") if value else _("no")
        case int():
            return filesizeformat(value) if unit == "bytes" else str(intcomma(value))
        case list():
            return ", ".join(map(str, value)) or _("none")
    return str(value) or _("none")
