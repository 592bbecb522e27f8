"""People whom a mail names and who had no contact: added from the mail, or found by a contact that came later."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from contacts.models import Contact
from crm.middleware import AccountRequest
from emaillog import latecomers
from emaillog.models import LoggingRules
from emaillog.views.email import find


@require_POST
def add_people(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Makes contacts of those whom the limits left out of this mail."""
    email = find(request, pk)
    count = latecomers.add_surplus(email, LoggingRules.of(request.account), request.user)
    sentence = ngettext("%(number)d person is added.", "%(number)d people are added.", count)
    messages.success(request, sentence % {"number": count})
    return redirect("email", request.account.slug, email.pk)


@require_POST
def attach_earlier_mails(request: AccountRequest, pk: int) -> HttpResponse:
    """Puts the mails that named a contact before it was one on its timeline."""
    contact = get_object_or_404(Contact, account=request.account, pk=pk)
    count = latecomers.attach_earlier_mails(contact, LoggingRules.of(request.account), request.user)
    sentence = ngettext("%(number)d mail is attached.", "%(number)d mails are attached.", count)
    messages.success(request, sentence % {"number": count})
    return redirect("contact", request.account.slug, contact.pk)
