"""Settings > My mail addresses: from where a user logs mail, proven by a code mailed there (R18 to R21)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from crm.middleware import AccountRequest
from emaillog import codes, registering
from emaillog.codes import Sent
from emaillog.forms.addresses import AddressForm, MarkForm
from emaillog.models import RegisteredAddress
from emaillog.models.registered import WRONG_CODES, Answer, RegisteredAddressQuerySet
from emaillog.ownership import Addresses
from emaillog.staff import Staff


@require_http_methods(["GET", "HEAD", "POST"])
def mail_addresses(request: AccountRequest) -> HttpResponse:
    wanted = {"address": request.GET.get("address", "")[:320]}
    form = AddressForm(request.membership, Staff.of(request.account), request.POST or None, initial=wanted)
    if request.method == "POST" and form.is_valid() and not form.warns:
        registered, _made = RegisteredAddress.objects.get_or_create(
            account=request.account, user=request.user, address=form.wanted
        )
        return _code_sent(request, registered)
    return addresses_page(request, form)


def addresses_page(
    request: AccountRequest, form: AddressForm | None = None, sent: MarkForm | None = None
) -> HttpResponse:
    """With a form that was sent and is wrong, in its place."""
    people = form.people if form else Staff.of(request.account)
    page = Addresses(request.membership, people)
    context = {"form": form or AddressForm(request.membership, people), "page": page, "sent": sent}
    return render(request, "emaillog/addresses.html", context)


@require_POST
def address_code(request: AccountRequest, pk: int) -> HttpResponse:
    """A new code for an address that still waits for one."""
    return _code_sent(request, get_object_or_404(_mine(request).waiting(), pk=pk))


@require_POST
def address_verify(request: AccountRequest, pk: int) -> HttpResponse:
    registered = get_object_or_404(_mine(request).waiting(), pk=pk)
    code = "".join(filter(str.isalnum, request.POST.get("code", "")[:20]))
    answer = registered.answer(code)
    if answer is Answer.VERIFIED:
        _welcome(request, registered)
    elif answer is Answer.WRONG:
        left = WRONG_CODES - registered.tries
        wrong = ngettext(
            "This is not the code that was mailed to %(address)s last. One try is left.",
            "This is not the code that was mailed to %(address)s last. %(left)d tries are left.",
            left,
        )
        messages.error(request, wrong % {"address": registered, "left": left})
    elif answer is Answer.WORN_OUT:
        messages.error(request, _("Too many wrong codes were tried: have a new one sent."))
    else:
        messages.error(request, _("This code has expired: have a new one sent."))
    return redirect("mail_addresses", request.account.slug)


@require_POST
def address_remove(request: AccountRequest, pk: int) -> HttpResponse:
    registered = get_object_or_404(_mine(request), pk=pk)
    registered.delete()
    messages.success(request, _("%(address)s is removed from your addresses.") % {"address": registered})
    return redirect("mail_addresses", request.account.slug)


def _mine(request: AccountRequest) -> RegisteredAddressQuerySet:
    return RegisteredAddress.objects.filter(account=request.account, user=request.user)


def _code_sent(request: AccountRequest, registered: RegisteredAddress) -> HttpResponse:
    sent = codes.send(registered, request.membership)
    sentences = {
        Sent.SENT: _("A code is on its way to %(address)s. It is valid for 30 minutes."),
        Sent.TOO_SOON: _("A code was sent to %(address)s less than a minute ago: wait a little for a new one."),
        Sent.TOO_MANY: _("That were ten codes in a day. Have the next one sent to %(address)s tomorrow."),
        Sent.FAILED: _("The code could not be mailed to %(address)s. Nothing is lost: try again in a moment."),
    }
    tell = messages.success if sent is Sent.SENT else messages.error
    tell(request, sentences[sent] % {"address": registered})
    return redirect("mail_addresses", request.account.slug)


def _welcome(request: AccountRequest, registered: RegisteredAddress) -> None:
    """Says what follows from an address being verified: who shares it (R19), and what waited for it."""
    people = Staff.of(request.account)
    again = registering.take_over(registered, people)
    sentence = _("%(address)s is verified: mail that you send from it is logged as yours.")
    if registering.team_of(people, registered.address):
        sentence = _("%(address)s is verified. It is a team address: mail from it is logged for the team.")
    messages.success(request, sentence % {"address": registered})
    if again:
        waited = ngettext(
            "%(number)d mail that waited for this is being processed again.",
            "%(number)d mails that waited for this are being processed again.",
            again,
        )
        messages.info(request, waited % {"number": again})
