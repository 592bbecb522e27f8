"""Contacts and their addresses, as the form saves them."""

import pytest
from django.db import IntegrityError, transaction

from contacts.models import Contact, ContactEmail, Origin
from tests import factories


def test_a_new_contact_has_what_the_form_said(alice, lumen, send):
    response = send(
        "contacts/new/",
        first_name="Jonas",
        last_name="Weber",
        title="Buyer",
        phone="+49 30 1",
        company=lumen.pk,
        owner=alice.pk,
        addresses="Jonas@Lumen.test\njonas@private.test",
    )
    jonas = Contact.objects.get()
    assert response["Location"] == f"/a/acme/contacts/{jonas.pk}/"
    assert (jonas.name, jonas.title, jonas.company, jonas.owner) == ("Jonas Weber", "Buyer", lumen, alice)
    assert jonas.addresses == ["jonas@lumen.test", "jonas@private.test"]
    assert jonas.origin == Origin.MANUAL


def test_the_first_address_is_the_only_primary_one_whatever_was_before(maya, send):
    send(f"contacts/{maya.pk}/edit/", first_name="Maya", addresses="new@lumen.test\nmaya@lumen.test")
    assert Contact.objects.get().addresses == ["new@lumen.test", "maya@lumen.test"]
    assert list(ContactEmail.objects.filter(is_primary=True).values_list("address", flat=True)) == ["new@lumen.test"]


def test_an_address_left_out_is_gone_and_one_that_stays_keeps_its_row(maya, send):
    before = maya.emails.get().pk
    send(f"contacts/{maya.pk}/edit/", first_name="Maya", addresses="MAYA@lumen.test\nmaya@LUMEN.test")
    assert maya.emails.get().pk == before
    send(f"contacts/{maya.pk}/edit/", first_name="Maya", addresses="")
    assert not maya.emails.exists()


def test_an_address_of_another_contact_is_refused_with_their_name(maya, send):
    response = send("contacts/new/", first_name="Max", addresses="MAYA@lumen.test")
    page = response.content.decode()
    assert f'maya@lumen.test is already an address of <a href="/a/acme/contacts/{maya.pk}/">Maya Chen</a>.' in page
    assert Contact.objects.count() == 1


def test_the_same_address_may_stand_in_another_account(alice, other_account, send):
    factories.contact(other_account, "maya@lumen.test")
    send("contacts/new/", first_name="Maya", addresses="maya@lumen.test")
    assert ContactEmail.objects.filter(address="maya@lumen.test").count() == 2


def test_the_database_holds_one_contact_an_address_and_one_primary_address_a_contact(account, maya):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.contact(account, "maya@lumen.test")
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactEmail.objects.create(account=account, contact=maya, address="other@lumen.test", is_primary=True)


def test_an_address_taken_while_the_form_was_checked_is_an_error_not_a_crash(account, alice, send, monkeypatch):
    def stolen(contact, addresses):
        raise IntegrityError

    monkeypatch.setattr(Contact, "replace_addresses", stolen)
    response = send("contacts/new/", first_name="Max", addresses="max@lumen.test")
    assert b"Somebody else saved the same address or domain just now" in response.content
    assert not Contact.objects.exists()


@pytest.mark.parametrize("line", ["no address", "@lumen.test", "maya@", "a b@lumen.test", "x@" + "y" * 300])
def test_a_line_that_is_no_address_is_quoted(line, alice, send):
    page = send("contacts/new/", first_name="Max", addresses=f"max@lumen.test\n{line}").content.decode()
    assert f"“{line[:100]}” is no mail address." in page
    assert not Contact.objects.exists()


def test_a_contact_needs_a_name_or_an_address(alice, send):
    assert b"Give at least a name or an email address." in send("contacts/new/", title="CEO").content
    assert send("contacts/new/", addresses="max@lumen.test").status_code == 302


def test_the_second_of_two_editors_is_told_and_can_then_save(maya, look, send):
    seen = look(f"contacts/{maya.pk}/edit/").partition('name="seen" value="')[2].partition('"')[0]
    assert send(f"contacts/{maya.pk}/edit/", first_name="By Bob", seen=seen).status_code == 302
    told = send(f"contacts/{maya.pk}/edit/", first_name="By Alice", seen=seen).content.decode()
    assert "Somebody else changed this meanwhile." in told
    assert "Saved now: By Bob" in told
    assert 'value="By Alice"' in told
    assert Contact.objects.get().first_name == "By Bob"
    newest = told.partition('name="seen" value="')[2].partition('"')[0]
    assert send(f"contacts/{maya.pk}/edit/", first_name="By Alice", seen=newest).status_code == 302
    assert Contact.objects.get().first_name == "By Alice"


def test_an_owner_who_left_stays_the_owner_until_somebody_else_is_chosen(account, maya, bob, send, membership_of):
    Contact.objects.update(owner=bob)
    bob.memberships.update(is_active=False)
    assert send(f"contacts/{maya.pk}/edit/", first_name="M", owner=bob.pk).status_code == 302
    assert Contact.objects.get().owner == bob


def test_deleting_asks_first_and_then_takes_addresses_and_notes_along(account, alice, maya, look, send, erase):
    send(f"contacts/{maya.pk}/notes/", text="Likes tea")
    assert "Delete Maya Chen?" in look(f"contacts/{maya.pk}/delete/")
    assert Contact.objects.exists()
    erase(maya)
    assert not Contact.objects.exists()
    assert not ContactEmail.objects.exists()
    assert not account.timeline_entries.exists()
