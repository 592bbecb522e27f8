"""What people do about mail, in the sentences of the audit log."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm import audit
from crm.models import Account, User
from emaillog.models import BouncedAttachment, InboundMessage, LoggedEmail, LoggingRules

SENTENCES: dict[str, str | Promise] = {
    "bounced.dismissed": _("%(user)s dismissed a bounced attachment: %(about)s."),
    "bounced.reopened": _("%(user)s opened a bounced attachment again: %(about)s."),
    "bounced.stored": _("%(user)s had a bounced attachment stored after all: %(about)s."),
    "bounced.notified": _("%(user)s had the notice about a bounced attachment sent again: %(about)s."),
    "exports.account": _("%(user)s asked for an export of the whole account."),
    "exports.downloaded": _("%(user)s downloaded an export of the whole account."),
    "mail.removed": _("%(user)s removed a mail from all timelines: %(about)s."),
    "mail.made_private": _("%(user)s made a mail private: %(about)s."),
    "mail.made_public": _("%(user)s let everybody see a mail: %(about)s."),
    "mail.logged": _("%(user)s had a mail logged by hand: %(about)s."),
    "mail.again": _("%(user)s had a mail processed again: %(about)s."),
    "mail.rejected": _("%(user)s rejected a mail: %(about)s."),
    "senders.blocked": _("%(user)s blocked the sender %(about)s."),
    "senders.unblocked": _("%(user)s unblocked the sender %(about)s."),
    "never_log.added": _("%(user)s put %(about)s on everybody’s never-log list."),
    "never_log.removed": _("%(user)s took %(about)s off everybody’s never-log list."),
    "addresses.rotated_bcc": _("%(user)s replaced the BCC address (days of grace: %(days)s)."),
    "addresses.rotated_forward": _("%(user)s replaced the forwarding address (days of grace: %(days)s)."),
    "addresses.stopped": _("%(user)s stopped an old logging address."),
    "rules.changed": _("%(user)s changed the rule %(about)s from %(old)s to %(new)s."),
    "rules.deals_to_link": _("%(user)s changed the number of deals that show a mail from %(old)s to %(new)s."),
    "rules.attachment_limit": _("%(user)s changed the largest attachment from %(old)s to %(new)s."),
    "rules.sender_policy": _("%(user)s changed the check of the sender from %(old)s to %(new)s."),
    "rules.internal_domains": _("%(user)s changed the internal domains from %(old)s to %(new)s."),
    "rules.creates_companies": _("%(user)s changed whether new contacts make companies from %(old)s to %(new)s."),
    "rules.no_company_domains": _("%(user)s changed the domains that make no company from %(old)s to %(new)s."),
    "rules.new_contacts_a_mail": _("%(user)s changed the new contacts per mail from %(old)s to %(new)s."),
    "rules.new_contacts_an_hour": _("%(user)s changed the new contacts per hour from %(old)s to %(new)s."),
    "rules.grace_days": _("%(user)s changed the days of grace of a replaced address from %(old)s to %(new)s."),
    "rules.days_kept_logged": _("%(user)s changed how many days logged mail is kept from %(old)s to %(new)s."),
    "rules.days_kept_others": _("%(user)s changed how many days other mail is kept from %(old)s to %(new)s."),
}
GROUPS: dict[str, str | Promise] = {
    "bounced": _("Bounced attachments"),
    "mail": _("Mail"),
    "senders": _("Blocked senders"),
    "never_log": _("Never log"),
    "addresses": _("Logging addresses"),
    "rules": _("Rules"),
}
PRIVATE = {"private": True}  # instead of every word of a mail that not all administrators may see
LONGEST = 120  # of a name or subject, so that both have room


def with_mail(user: User, action: str, email: LoggedEmail, *, is_private: bool) -> None:
    if is_private:
        audit.record(email.account, user, action, private=True)
    else:
        audit.record(email.account, user, action, str(email))


def with_received(user: User, action: str, inbound: InboundMessage) -> None:
    """About a mail that is on no timeline: one that was private when it was removed is private still."""
    if inbound.account is None:
        return
    if inbound.decision.get("was_private"):
        audit.record(inbound.account, user, action, private=True)
    else:
        audit.record(inbound.account, user, action, inbound.subject or inbound.sender)


def with_bounced(account: Account, user: User, action: str, files: Iterable[BouncedAttachment]) -> None:
    """One entry a file; they came with their attachments, mails and entries."""
    audit.record_each(account, user, action, [described(file) for file in files])


def described(file: BouncedAttachment) -> tuple[str, dict[str, object]]:
    if file.email.entry.is_private:
        return "", dict(PRIVATE)
    return f"{file.attachment.name[:LONGEST].strip()} ({str(file.email)[:LONGEST].strip()})", {}


def values(rules: LoggingRules) -> dict[str, Any]:
    """What can be told to have changed, by the names of the fields."""
    return {field.name: field.value_from_object(rules) for field in rules._meta.fields if not field.primary_key}  # noqa: SLF001 (Django's own)


def with_rules(user: User, rules: LoggingRules, before: dict[str, Any]) -> None:
    """One entry a rule that is not what it was `before`."""
    for name, new in values(rules).items():
        if new != before[name]:
            kind = f"rules.{name}" if f"rules.{name}" in SENTENCES else "rules.changed"
            unit = {"unit": "bytes"} if name == "attachment_limit" else {}
            audit.record(rules.account, user, kind, name, old=before[name], new=new, **unit)
