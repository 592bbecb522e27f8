"""Puts what came in during the load back to when it would have come, so that a year of mail looks like one."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from contacts.models import Contact, TimelineLink
from crm.models import Account
from emaillog.models import BouncedAttachment, InboundMessage

ON_ITS_WAY = timedelta(seconds=41)
AT_ONCE = 500


@transaction.atomic
def age(account: Account, dates: Mapping[str, datetime]) -> None:
    """`dates` are those of the mails, by their envelope senders. How long mail is kept counts from the load still."""
    rows = InboundMessage.objects.filter(account=account, received_at__gt=account.created_at)
    rows = rows.filter(settled_at__isnull=False).only("received_at", "envelope_sender")
    late = {row.pk: row for row in rows if row.envelope_sender in dates}
    for row in late.values():
        row.received_at = dates[row.envelope_sender] + ON_ITS_WAY
    InboundMessage.objects.bulk_update(late.values(), ["received_at"], batch_size=AT_ONCE)
    files = list(BouncedAttachment.objects.filter(account=account, inbound__in=late).only("created_at", "inbound"))
    for file in files:
        file.created_at = late[file.inbound_id or 0].received_at
    BouncedAttachment.objects.bulk_update(files, ["created_at"])


@transaction.atomic
def age_newcomers(account: Account) -> None:
    """Who became a contact by a mail is as old as their first."""
    new = Contact.objects.filter(account=account, created_at__gt=account.created_at)
    links = TimelineLink.objects.filter(account=account, contact__in=new).order_by()
    for pk, first in links.values_list("contact").annotate(Min("occurred_at")):
        new.filter(pk=pk, created_at__gt=first).update(created_at=first)
