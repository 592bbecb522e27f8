"""`/companies`."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router

from contacts.api.bodies import CompanyIn
from contacts.api.creating import created
from contacts.api.listing import Listing, WindowQuery, listing
from contacts.api.timeline import timeline_of
from contacts.api.values import CompanyOut, TimelineItem
from contacts.forms import CompanyForm
from contacts.models import Company
from crm.middleware import AccountRequest

router = Router(tags=["companies"])


@router.get("/companies", response=Listing[CompanyOut])
def list_companies(request: AccountRequest, window: WindowQuery) -> dict[str, Any]:
    """Newest first."""
    return listing(request, Company.objects.of(request.account), window)


@router.post("/companies", response={201: CompanyOut})
def create_company(request: AccountRequest, company: CompanyIn) -> Company:
    fields = company.model_dump() | {"domains": "\n".join(company.domains)}
    return get_company(request, created(CompanyForm(request.account, fields)).pk)


@router.get("/companies/{company_id}", response=CompanyOut)
def get_company(request: AccountRequest, company_id: int) -> Company:
    return get_object_or_404(Company.objects.of(request.account), pk=company_id)


@router.get("/companies/{company_id}/timeline", response=Listing[TimelineItem])
def list_company_timeline(request: AccountRequest, company_id: int, window: WindowQuery) -> dict[str, Any]:
    return timeline_of(request, get_company(request, company_id), window)
