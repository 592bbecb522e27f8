"""What a removed mail created: it goes along if that is asked for, unless somebody used or changed it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts import notes
from contacts.models import Company, CompanyDomain, Contact, ContactEmail
from emaillog import leftovers
from tests.emaillog.test_once import RECEIVED, attached
from tests.factories import deal, mail

NEW = "maya@new-customer.test, tom@new-customer.test"


def test_what_it_created_and_nothing_else_uses_goes_along_if_asked(log, remove, signed_in, alice, at):
    email = log(to=NEW)
    page = signed_in(alice).get(at("email_removal", email.pk)).content.decode()
    assert "Also remove the 2 contacts and the company that it created" in " ".join(page.split())
    remove(email, leftovers="1")
    assert (Contact.objects.count(), ContactEmail.objects.count()) == (0, 0)
    assert (Company.objects.count(), CompanyDomain.objects.count()) == (0, 0)


def test_without_being_asked_for_they_stay(log, remove):
    remove(log(to=NEW))
    assert (Contact.objects.count(), Company.objects.count()) == (2, 1)


def noted(account, person, alice):
    notes.write(account, person, "Called", alice)


def in_a_deal(account, person, alice):
    deal(account, "A deal", contacts=(person,))


def edited(account, person, alice):
    Contact.objects.filter(pk=person.pk).update(title="Buyer")


def renamed(account, person, alice):
    Contact.objects.filter(pk=person.pk).update(first_name="Dr Maya")


def owned(account, person, alice):
    Contact.objects.filter(pk=person.pk).update(owner=alice)


def given_an_address(account, person, alice):
    ContactEmail.objects.create(account=account, contact=person, address="other@x.test")


@pytest.mark.parametrize("use", [noted, in_a_deal, edited, renamed, owned, given_an_address])
def test_a_contact_that_somebody_used_stays_with_its_company(account, alice, log, remove, use):
    email = log(to=NEW)
    maya = Contact.objects.get(emails__address="maya@new-customer.test")
    use(account, maya, alice)
    remove(email, leftovers="1")
    assert Contact.objects.get() == maya
    assert Company.objects.get() == maya.company


def test_a_contact_that_another_mail_names_stays(log, remove):
    email = log(to=NEW)
    log(to="maya@new-customer.test", subject="Another")
    remove(email, leftovers="1")
    assert [each.addresses for each in Contact.objects.all()] == [["maya@new-customer.test"]]
    assert Company.objects.count() == 1


@pytest.mark.parametrize("change", [{"name": "New Customer Group"}, {"phone": "+49 1"}])
def test_a_company_that_somebody_edited_stays(log, remove, change):
    email = log(to=NEW)
    Company.objects.update(**change)
    remove(email, leftovers="1")
    assert (Contact.objects.count(), Company.objects.count()) == (0, 1)


def test_contacts_that_it_found_are_no_leftovers(log, maya, remove, signed_in, alice, at):
    email = log()
    assert "Also remove" not in signed_in(alice).get(at("email_removal", email.pk)).content.decode()
    remove(email, leftovers="1")
    assert Contact.objects.get() == maya


def test_leftovers_are_found_in_constant_queries(log, django_assert_num_queries):
    few = log(to="a@one.test", subject="few")
    many = log(to=", ".join(f"p{n}@town{n}.test" for n in range(30)), subject="many")
    for email in (few, many):
        email.refresh_from_db()
    with CaptureQueriesContext(connection) as seen:
        assert len(leftovers.of(few).contacts) == 1
    with django_assert_num_queries(len(seen)):
        assert len(leftovers.of(many).companies) == 30
    assert len(seen) <= 5


def test_a_received_mail_is_removed_with_the_contact_who_wrote_it(log, forwarding_address, remove, alice):
    email = log(attached(mail(**RECEIVED)), route=forwarding_address)
    remove(email, leftovers="1")
    assert not Contact.objects.exists()
