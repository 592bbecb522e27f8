"""Downloads of the files of a mail."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from crm.middleware import AccountRequest
from emaillog import downloads
from emaillog.models import Attachment


@require_safe
def attachment(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The file as it was sent, always as a download; a page that says why when it is not there."""
    found = get_object_or_404(Attachment.objects.select_related("email"), account=request.account, pk=pk)
    try:
        return downloads.download(found)
    except Http404 as why:
        return render(request, "emaillog/file_missing.html", {"file": found, "why": str(why)}, status=404)
