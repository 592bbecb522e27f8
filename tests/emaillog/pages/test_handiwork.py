"""What people did with a mail by hand outlives its removal."""

from contacts.models import TimelineLink
from emaillog.models import InboundMessage, LoggedEmail
from tests import factories


def test_it_comes_back_to_where_people_put_it_by_hand_and_pinned_as_it_was(
    account, log, maya, alice, signed_in, at, remove, bring_back
):
    tidewater = factories.company(account, "Tidewater")
    email, client, new = log(), signed_in(alice), (None, tidewater.pk, None, False)
    inbound = InboundMessage.objects.get(email=email)
    for record, change in ((f"company:{tidewater.pk}", "add"), (f"company:{maya.company_id}", "take_away")):
        client.post(at("email_associations", email.pk), {"record": record, "change": change})
    client.post(at("entry_pin", email.entry_id), {"on": f"contact:{maya.pk}", "pinned": "1"})

    def stands_on():
        links = TimelineLink.objects.filter(entry__email__isnull=False).order_by("id")
        return {(link.contact_id, link.company_id, link.deal_id, link.pinned_at is not None) for link in links}

    before = stands_on()
    assert {(maya.pk, None, None, True), new} < before
    assert (None, maya.company_id, None, False) not in before
    remove(email)
    bring_back(inbound)
    assert stands_on() == before
    remove(LoggedEmail.objects.get())
    tidewater.delete()
    bring_back(inbound)
    assert stands_on() == before - {new}
