"""Whether something new stands on a record's timeline: asked every few seconds, answered by one statement."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from contacts.asked import Asked
from contacts.models import TimelineLink
from contacts.views.record import Model
from crm import ids
from crm.middleware import AccountRequest


@require_safe
def newer(request: AccountRequest, pk: int, *, model: Model) -> HttpResponse:
    """A button that brings it, where there is something; else nothing changes on the page."""
    known = ids.read(request.GET.get("after", ""))
    filters = Asked.of(request.GET)
    rows: QuerySet[Any] = model.objects.filter(account=request.account)
    record = get_object_or_404(rows.annotate(newer=_count(request, model, known or 0, filters)), pk=pk)
    if known is None or not record.newer:
        return HttpResponse(status=204)
    record.account = request.account
    context = {"record": record, "number": record.newer, "query": filters.query}
    return render(request, "contacts/timeline/_newer.html", context)


def _count(request: AccountRequest, model: Model, mark: int, filters: Asked) -> Coalesce:
    """How many shown by the filters stand there after the mark: a look into the index of the account's newest links."""
    here = {model.__name__.lower(): OuterRef("pk")}
    links = TimelineLink.objects.filter(account=request.account, entry__gt=mark, **here).seen_by(request.user)
    if filters:
        links = links.filter(filters.condition)
    counted = links.order_by().values("account").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
