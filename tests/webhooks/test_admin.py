"""What whoever runs the installation sees of requests and mails, and can do about them."""

import pytest
from django.test import Client
from django.urls import reverse

from crm.models import User
from emaillog.models import InboundMessage, LoggingAddress, Receipt, Status
from tests.factories import PASSWORD, mail


@pytest.fixture
def operator(db) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root@host.test", PASSWORD))
    return client


@pytest.fixture
def unreadable(configured, post, drain, bcc_address) -> Receipt:
    sender = configured("postal")
    (made,) = sender.posts(mail().as_bytes(), [bcc_address])
    post(sender.forged(made))
    drain()
    return Receipt.objects.get(status=Receipt.Status.UNREADABLE)


def again(client: Client, model: str, pk: int):
    url = reverse(f"admin:emaillog_{model}_changelist")
    return client.post(url, {"action": "process_again", "_selected_action": [pk]}, follow=True)


def test_an_unreadable_request_is_listed_with_its_problem(operator, unreadable):
    page = operator.get(reverse("admin:emaillog_receipt_changelist"), {"status": "unreadable"})
    assert "Postal webhook called with incorrect signature" in page.text


def test_an_unreadable_request_can_be_processed_again(operator, unreadable, django_capture_on_commit_callbacks):
    assert again(operator, "receipt", unreadable.pk).status_code == 200
    unreadable.refresh_from_db()
    assert (unreadable.status, unreadable.problem) == (Receipt.Status.RECEIVED, "")


def test_a_mail_that_was_not_logged_can_be_processed_again(operator, alice, deliver, bcc_address):
    (refused,) = deliver(mail(sender="stranger@elsewhere.test"), to=bcc_address)
    assert refused.status == Status.NOT_LOGGED
    assert "1 of them" in again(operator, "inboundmessage", refused.pk).text
    assert InboundMessage.objects.get().status == Status.RECEIVED


@pytest.mark.parametrize("model", ["receipt", "inboundmessage", "loggingaddress"])
def test_nothing_can_be_changed_by_hand_and_no_address_is_shown(
    operator, alice, unreadable, deliver, bcc_address, model
):
    deliver(mail(subject="A secret offer"), to=bcc_address)
    pk = (
        {"receipt": Receipt, "inboundmessage": InboundMessage, "loggingaddress": LoggingAddress}[model]
        .objects.first()
        .pk
    )
    pages = [
        operator.get(reverse(f"admin:emaillog_{model}_{page}", args=args))
        for page, args in (("changelist", []), ("change", [pk]))
    ]
    for page in pages:
        assert page.status_code == 200
        assert bcc_address.partition("@")[0] not in page.text
        assert "A secret offer" not in page.text
    assert operator.get(reverse(f"admin:emaillog_{model}_add")).status_code == 403
    assert operator.post(reverse(f"admin:emaillog_{model}_change", args=[pk]), {}).status_code == 403
    assert operator.post(reverse(f"admin:emaillog_{model}_delete", args=[pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", ["receipt", "inboundmessage", "loggingaddress"])
def test_an_administrator_of_an_account_has_no_way_in(signed_in, alice, model):
    alice.is_staff = True
    alice.save()
    assert signed_in(alice).get(reverse(f"admin:emaillog_{model}_changelist")).status_code == 403
