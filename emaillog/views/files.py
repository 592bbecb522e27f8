"""All files of a contact, a company or a deal, and several files as one archive."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from contacts.models import Company, Contact, Deal
from contacts.timeline import Name, Record
from contacts.views import record as record_page
from crm.middleware import AccountRequest
from emaillog import archives, kinds
from emaillog.gathered import Wish
from emaillog.models import Attachment
from emaillog.views.email import find

ROWS = "rows"  # the id of the list that htmx swaps


@require_safe
def files(request: AccountRequest, pk: int, kind: Name) -> HttpResponse:
    wish = wished(request, record_of(request, pk, kind))
    page = wish.page()
    context = {
        "record": wish.record,
        "kind": kind,
        "kinds": [*kinds.KINDS, kinds.OTHER],
        "wish": wish,
        "page": page,
        "bundles": wish.bundles(page),
        "is_first": not wish.cursor,
        "archive_url": reverse(f"{kind}_archive", args=[request.account.slug, pk]),
    }
    part = "_rows" if request.htmx.target == ROWS else "files"
    return render(request, f"emaillog/files/{part}.html", context)


@require_safe
def files_archive(request: AccountRequest, pk: int, kind: Name) -> HttpResponseBase:
    """All of them as they are filtered, not only those of a page."""
    wish = wished(request, record_of(request, pk, kind))
    found = ((file, bundle.email.occurred_at) for bundle in wish.everything() for file in bundle.files)
    return archives.download(found, str(wish.record))


@require_safe
def email_archive(request: AccountRequest, pk: UUID) -> HttpResponseBase:
    email = find(request, pk)

    def found() -> Iterator[tuple[Attachment, datetime]]:
        rows = Attachment.objects.filter(account=request.account, email=email).beside_the_text()
        yield from ((file, email.occurred_at) for file in rows)

    return archives.download(found(), str(email))


def record_of(request: AccountRequest, pk: int, kind: Name) -> Record:
    match kind:
        case "contact":
            return record_page.find(request, Contact, pk)
        case "company":
            return record_page.find(request, Company, pk)
        case _:
            return record_page.find(request, Deal, pk)


def wished(request: AccountRequest, record: Record) -> Wish:
    words, kind, cursor = (request.GET.get(name, "").strip() for name in ("q", "type", "cursor"))
    known = kind if kind in {each.key for each in (*kinds.KINDS, kinds.OTHER)} else ""
    # No database compares with U+0000.
    return Wish(request.account, record, request.user, words.replace("\0", "")[:100], known, cursor)
