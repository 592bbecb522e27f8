"""The REST API of people, companies and deals, and of their timelines."""

from ninja import Router

from contacts.api.companies import router as companies
from contacts.api.deals import router as deals
from contacts.api.people import router as people

router = Router()
for part in (people, companies, deals):
    router.add_router("", part)
