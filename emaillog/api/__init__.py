"""The REST API of logged mails, their attachments, those left out, and what became of every accepted message."""

from ninja import Router

from emaillog.api.attachments import router as attachments
from emaillog.api.bounced import router as bounced
from emaillog.api.emails import router as emails
from emaillog.api.inbound import router as inbound
from emaillog.api.search import router as search

router = Router()
for part in (emails, attachments, search, inbound, bounced):
    router.add_router("", part)
