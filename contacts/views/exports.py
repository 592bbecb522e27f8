"""Lists as files: all that a list holds, or the ticked rows of it."""

from django.http import Http404, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from contacts.exporting.lists import ListExport
from contacts.sheets import SHEETS
from contacts.views.bulk import back_to, chosen
from crm import audit
from crm.middleware import AccountRequest


@require_POST
def export_list(request: AccountRequest) -> HttpResponseBase:
    """As a form of a list names them: `all`, or those that are `chosen`; with the columns and order of its `query`."""
    sheet = SHEETS.get(request.POST.get("page", ""))
    if sheet is None:
        raise Http404
    rows = chosen(request, sheet)
    if rows is None:
        return back_to(request, sheet)
    query = QueryDict(request.POST.get("query", ""))
    export = ListExport(sheet, request.account, request.user, query)
    audit.record(
        request.account, request.user, f"exports.{sheet.page}", query=query.urlencode(), all="all" in request.POST
    )
    answer = StreamingHttpResponse(export.stream(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = str(content_disposition_header(True, export.name))  # noqa: FBT003 (Django's own)
    answer["X-Content-Type-Options"], answer["Cache-Control"] = "nosniff", "private, no-store"
    return answer
