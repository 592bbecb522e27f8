from emaillog.models import InboundMessage
from tests import factories

FIELDS = {"id", "received_at", "envelope_sender", "route", "outcome", "reason", "email"}


def test_a_logged_message_names_its_email(api, logged):
    [item] = api.items("inbound-messages")
    assert item.keys() >= FIELDS
    assert (item["outcome"], item["reason"], item["route"]) == ("logged", "logged", "bcc")
    assert (item["email"], item["envelope_sender"]) == (str(logged.pk), "alice@acme.test")
    assert api.get(f"inbound-messages/{item['id']}").json() == item


def test_a_refused_message_says_why(api, bcc_address, deliver):
    deliver(factories.mail(sender="stranger@elsewhere.test"), bcc_address)
    [item] = api.items("inbound-messages")
    assert (item["outcome"], item["reason"], item["email"]) == ("not_logged", "unknown_sender", None)


def test_a_message_nobody_has_looked_at_is_waiting(api, logged):
    InboundMessage.objects.update(status="received", reason="", email=None)
    assert api.items("inbound-messages")[0]["outcome"] == "waiting"


def test_a_member_sees_their_own_and_an_administrator_all(api, program, bob, logged, bcc_address, deliver):
    [own] = deliver(factories.mail(sender="bob@acme.test", subject="Bob's"), bcc_address, "bob@acme.test")
    [others] = InboundMessage.objects.exclude(pk=own.pk)
    bobs = program(bob)
    assert [item["id"] for item in bobs.items("inbound-messages")] == [own.pk]
    assert bobs.get(f"inbound-messages/{others.pk}").status_code == 404
    assert {item["id"] for item in api.items("inbound-messages")} == {own.pk, others.pk}
