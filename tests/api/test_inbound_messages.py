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


def test_messages_are_filtered_by_outcome_reason_and_review(api, logged, bcc_address, deliver):
    [refused] = deliver(factories.mail(sender="stranger@elsewhere.test"), bcc_address)
    every = {item["id"] for item in api.items("inbound-messages")}
    for query, expected in (
        ({"outcome": "not_logged"}, {refused.pk}),
        ({"outcome": "logged"}, every - {refused.pk}),
        ({"outcome": "waiting"}, set()),
        ({"reason": "unknown_sender"}, {refused.pk}),
        ({"in_review": "true"}, {refused.pk}),
        ({"in_review": "false"}, every - {refused.pk}),
    ):
        assert {item["id"] for item in api.items("inbound-messages", **query)} == expected, query
    assert api.get("inbound-messages", outcome="lost").status_code == 422
    assert api.get("inbound-messages", reason="no_such_reason").status_code == 422


def test_a_refused_message_is_processed_again(api, logged, bcc_address, deliver, drain, account):
    [refused] = deliver(factories.mail(sender="dora@acme.test", subject="Dora's"), bcc_address)
    factories.user(account, "dora@acme.test")
    answer = api.post(f"inbound-messages/{refused.pk}/process-again", {})
    assert (answer.status_code, answer.json()["outcome"]) == (202, "waiting")
    assert api.post(f"inbound-messages/{refused.pk}/process-again", {}).status_code == 409
    drain()
    assert api.get(f"inbound-messages/{refused.pk}").json()["outcome"] == "logged"
    answer = api.post(f"inbound-messages/{refused.pk}/process-again", {})
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")


def test_nobody_processes_what_is_not_theirs_again(program, alice, bob, charlie, bcc_address, deliver):
    [refused] = deliver(factories.mail(sender="stranger@elsewhere.test"), bcc_address)
    for user in (bob, charlie):
        assert program(user).post(f"inbound-messages/{refused.pk}/process-again", {}).status_code == 404
