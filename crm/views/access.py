"""Who may see a page of an account."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _

from crm.middleware import AccountRequest

P = ParamSpec("P")
View = Callable[Concatenate[AccountRequest, P], HttpResponseBase]


def administrators(view: View[P]) -> View[P]:
    """Only for administrators of the account; a member gets 403 and reads why."""

    @wraps(view)
    def guarded(request: AccountRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.membership.is_admin:
            raise PermissionDenied(_("Only administrators of this account may see this page."))
        return view(request, *args, **kwargs)

    return guarded


def hidden_from_members(view: View[P]) -> View[P]:
    """Only for administrators of the account; for a member there is no such page."""

    @wraps(view)
    def guarded(request: AccountRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.membership.is_admin:
            raise Http404("Only administrators of this account have this page.")
        return view(request, *args, **kwargs)

    return guarded
