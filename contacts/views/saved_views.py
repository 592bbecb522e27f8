"""The tabs above a list: views that everybody has, and those that people save for themselves or for all."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contacts.forms.views import ViewForm
from contacts.models import SavedView
from contacts.sheets import SHEETS, Sheet
from crm.middleware import AccountRequest

MOST_KEPT = 1000  # characters of a name that is too long


@dataclass(frozen=True)
class Tab:
    label: str | Promise
    url: str
    is_current: bool
    view: SavedView | None = None


class Tabs:
    """Those of one list; the address names the saved view it began from, and may have moved away from it."""

    def __init__(self, request: AccountRequest, sheet: Sheet, query: str) -> None:
        self.request, self.sheet, self.query = request, sheet, query

    @cached_property
    def saved(self) -> list[SavedView]:
        views = seen(self.request).filter(page=self.sheet.page).select_related("user")
        return sorted(views, key=lambda view: (view.user != self.request.user, view.name.casefold()))

    @cached_property
    def view(self) -> SavedView | None:
        asked = self.request.GET.get("view", "")
        return next((view for view in self.saved if str(view.pk) == asked), None)

    @property
    def parameter(self) -> str:
        return f"view={self.view.pk}" if self.view else ""

    @property
    def is_own(self) -> bool:
        return self.view is not None and self.view.user_id == self.request.user.pk

    @cached_property
    def own(self) -> ViewForm | None:
        """To rename or share the view that the list began from."""
        return form_of(self.request, self.view) if self.view and self.is_own else None

    @cached_property
    def new(self) -> ViewForm:
        """To save the list as it stands under a name of its own."""
        view = SavedView(account=self.request.account, user=self.request.user, page=self.sheet.page)
        return form_of(self.request, view)

    @property
    def is_wrong(self) -> bool:
        return bool(self.new.errors or (self.own and self.own.errors))

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save: the list is not as its view is, or as no view is."""
        if self.view:
            return self.view.query != self.query
        return all(query != self.query for _name, query in self.sheet.views)

    @property
    def all(self) -> list[Tab]:
        path = self.request.path
        common = [
            Tab(name, f"{path}?{query}" if query else path, self.view is None and query == self.query)
            for name, query in self.sheet.views
        ]
        return common + [Tab(view.name, f"{path}?{joined(view)}", self.view == view, view) for view in self.saved]


def form_of(request: AccountRequest, view: SavedView) -> ViewForm:
    """As the person sent it a moment ago, if it was wrong."""
    sent = request.session.get(wrong_key(request))
    if not sent or (sent["page"], sent["view"]) != (view.page, view.pk or 0):
        return ViewForm(view)
    if not request.htmx:
        del request.session[wrong_key(request)]
    form = ViewForm(view, sent)
    form.fields["name"].widget.attrs["autofocus"] = True
    return form


def wrong_key(request: AccountRequest) -> str:
    return f"view_{request.account.pk}"


def joined(view: SavedView) -> str:
    return "&".join(part for part in (view.query, f"view={view.pk}") if part)


def seen(request: AccountRequest) -> QuerySet[SavedView]:
    """The reader's own views, and those shared with everybody."""
    return SavedView.objects.filter(Q(is_shared=True) | Q(user=request.user), account=request.account)


@require_POST
def save_view(request: AccountRequest) -> HttpResponse:
    """A new view of the list as it stands."""
    page = request.POST.get("page", "")
    if page not in SHEETS:
        raise Http404
    view = SavedView(account=request.account, user=request.user, page=page, query=_query(request))
    return _saved(request, view)


@require_POST
def change_view(request: AccountRequest, pk: int) -> HttpResponse:
    """Renames, shares, deletes or points an own view to the list as it stands."""
    view = get_object_or_404(SavedView, account=request.account, user=request.user, pk=pk)
    match request.POST.get("do"):
        case "delete":
            view.delete()
            messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view})
            return redirect(view.page, request.account.slug)
        case "update":
            view.query = _query(request)
            view.save(update_fields=["query"])
            return redirect(f"{_list_of(request, view)}?{joined(view)}")
    return _saved(request, view)


def _saved(request: AccountRequest, view: SavedView) -> HttpResponse:
    """With the name of the form; what is wrong with that is said at it, on the list as it stands."""
    form, back = ViewForm(view, request.POST), _list_of(request, view)
    if not form.is_valid() or not _is_written(form):
        typed = {"name": request.POST.get("name", "")[:MOST_KEPT], "is_shared": request.POST.get("is_shared", "")}
        request.session[wrong_key(request)] = typed | {"view": view.pk or 0, "page": view.page}
        return redirect(f"{back}?{joined(view) if view.pk else view.query}")
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view})
    return redirect(f"{back}?{joined(view)}")


def _is_written(form: ViewForm) -> bool:
    """False when another request took the name at the same moment."""
    view = form.view
    view.name, view.is_shared = form.cleaned_data["name"], form.cleaned_data["is_shared"]
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        return False
    return True


def _query(request: AccountRequest) -> str:
    """No text column of PostgreSQL can hold NUL."""
    return request.POST.get("query", "").replace("\0", "")[:2000]


def _list_of(request: AccountRequest, view: SavedView) -> str:
    return reverse(view.page, args=[request.account.slug])
