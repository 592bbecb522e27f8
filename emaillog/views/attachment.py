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
    files = Attachment.objects.filter(account=request.account).seen_by(request.user)
    found = get_object_or_404(files.select_related("email"), pk=pk)
    try:
        return downloads.download(request, found)
    except Http404 as why:
        return render(request, "emaillog/file_missing.html", {"file": found, "why": str(why)}, status=404)
