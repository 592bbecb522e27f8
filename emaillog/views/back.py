"""The way back to the page on which something was done, and the offer there to take it back."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

from contacts import places
from contacts.views.listing import undo_key
from crm.middleware import AccountRequest


def page_of(request: AccountRequest) -> str:
    """The path of the page that the reader looks at: htmx asks for its parts under other addresses."""
    page = request.htmx.current_url_abs_path if request.htmx else None
    return (page or request.path).partition("?")[0]


def named(request: AccountRequest) -> str:
    """The page that `next` names where it is one of this account's; else ""."""
    page = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if page.startswith(f"/a/{request.account.slug}/") and ours else ""


def to_list(request: AccountRequest, name: str) -> HttpResponse:
    """To the list of this name, narrowed and turned to the page as `back` says: the query of its address."""
    query = request.POST.get("back", "")
    listed = redirect(name, request.account.slug)
    listed["Location"] += iri_to_uri(query) if query.startswith("?") else ""
    return listed


def is_there(request: AccountRequest, page: str) -> bool:
    """Whether the record of such a page is there still; other pages always are."""
    try:
        found = resolve(page.partition("?")[0].partition("#")[0])
    except Resolver404:
        return False
    if found.url_name not in places.MODELS:
        return True
    return places.named(request.account, f"{found.url_name}:{found.kwargs['pk']}") is not None


def offer(request: AccountRequest, way: str, pk: int, words: str, page: str) -> None:
    """The next page says this and has a button "Undo", which posts to the address of that name and comes back."""
    request.session[undo_key(request)] = {"pk": pk, "words": words, "way": way, "next": page}
