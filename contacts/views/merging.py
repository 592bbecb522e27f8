"""Merging two contacts or companies: choosing the other one, comparing both, and the deed."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contacts.bulk.waiting import without_hidden
from contacts.merging import redirects
from contacts.merging.counting import together
from contacts.merging.merge import ChangedMeanwhileError, GoneError, Wanted, merge
from contacts.merging.pairs import Pair
from contacts.models import Company, Contact
from contacts.searching.fragments import with_words
from contacts.sheets import SHEETS, Sheet
from crm import ids
from crm.middleware import AccountRequest

Model = type[Contact] | type[Company]
FOUND = "merge-found"  # the id of what a search finds, which htmx swaps while somebody types
MOST = 8
SALT = "contacts.merging"


@require_http_methods(["GET", "HEAD", "POST"])
def merge_with(request: AccountRequest, pk: int, *, model: Model) -> HttpResponse:
    """Which other record, then side by side, then by POST the deed."""
    if request.method == "POST":
        return act(request, pk, number(request.POST.get("with", "")), model)
    record = find(request, pk, model)
    if "with" in request.GET:
        return compare(request, Pair(record, find(request, number(request.GET["with"]), model)))
    return choose(request, record, model)


def find(request: AccountRequest, pk: int, model: Model) -> Any:  # noqa: ANN401 (one of the two)
    """One of the account that is not about to be deleted."""
    kind = model.__name__.lower()
    rows: Any = without_hidden(model.objects.of(request.account), request.account, kind)
    record = get_object_or_404(rows, pk=pk)
    record.account = request.account
    return record


def number(text: str) -> int:
    return ids.read(text) or 0  # which no row has


def kind_of(model: Model) -> str:
    return model.__name__.lower()


def choose(request: AccountRequest, record: Contact | Company, model: Model) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    rows: Any = without_hidden(model.objects.of(request.account), request.account, kind_of(model))
    others = with_words(rows.exclude(pk=record.pk), request.account, words)
    found = others.order_by("-id")[:MOST] if words else []
    context = {"record": record, "kind": kind_of(model), "words": words, "found": list(found), "found_id": FOUND}
    is_part = request.htmx.target == FOUND
    return render(request, "contacts/merge/_found.html" if is_part else "contacts/merge/choose.html", context)


def compare(request: AccountRequest, pair: Pair) -> HttpResponse:
    if pair.left.pk == pair.right.pk:
        raise Http404
    kind = kind_of(type(pair.left))
    context = {
        "pair": pair,
        "kind": kind,
        "together": together(request.account, request.user, pair),
        "seen": signed(request, pair),
        "action": reverse(f"{kind}_merge", args=[request.account.slug, pair.left.pk]),
    }
    return render(request, "contacts/merge/compare.html", context)


def signed(request: AccountRequest, pair: Pair) -> str:
    """That the person has seen these two, and as what."""
    ids = sorted(one.pk for one in pair.both)
    return signing.dumps([request.account.pk, ids, pair.version], salt=SALT)


def version_seen(request: AccountRequest, ids: set[int]) -> str | None:
    """What the person saw of these two; None when they were never shown them: then they are none of theirs."""
    try:
        account, shown, version = signing.loads(request.POST.get("seen", ""), salt=SALT)
    except signing.BadSignature:
        return None
    return str(version) if account == request.account.pk and set(shown) == ids else None


def act(request: AccountRequest, pk: int, other: int, model: Model) -> HttpResponse:
    seen = version_seen(request, {pk, other})
    if seen is None:
        find(request, pk, model), find(request, other, model)
    if pk == other:
        raise Http404
    survivor = other if number(request.POST.get("survivor", "")) == other else pk
    old = pk if survivor == other else other
    names = [name for name in request.POST if name.startswith("take_")]
    taken = {name.removeprefix("take_"): number(request.POST[name]) for name in names}
    wanted = Wanted(survivor, old, taken, seen or "")
    try:
        merged = merge(request.account, request.user, model, wanted)
    except GoneError:
        return nothing_left(request, (pk, other), model)
    except ChangedMeanwhileError:
        messages.warning(request, _("One of the two was changed meanwhile. Nothing was merged: look at them again."))
        return redirect(f"{reverse(f'{kind_of(model)}_merge', args=[request.account.slug, pk])}?with={other}")
    messages.success(request, _("%(name)s is one record now.") % {"name": merged})
    return redirect(merged)


def nothing_left(request: AccountRequest, ids: tuple[int, int], model: Model) -> HttpResponse:
    """One of them was merged or deleted since the person saw them."""
    kind = kind_of(model)
    into = redirects.survivors(request.account, {kind: ids})[kind]
    rows: Any = without_hidden(model.objects.of(request.account), request.account, kind)
    left = rows.filter(pk__in={*ids, *into.values()}).first()
    if into and left is not None:
        messages.info(request, _("Somebody else merged one of the two meanwhile. This is what there is now."))
    else:
        messages.warning(request, _("One of the two was deleted meanwhile. Nothing was merged."))
    return redirect(left) if left is not None else redirect(SHEET_OF[kind].page, request.account.slug)


@require_POST
def tell_apart(request: AccountRequest, pk: int, *, model: Model) -> HttpResponse:
    """Two that are not the same; they are suggested no more."""
    one, other = find(request, pk, model), find(request, number(request.POST.get("with", "")), model)
    if one.pk == other.pk:
        raise Http404
    redirects.are_not_the_same(request.account, kind_of(model), (one.pk, other.pk), request.user.pk)
    messages.success(request, _("These two are not suggested again."))
    return redirect(f"{kind_of(model)}_duplicates", request.account.slug)


@require_POST
def merge_selected(request: AccountRequest) -> HttpResponse:
    """From a list, where two rows are selected."""
    sheet = SHEETS.get(request.POST.get("page", ""))
    if sheet is None or sheet.kind not in {"contact", "company"}:
        raise Http404
    picked = sorted({number(pk) for pk in request.POST.getlist("chosen")[:3]})
    if len(picked) != 2 or "all" in request.POST:
        messages.info(request, _("Select exactly two records to merge them."))
        return redirect(sheet.page, request.account.slug)
    return redirect(f"{reverse(f'{sheet.kind}_merge', args=[request.account.slug, picked[0]])}?with={picked[1]}")


SHEET_OF: dict[str, Sheet] = {sheet.kind: sheet for sheet in SHEETS.values()}
