"""`/contacts`."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router

from contacts.addresses import normalised
from contacts.api.bodies import ContactIn
from contacts.api.creating import created
from contacts.api.listing import Listing, WindowQuery, listing
from contacts.api.timeline import timeline_of
from contacts.api.values import ContactOut, TimelineItem
from contacts.forms import ContactForm
from contacts.models import Contact, ContactEmail, Origin
from crm.middleware import AccountRequest

router = Router(tags=["contacts"])


@router.get("/contacts", response=Listing[ContactOut])
def list_contacts(request: AccountRequest, window: WindowQuery, email: str | None = None) -> dict[str, Any]:
    """Newest first; with `email` whoever has it among their addresses, in any spelling."""
    contacts = Contact.objects.of(request.account)
    if email is not None:
        found = ContactEmail.objects.filter(account=request.account, address=normalised(email))
        contacts = contacts.filter(pk__in=found.values("contact"))
    return listing(request, contacts, window)


@router.post("/contacts", response={201: ContactOut})
def create_contact(request: AccountRequest, contact: ContactIn) -> Contact:
    made = Contact(origin=Origin.API, origin_user=request.user)
    fields = contact.model_dump(exclude={"emails"}) | {"addresses": "\n".join(contact.emails)}
    return get_contact(request, created(ContactForm(request.account, fields, instance=made), addresses="emails").pk)


@router.get("/contacts/{contact_id}", response=ContactOut)
def get_contact(request: AccountRequest, contact_id: int) -> Contact:
    """One that was merged into another is a 404; any of its addresses finds the other (`?email=`)."""
    return get_object_or_404(Contact.objects.of(request.account), pk=contact_id)


@router.get("/contacts/{contact_id}/timeline", response=Listing[TimelineItem])
def list_contact_timeline(request: AccountRequest, contact_id: int, window: WindowQuery) -> dict[str, Any]:
    return timeline_of(request, get_contact(request, contact_id), window)
