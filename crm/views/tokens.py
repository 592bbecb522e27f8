"""Settings > API tokens: everybody's own; administrators see those of others too, and can revoke them."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from crm import audit
from crm.forms import TokenForm
from crm.middleware import AccountRequest
from crm.models import ApiToken
from crm.paging import Page, page_or_first


@never_cache  # the answer may hold a token
@require_http_methods(["GET", "HEAD", "POST"])
def api_tokens(request: AccountRequest) -> HttpResponse:
    if request.method != "POST":
        return tokens_page(request, TokenForm(request.membership))
    with transaction.atomic():
        # Locked, so that a double click does not make two of one name.
        place = request.account.memberships.select_for_update().get(pk=request.membership.pk)
        form = TokenForm(place, request.POST)
        if not form.is_valid():
            return tokens_page(request, form)
        name: str = form.cleaned_data["name"]
        token = ApiToken.objects.issue(place, name)
        audit.record(request.account, request.user, "tokens.made", name)
    return render(request, "crm/token_made.html", {"name": name, "token": token, "first_request": first_request(token)})


def tokens_page(request: AccountRequest, form: TokenForm) -> HttpResponse:
    """The lists and the form to make one; with the form's errors where it was sent."""
    others = others_tokens(request)
    context = {
        "form": form,
        "mine": request.membership.api_tokens.order_by("-created_at", "-pk"),
        "others": others.items,
        "more": f"?cursor={others.next}" if others.next else "",
    }
    return render(request, "crm/tokens.html", context)


def others_tokens(request: AccountRequest) -> Page[ApiToken]:
    """One page of them, the newest first; none for members."""
    if not request.membership.is_admin:
        return Page([], None)
    rows = revocable(request).exclude(membership=request.membership).select_related("membership__user")
    return page_or_first(rows, order=("-id",), cursor=request.GET.get("cursor"))


def first_request(token: str) -> str:
    """A line for a terminal that shows the token at work."""
    return f"curl -H 'Authorization: Bearer {token}' '{settings.BASE_URL}{reverse('api:api-root')}contacts?limit=3'"


@require_POST
@transaction.atomic
def revoke(request: AccountRequest, pk: int) -> HttpResponse:
    """Whoever uses it is refused from the next request on."""
    token = get_object_or_404(revocable(request).select_related("membership__user"), pk=pk)
    token.delete()
    if token.membership_id == request.membership.pk:
        audit.record(request.account, request.user, "tokens.revoked", token.name)
    else:
        owner = str(token.membership.user)
        audit.record(request.account, request.user, "tokens.revoked_of_other", token.name, owner=owner)
    messages.success(request, _("The token %(name)s is revoked: it opens nothing any more.") % {"name": token.name})
    return redirect("api_tokens", request.account.slug)


def revocable(request: AccountRequest) -> QuerySet[ApiToken]:
    tokens = ApiToken.objects.of(request.account)
    return tokens if request.membership.is_admin else tokens.filter(membership=request.membership)
