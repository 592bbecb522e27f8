"""The page of a mail that waits for review, and what is done to many at once (R35)."""

import pytest
from django.urls import reverse

from emaillog.models import InboundMessage, LoggedEmail, NeverLog
from emaillog.rejection import Reason
from tests.factories import contact, mail

STRANGER = "stranger@elsewhere.test"


def test_the_page_shows_what_was_understood_and_offers_whom_it_names(
    alice, bob, account, forwarding_address, deliver, signed_in, at
):
    contact(account, "maya@customer.test", first_name="Maya", last_name="Chen")
    text = "See below\nmaya@customer.test and nils@new.test, bob@acme.test"
    (inbound,) = deliver(mail(to=forwarding_address, text=text), to=forwarding_address)
    page = signed_in(alice).get(at("delivery", inbound.pk)).content.decode()
    assert "See below" in page
    picker = page.partition('id="picker"')[2]
    assert "Maya Chen" in picker
    assert 'value="nils@new.test"' in picker
    assert 'value="bob@acme.test"' not in picker
    assert forwarding_address not in page


def test_the_search_for_a_contact_works_with_and_without_scripts(
    alice, account, other_account, forwarding_address, deliver, signed_in, at
):
    contact(account, "zoe@far.test", first_name="Zoe", last_name="Far")
    contact(other_account, "zoe@globex.test", first_name="Zoe", last_name="Other")
    (inbound,) = deliver(mail(to=forwarding_address, text="x"), to=forwarding_address)
    client, address = signed_in(alice), at("delivery", inbound.pk) + "?who=zoe"
    whole = client.get(address).content.decode()
    part = client.get(address, headers={"hx-request": "true", "hx-target": "picker"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    for shown in (whole, part):
        assert "Zoe Far" in shown
        assert "Zoe Other" not in shown
    fresh = client.get(at("delivery", inbound.pk) + "?who=new@new.test").content.decode()
    assert 'value="new@new.test"' in fresh


def test_my_address_too_leads_to_my_mail_addresses(alice, bcc_address, deliver, signed_in, at):
    (inbound,) = deliver(mail(sender=STRANGER), to=bcc_address)
    page = signed_in(alice).get(at("delivery", inbound.pk)).content.decode()
    assert f"{at('mail_addresses')}?address=stranger%40elsewhere.test" in page


@pytest.fixture
def select(signed_in, at, drain):
    def selected(user, do, *rows):
        answer = signed_in(user).post(at("mail_selected"), {"do": do, "chosen": [row.pk for row in rows]}, follow=True)
        drain()
        return "".join(str(one) for one in answer.context["messages"])

    return selected


def test_many_are_logged_at_once_and_the_result_says_how_many(alice, forwarding_address, bcc_address, deliver, select):
    wrong = [deliver(mail(subject=name), to=forwarding_address)[0] for name in "abc"]
    (logged,) = deliver(mail(subject="d"), to=bcc_address)
    (unclear,) = deliver(mail(to=forwarding_address), to=forwarding_address)
    said = select(alice, "log", *wrong, logged, unclear)
    assert said == "3 are being logged. 1 was logged already. 1 needs a look: open it."
    assert LoggedEmail.objects.count() == 4
    assert select(alice, "log", *wrong) == "3 were logged already."
    assert LoggedEmail.objects.count() == 4


def test_many_are_rejected_and_processed_again_at_once(alice, bcc_address, deliver, select):
    rows = [deliver(mail(sender=STRANGER, subject=name), to=bcc_address)[0] for name in "ab"]
    assert select(alice, "reject", *rows) == "2 are rejected."
    assert select(alice, "reject", *rows) == "2 were dealt with before."
    assert select(alice, "again", *rows) == "2 are processed again."
    assert set(InboundMessage.objects.values_list("reason", flat=True)) == {Reason.UNKNOWN_SENDER}


def test_nothing_selected_is_said(alice, select):
    assert select(alice, "log") == "Select at least one mail."


def test_what_others_may_not_see_is_not_among_the_selected(
    alice, bob, charlie, bcc_address, deliver, select, signed_in
):
    (row,) = deliver(mail(sender=STRANGER), to=bcc_address)
    assert select(bob, "reject", row) == "Select at least one mail."
    address = reverse("mail_selected", args=["acme"])
    assert signed_in(charlie).post(address, {"do": "reject", "chosen": [row.pk]}).status_code == 404
    assert signed_in(alice).post(address, {"do": "delete", "chosen": [row.pk]}).status_code == 400
    row.refresh_from_db()
    assert row.reason == Reason.UNKNOWN_SENDER


def test_select_all_works_without_scripts(alice, forwarding_address, deliver, signed_in, at):
    for name in "ab":
        deliver(mail(subject=name), to=forwarding_address)
    client = signed_in(alice)
    assert client.get(at("mail")).content.decode().count("checked") == 0
    assert client.get(at("mail") + "?select=all").content.decode().count("checked") == 2


def test_never_logged_mail_leaves_no_preview(alice, account, bcc_address, deliver):
    NeverLog.objects.create(account=account, pattern="customer.test")
    (inbound,) = deliver(mail(), to=bcc_address)
    assert (inbound.reason, inbound.preview, inbound.in_review) == (Reason.NEVER_LOGGED, {}, False)


def test_r39_only_an_address_of_this_installation_is_masked_on_the_page(
    alice, forwarding_address, deliver, signed_in, at
):
    theirs = "maya@in.customer.test"
    (inbound,) = deliver(mail(to=f"{theirs}, {forwarding_address}"), to=forwarding_address)
    page = signed_in(alice).get(at("delivery", inbound.pk)).content.decode()
    assert f'<span class="mail-address">{theirs}</span>' in page
    assert forwarding_address not in page


def test_nothing_is_offered_to_be_selected_where_all_is_logged(alice, bcc_address, deliver, signed_in, account):
    deliver(mail(), to=bcc_address)
    log = reverse("mail", args=[account.slug])
    assert 'id="bulk"' not in signed_in(alice).get(log).content.decode()
    deliver(mail(sender=STRANGER), to=bcc_address)
    assert 'id="bulk"' in signed_in(alice).get(log, {"outcome": "all"}).content.decode()


def test_the_preview_is_the_new_text_line_by_line(alice, bcc_address, deliver, signed_in, at):
    text = "Hello,\n\n\n\nthe  offer is fine.\n-- \nLena Brandt\n\nOn Mon, 2 Nov 2026, Maya wrote:\n> Old words\n"
    (inbound,) = deliver(mail(sender=STRANGER, text=text), to=bcc_address)
    assert inbound.preview["text"] == "Hello,\n\nthe offer is fine."
    assert "Old words" not in signed_in(alice).get(at("delivery", inbound.pk)).content.decode()


def test_the_preview_of_a_mail_that_only_quotes_is_what_it_quotes(bcc_address, deliver):
    (inbound,) = deliver(mail(sender=STRANGER, text="> " + "word " * 300), to=bcc_address)
    assert inbound.preview["text"].startswith("> word word")
    assert len(inbound.preview["text"]) <= 600


@pytest.mark.parametrize("one", [True, False])
def test_the_way_back_to_the_list_takes_any_query(one, alice, bcc_address, deliver, signed_in, at):
    (row,) = deliver(mail(sender=STRANGER), to=bcc_address)
    address = at("delivery_reject", row.pk) if one else at("mail_selected")
    fields = {"do": "reject", "chosen": [row.pk], "back": "?q=a\nb"}
    assert signed_in(alice).post(address, fields)["Location"] == f"{at('mail')}?q=a%0Ab"
