"""People whom a mail names without a contact: added from its page, or found by a contact that comes later."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from contacts.models import Contact, ContactEmail, TimelineLink
from emaillog import latecomers
from emaillog.models import AwaitedContact, LoggedEmail, LoggingRules, NeverLog
from tests.factories import company, contact, deal, mail

CROWD = ", ".join(f"P{n} Town <p{n}@town{n}.test>" for n in range(5))


@pytest.fixture
def crowded(account, log) -> LoggedEmail:
    """A mail to five people of whom two are too many."""
    LoggingRules.objects.create(account=account, new_contacts_a_mail=3)
    return log(mail(to=CROWD))


def text_of(answer) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def on_timeline(**record):
    return TimelineLink.objects.filter(**record).count()


def test_r14_the_mails_page_says_who_was_not_added_and_why(crowded, bob, signed_in, at):
    shown = text_of(signed_in(bob).get(at("email", crowded.pk)))
    assert "2 people were not added (limit)" in shown
    assert "p3@town3.test" in shown
    assert "Add them" in shown


def test_r14_a_member_adds_them_with_their_companies_and_the_mail(crowded, bob, signed_in, at):
    shown = text_of(signed_in(bob).post(at("add_people", crowded.pk), follow=True))
    assert "2 people are added." in shown
    assert "not added" not in shown
    late = Contact.objects.get(emails__address="p4@town4.test")
    assert (late.name, late.company.name, late.origin, late.origin_user) == ("P4 Town", "Town4", "email logging", bob)
    assert on_timeline(contact=late) == on_timeline(company=late.company) == 1
    assert not AwaitedContact.objects.exists()
    rules = [fact["rule"] for fact in LoggedEmail.objects.get().why if fact.get("user") == bob.pk]
    assert rules == ["contact_created", "contact_created"]


def test_r14_adding_them_twice_changes_nothing_more(crowded, bob, signed_in, at):
    client = signed_in(bob)
    client.post(at("add_people", crowded.pk))
    before = (Contact.objects.count(), TimelineLink.objects.count(), LoggedEmail.objects.get().why)
    assert "0 people are added." in text_of(client.post(at("add_people", crowded.pk), follow=True))
    assert (Contact.objects.count(), TimelineLink.objects.count(), LoggedEmail.objects.get().why) == before


def test_r14_of_two_who_add_them_at_once_the_second_does_not_erase_why_the_first_did(account, crowded, alice, bob):
    rules = LoggingRules.objects.get()
    read_by_bob, read_by_alice = LoggedEmail.objects.get(), LoggedEmail.objects.get()
    latecomers.add_surplus(read_by_bob, rules, bob)
    latecomers.add_surplus(read_by_alice, rules, alice)
    assert [fact["rule"] for fact in LoggedEmail.objects.get().why if fact.get("user") == bob.pk] == [
        "contact_created",
        "contact_created",
    ]


def test_r14_of_them_who_is_a_contact_by_now_is_not_made_again(account, crowded, bob, signed_in, at):
    known = contact(account, "p4@town4.test")
    signed_in(bob).post(at("add_people", crowded.pk))
    assert on_timeline(contact=known) == 1
    assert ContactEmail.objects.filter(address="p4@town4.test").count() == 1


def test_r33_of_them_who_is_never_logged_by_now_or_internal_is_left_out(account, crowded, bob, signed_in, at):
    NeverLog.objects.create(account=account, pattern="town3.test")
    LoggingRules.objects.update(internal_domains=["town4.test"])
    signed_in(bob).post(at("add_people", crowded.pk))
    assert Contact.objects.count() == 3
    assert not AwaitedContact.objects.exists()


def test_r14_others_in_a_forward_and_in_list_mail_are_named_without_that_button(account, alice, log, signed_in, at):
    contact(account, "maya@customer.test")
    email = log(mail(to="maya@customer.test, new@customer.test", List_Id="<x.acme.test>"))
    shown = text_of(signed_in(alice).get(at("email", email.pk)))
    assert "1 person was not added (automatic or list mail)" in shown
    assert "Add them" not in shown
    signed_in(alice).post(at("add_people", email.pk))
    assert Contact.objects.count() == 1


def test_r14_statements_to_add_them_are_constant(account, log, alice, signed_in, at):
    LoggingRules.objects.create(account=account, new_contacts_a_mail=1)
    client = signed_in(alice)

    def statements(name, count):
        email = log(mail(to=", ".join(f"p{n}@{name}{n}.test" for n in range(count + 1)), subject=name))
        with CaptureQueriesContext(connection) as queries:
            client.post(at("add_people", email.pk))
        return len(queries)

    statements("first", 1)
    assert statements("few", 2) == statements("many", 30)
    assert Contact.objects.count() == 2 + 3 + 31


@pytest.fixture
def earlier(account, log):
    """Three mails of list programs that name Tom, who is no contact yet."""
    contact(account, "maya@customer.test")
    return [
        log(mail(to="maya@customer.test, Tom <tom@customer.test>", subject=f"No {n}", List_Id="<x.acme.test>"))
        for n in range(3)
    ]


def offer(answer) -> str:
    found = html.fromstring(answer.content).xpath("//form[contains(@class, 'earlier-mails')]")
    return " ".join(found[0].text_content().split()) if found else ""


def test_r14_a_contact_made_by_hand_is_offered_the_mails_that_name_it(earlier, bob, signed_in, at):
    client = signed_in(bob)
    page = client.post(at("contact_new"), {"first_name": "Tom", "addresses": "TOM@customer.test"}, follow=True)
    assert offer(page) == "3 earlier mails name an address of this contact. Attach them"
    tom = Contact.objects.get(first_name="Tom")
    shown = client.post(at("attach_earlier_mails", tom.pk), follow=True)
    assert "3 mails are attached." in text_of(shown)
    assert offer(shown) == ""
    assert on_timeline(contact=tom) == 3
    assert not AwaitedContact.objects.exists()
    assert "not added" not in text_of(client.get(at("email", earlier[0].pk)))
    facts = [fact for email in LoggedEmail.objects.all() for fact in email.why if fact["rule"] == "contact_later"]
    assert facts == [{"rule": "contact_later", "contact": tom.pk, "user": bob.pk}] * 3


def test_r14_a_contact_of_the_api_or_of_another_mail_is_offered_them_too(account, earlier, log, alice, signed_in, at):
    log(mail(to="tom@customer.test", subject="By hand this time"))
    tom = Contact.objects.get(emails__address="tom@customer.test")
    assert offer(signed_in(alice).get(at("contact", tom.pk))).startswith("3 earlier mails")


def test_r14_an_address_that_a_contact_gets_later_counts(account, earlier, bob, signed_in, at):
    tom = contact(account, "tom@home.test")
    assert offer(signed_in(bob).get(at("contact", tom.pk))) == ""
    tom.replace_addresses(["tom@home.test", "tom@customer.test"])
    assert offer(signed_in(bob).get(at("contact", tom.pk))).startswith("3 earlier mails")


def test_r6_and_r7_attached_mails_stand_on_company_and_open_deals_once(account, earlier, bob, signed_in, at):
    customer = company(account)
    tom = contact(account, "tom@customer.test", company=customer)
    won = deal(account, "Rollout", (tom,))
    client = signed_in(bob)
    for _click in range(2):
        client.post(at("attach_earlier_mails", tom.pk))
    assert on_timeline(contact=tom) == on_timeline(company=customer) == on_timeline(deal=won) == 3


def test_r14_attaching_costs_the_same_for_one_mail_and_for_many(account, log, alice, signed_in, at):
    contact(account, "maya@customer.test")
    client = signed_in(alice)

    def statements(name, count):
        for n in range(count):
            log(mail(to=f"maya@customer.test, {name}@town.test", subject=f"{name} {n}", List_Id="<x.acme.test>"))
        person = contact(account, f"{name}@town.test")
        with CaptureQueriesContext(connection) as queries:
            client.get(at("contact", person.pk))
        with CaptureQueriesContext(connection) as more:
            client.post(at("attach_earlier_mails", person.pk))
        assert on_timeline(contact=person) == count
        return len(queries), len(more)

    statements("first", 1)
    assert statements("one", 1) == statements("many", 12)


def test_a_mail_that_is_private_to_another_is_neither_counted_nor_attached(account, earlier, bob, alice, signed_in, at):
    entry = earlier[0].entry
    entry.private_to = alice
    entry.save()
    tom = contact(account, "tom@customer.test")
    client = signed_in(bob)
    assert offer(client.get(at("contact", tom.pk))).startswith("2 earlier mails")
    client.post(at("attach_earlier_mails", tom.pk))
    assert on_timeline(contact=tom) == 2
    assert AwaitedContact.objects.count() == 1
    assert signed_in(bob).post(at("add_people", earlier[0].pk)).status_code == 404


def test_charlie_adds_and_attaches_nothing(account, crowded, charlie, signed_in, at):
    person = contact(account, "p4@town4.test")
    client = signed_in(charlie)
    for address in (at("add_people", crowded.pk), at("attach_earlier_mails", person.pk)):
        assert client.post(address).status_code == 404
        assert client.post(address.replace("/acme/", "/globex/")).status_code == 404
    assert AwaitedContact.objects.count() == 2
