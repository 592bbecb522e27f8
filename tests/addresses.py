"""Every address below `/a/<account>/`, and an account that has a row of everything that one can name.

A new address with an id in it must be added to `OF`, with the model whose rows the id names.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db.models import Model
from django.urls import URLPattern, get_resolver, reverse

from contacts import courses, notes, tasks
from contacts.importing import jobs
from contacts.models import (
    BulkAction,
    Company,
    Contact,
    Deal,
    Import,
    Pipeline,
    PipelineStage,
    SavedView,
    Task,
    TimelineEntry,
)
from crm.models import Account, ApiToken, Invitation, Membership, Team
from emaillog.exporting import accounts
from emaillog.models import (
    AccountExport,
    Attachment,
    BlockedSender,
    InboundMessage,
    LoggedEmail,
    LoggingAddress,
    LoggingRules,
    NeverLog,
    RegisteredAddress,
    Rehearsal,
    Trial,
    TrustedImageSender,
)
from tests import factories

OF: dict[str, type[Model]] = {
    **dict.fromkeys(("contact", "contact_edit", "contact_delete", "attach_earlier_mails"), Contact),
    **dict.fromkeys(("company", "company_edit", "company_delete"), Company),
    **dict.fromkeys(("deal", "deal_edit", "deal_delete", "deal_stage"), Deal),
    **{
        f"{kind}_{rest}": model
        for kind, model in (("contact", Contact), ("company", Company), ("deal", Deal))
        for rest in ("notes", "calls", "meetings", "tasks", "newer", "field")
    },
    **dict.fromkeys(("entry", "entry_edit", "entry_delete", "entry_pin"), TimelineEntry),
    **dict.fromkeys(("task_edit", "task_done"), Task),
    **dict.fromkeys(("contact_merge", "contact_tell_apart"), Contact),
    **dict.fromkeys(("company_merge", "company_tell_apart"), Company),
    "deal_move": Deal,
    "view_change": SavedView,
    **dict.fromkeys(("bulk_progress", "bulk_undo", "entry_restore"), BulkAction),
    "pipeline_change": Pipeline,
    **dict.fromkeys(("stage_change", "stage_end"), PipelineStage),
    "user": Membership,
    "api_token_end": ApiToken,
    **dict.fromkeys(("team", "team_end"), Team),
    **dict.fromkeys(("invitation_renew", "invitation_withdraw"), Invitation),
    **dict.fromkeys(
        ("email", "email_images", "email_why", "email_associations", "email_visibility", "email_removal", "add_people"),
        LoggedEmail,
    ),
    **dict.fromkeys(
        ("delivery", "delivery_message", "process_again", "delivery_log", "delivery_reject", "delivery_block"),
        InboundMessage,
    ),
    "unblock": BlockedSender,
    **dict.fromkeys(("attachment", "file", "file_picture"), Attachment),
    **dict.fromkeys(("contact_files", "contact_archive"), Contact),
    **dict.fromkeys(("company_files", "company_archive"), Company),
    **dict.fromkeys(("deal_files", "deal_archive"), Deal),
    **dict.fromkeys(("email_archive", "email_headers", "email_message"), LoggedEmail),
    "never_log_removal": NeverLog,
    **dict.fromkeys(("address_code", "address_verify", "address_remove"), RegisteredAddress),
    **dict.fromkeys(("rotate_address", "stop_address", "begin_address_test"), LoggingAddress),
    "address_test": Rehearsal,
    "mail_tried": Trial,
    **{f"import{rest}": Import for rest in ("", "_check", "_headings", "_go", "_drop", "_result")},
    "account_export": AccountExport,
    "distrust_images": TrustedImageSender,
}


def patterns(resolver: Any, inside: bool = False) -> Iterator[URLPattern]:
    """Those below an account; in each only what stands behind its prefix is left to fill in."""
    for each in resolver.url_patterns:
        is_inside = inside or str(each.pattern).startswith("a/<slug:account>/")
        if isinstance(each, URLPattern):
            if is_inside:
                yield each
        else:
            yield from patterns(each, is_inside)


EVERY = {str(each.name): each for each in patterns(get_resolver())}
WITH_ID = sorted(name for name, each in EVERY.items() if "pk" in each.pattern.converters)


@pytest.fixture
def acme(account, alice, bob, deliver, bcc_address) -> Account:
    """An account that has at least one row of everything that an address can name."""
    LoggingRules.objects.create(account=account, attachment_limit=1024)
    maya = factories.contact(account, "maya@customer.test", first_name="Maya", last_name="Chen")
    factories.company(account, "Lumen"), factories.deal(account, "Rollout", (maya,))
    notes.write(account, maya, "A secret", alice)
    courses.begin(account)
    SavedView.objects.create(account=account, user=alice, page="contacts", name="Ours", query="owner=me")
    BulkAction.objects.create(
        account=account, user=alice, kind="contact", action="owner", before={"to": None, "had": {}}
    )
    tasks.write(account, alice, tasks.Wanted("Call her", alice), [maya])
    factories.team(account, "Sales", bob)
    for user, name in ((alice, "Website form"), (bob, "Report")):
        ApiToken.objects.issue(user.memberships.get(), name)
    Invitation.objects.create(account=account, email="new@acme.test", digest="d", invited_by=alice)
    factories.registered(account, bob, "bob@home.test")
    deliver(factories.mail(attachments=(("small.txt", b"small"), ("big.bin", b"x" * 2048))), bcc_address)
    BlockedSender.objects.create(account=account, address="spam@elsewhere.test")
    NeverLog.objects.create(account=account, pattern="private.test")
    address = LoggingAddress.objects.filter(account=account).first()
    Rehearsal.objects.create(account=account, user=bob, address=address, code="bcdfgh")
    Trial.objects.create(account=account, user=bob, address=address, blob="raw/x", size=1)
    written = BytesIO(b"email\nnew@customer.test\n")
    jobs.start(account, alice, "contact", "people.csv", written)
    accounts.write(accounts.ask(account, alice).pk)
    TrustedImageSender.objects.create(account=account, user=bob, address="maya@customer.test")
    return account


def address(name: str, slug: str, acme: Account) -> str:
    if name not in WITH_ID:
        return reverse(name, args=[slug])
    more = [1 for converter in EVERY[name].pattern.converters if converter not in {"account", "pk"}]
    account = "membership__account" if OF[name] is ApiToken else "account"
    return reverse(name, args=[slug, OF[name].objects.filter(**{account: acme}).order_by("pk")[0].pk, *more])
