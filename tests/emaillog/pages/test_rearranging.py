"""Changing by hand which records a mail stands on: by a search, without scripts too, and remembered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import TimelineLink
from emaillog import rearranging
from emaillog.associations import Associations
from emaillog.models import AssociationChange
from tests.emaillog.test_at_once import at_once
from tests.factories import company, contact, deal


@pytest.fixture
def tom(account):
    return contact(account, "tom@else.test", first_name="Tom", last_name="Ford")


@pytest.fixture
def change(signed_in, bob, at):
    def sent(email, how, record, by=bob, **options):
        kind = type(record).__name__.lower()
        fields = {"record": f"{kind}:{record.pk}", "change": how}
        return signed_in(by).post(at("email_associations", email.pk), fields, **options)

    return sent


def stands_on(email) -> set[tuple[str, int]]:
    links = TimelineLink.objects.filter(entry=email.entry_id)
    return {
        (kind, pk)
        for link in links
        for kind, pk in (("contact", link.contact_id), ("company", link.company_id), ("deal", link.deal_id))
        if pk
    }


def test_a_mail_is_put_on_another_contact(log, tom, change, signed_in, bob, at):
    email = log(subject="For Tom too")
    page = change(email, "add", tom, follow=True).content.decode()
    assert "The mail is on the timeline of Tom Ford now." in page
    assert "For Tom too" in signed_in(bob).get(at("contact", tom.pk)).content.decode()
    assert TimelineLink.objects.get(contact=tom).occurred_at == email.occurred_at


@pytest.mark.parametrize("kind", ["contact", "company", "deal"])
def test_each_kind_of_record_is_added_and_taken_away(account, log, change, kind):
    email = log()
    record = {"contact": lambda: contact(account), "company": lambda: company(account), "deal": lambda: deal(account)}
    other, before = record[kind](), stands_on(email)
    change(email, "add", other)
    assert stands_on(email) == before | {(kind, other.pk)}
    change(email, "take_away", other)
    assert stands_on(email) == before


def test_only_what_was_asked_for_changes(account, log, maya, change, tom):
    tom.company = company(account, "Tom's")
    tom.save()
    email = log()
    before = stands_on(email)
    change(email, "add", tom)
    assert stands_on(email) == before | {("contact", tom.pk)}
    change(email, "take_away", maya)
    assert stands_on(email) == (before | {("contact", tom.pk)}) - {("contact", maya.pk)}


def test_the_last_record_stays(log, change, account):
    email = log(to="one@gmail.com")
    (contact_link,) = TimelineLink.objects.all()
    page = change(email, "take_away", contact_link.contact, follow=True).content.decode()
    assert "must stand on one record at least" in page
    assert len(stands_on(email)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_take_away_at_once_leave_one_record(account, alice, bcc_address, deliver):
    (inbound,) = deliver(factory_mail(), to=bcc_address)
    email = inbound.email
    first, second = (link.contact for link in TimelineLink.objects.select_related("contact").order_by("id"))

    def taken(record) -> str:
        try:
            rearranging.take_away(email, record, alice)
        except rearranging.LastPlaceError:
            return "last"
        return "taken"

    assert sorted(at_once(taken, [first, second])) == ["last", "taken"]
    assert TimelineLink.objects.count() == 1


def factory_mail():
    from tests.factories import mail

    return mail(to="one@gmail.com, two@gmail.com")


def test_who_changed_what_is_told(log, maya, tom, change, signed_in, bob, at):
    email = log()
    change(email, "add", tom)
    change(email, "take_away", maya)
    page = " ".join(signed_in(bob).get(at("email_why", email.pk)).content.decode().split())
    assert "Tom Ford</bdi></a> was added by <b>Bob Berry</b>." in page
    assert "Maya Chen</bdi></a> was taken away by <b>Bob Berry</b>." in page


def test_changes_hold_when_the_rules_are_asked_again(account, log, maya, tom, change):
    other, big = company(account, "Else"), maya.deals.get()
    email = log()
    for how, record in (("add", tom), ("add", other), ("take_away", maya), ("take_away", big)):
        change(email, how, record)
    found = Associations((maya.pk,), {maya.company_id: maya.pk}, {big.pk: maya.pk})
    left = rearranging.apply_changes(email, found)
    assert left.contacts == (tom.pk,)
    assert set(left.companies) == {maya.company_id, other.pk}
    assert left.deals == {}


def test_changing_ones_mind_leaves_one_change(log, tom, change):
    email = log()
    for how in ("add", "take_away", "add"):
        change(email, how, tom)
    assert [each.is_added for each in AssociationChange.objects.all()] == [True]


def test_adding_what_is_there_and_taking_away_what_is_not_changes_nothing(log, maya, tom, change):
    email = log()
    before = stands_on(email)
    change(email, "add", maya)
    change(email, "take_away", tom)
    assert stands_on(email) == before
    assert not AssociationChange.objects.exists()


def test_a_search_finds_all_kinds_but_what_is_there_already(account, log, maya, signed_in, bob, at):
    company(account, "Maya Holding")
    deal(account, "Maya's next deal")
    contact(account, "maya.other@x.test", first_name="Maya", last_name="Other")
    email = log()
    for headers in ({}, {"hx-request": "true", "hx-target": "associations-found"}):
        page = signed_in(bob).get(at("email_associations", email.pk) + "?q=maya", headers=headers).content.decode()
        found = page.partition('id="associations-found"')[2]
        for name in ("Maya Holding", "Maya&#x27;s next deal", "Maya Other"):
            assert name in found
        assert "Maya Chen" not in found
        assert ("<html" in page) == (not headers)


def test_a_search_without_a_hit_says_so(log, signed_in, bob, at):
    page = signed_in(bob).get(at("email_associations", log().pk) + "?q=nobody-here").content.decode()
    assert "Nothing more is called “nobody-here”." in page


def test_the_page_takes_the_same_queries_for_many_records_as_for_one(account, log, signed_in, bob, at):
    for n in range(12):
        person = contact(account, f"found{n}@x.test", company=company(account, f"Found {n}"))
        deal(account, f"Found {n}", contacts=(person,), company=person.company)

    def queries(email, words):
        client = signed_in(bob)
        with CaptureQueriesContext(connection) as seen:
            client.get(at("email_associations", email.pk) + f"?q={words}")
        return len(seen)

    few, many = log(subject="few"), log(subject="many", to=", ".join(f"p{n}@town.test" for n in range(30)))
    assert queries(many, "found 1") == queries(few, "found 1") <= 25


@pytest.mark.parametrize(
    "record", ["", "contact:", "contact:x", "contact:²", "user:1", "deal:99999999999999999999999", ":1"]
)
def test_what_is_no_record_is_not_found(log, signed_in, bob, at, record):
    answer = signed_in(bob).post(at("email_associations", log().pk), {"record": record})
    assert answer.status_code == 404


def test_records_of_another_account_are_not_found(other_account, log, change):
    email = log()
    before = stands_on(email)
    assert change(email, "add", contact(other_account, "f@globex.test")).status_code == 404
    assert stands_on(email) == before


def test_strangers_change_nothing(log, tom, change, charlie, other_account, signed_in, at):
    email = log()
    before = stands_on(email)
    assert change(email, "add", tom, by=charlie).status_code == 404
    address = at("email_associations", email.pk).replace("/acme/", f"/{other_account.slug}/")
    assert signed_in(charlie).post(address, {"record": f"contact:{tom.pk}"}).status_code == 404
    assert stands_on(email) == before
