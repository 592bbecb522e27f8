"""`/attachments/<id>`: the file itself, also by single ranges of bytes."""

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Router

from crm.middleware import AccountRequest
from emaillog.downloads import download
from emaillog.models import Attachment

FILE = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
router = Router(tags=["emails"])


@router.api_operation(["HEAD"], "/attachments/{attachment_id}", include_in_schema=False)
@router.get(
    "/attachments/{attachment_id}",
    url_name="download_attachment",
    openapi_extra={"responses": {200: {"description": "The file, byte for byte"} | FILE}},
)
def download_attachment(request: AccountRequest, attachment_id: int) -> HttpResponseBase:
    attachment = get_object_or_404(
        Attachment.objects.filter(account=request.account).seen_by(request.user), pk=attachment_id
    )
    return download(request, attachment)
