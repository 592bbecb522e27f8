"""`/deals`."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from contacts.api.bodies import DealIn
from contacts.api.creating import created
from contacts.api.listing import Listing, WindowQuery, listing
from contacts.api.timeline import timeline_of
from contacts.api.values import DealOut, TimelineItem
from contacts.forms import DealForm
from contacts.forms.deals import offer_as
from contacts.models import Deal
from contacts.stages import Stages
from crm.middleware import AccountRequest

router = Router(tags=["deals"])


@router.get("/deals", response=Listing[DealOut])
def list_deals(request: AccountRequest, window: WindowQuery) -> dict[str, Any]:
    """The most recently entered first."""
    return listing(request, Deal.objects.of(request.account), window)


@router.post("/deals", response={201: DealOut})
def create_deal(request: AccountRequest, deal: DealIn) -> Deal:
    fields = deal.model_dump(exclude={"contacts", "is_open", "closed_at"}) | {
        "stage": deal.stage_meant(Stages(request.account).first),
        "opened_at": (deal.opened_at or timezone.now()).isoformat(),
        "currency": request.account.currency if deal.currency is None else deal.currency,
        "people": deal.contacts,
    }
    form = DealForm(request.account, fields, instance=Deal(closed_at=deal.closed_at))
    offer_as(form.fields["stage"], form.stages.steps)
    return get_deal(request, created(form, people="contacts").pk)


@router.get("/deals/{deal_id}", response=DealOut)
def get_deal(request: AccountRequest, deal_id: int) -> Deal:
    return get_object_or_404(Deal.objects.of(request.account), pk=deal_id)


@router.get("/deals/{deal_id}/timeline", response=Listing[TimelineItem])
def list_deal_timeline(request: AccountRequest, deal_id: int, window: WindowQuery) -> dict[str, Any]:
    return timeline_of(request, get_deal(request, deal_id), window)
