"""What stands beside a record, bounded however much there is of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, TimelineEntry
from contacts.related import Related
from tests import factories


def test_who_shares_most_mails_with_a_contact_comes_first(
    account, alice, maya, mailed, look, django_assert_num_queries
):
    tom, ida = (factories.contact(account, f"{name}@x.test", first_name=name) for name in ("Tom", "Ida"))
    nameless = factories.contact(account, "only@x.test")
    for people in ((tom,), (tom, ida), (tom, ida, nameless)):
        mailed("Together", maya, *people)
    with django_assert_num_queries(2):  # the reader's teams, and who it is
        found = Related(account, maya, alice).sharing
    assert [(one.name, one.mails) for one in found] == [("Tom", 3), ("Ida", 2), ("only@x.test", 1)]
    assert "Often on the same mails" in look(f"contacts/{maya.pk}/")


def test_mails_that_are_private_to_others_betray_nobody(account, alice, bob, maya, mailed):
    tom = factories.contact(account, "tom@x.test", first_name="Tom")
    mailed("Secret", maya, tom)
    TimelineEntry.objects.update(private_to=bob)
    assert Related(account, maya, alice).sharing == []


def test_a_company_with_three_thousand_contacts_shows_a_few_and_the_way_to_all(account, alice, lumen, signed_in):
    client, page = signed_in(alice), lumen.get_absolute_url()
    Contact.objects.create(account=account, company=lumen, first_name="One")
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        assert "All contacts of this company" not in client.get(page).content.decode()
    Contact.objects.bulk_create(
        Contact(account=account, company=lumen, first_name=f"Person {number}.") for number in range(3_000)
    )
    with CaptureQueriesContext(connection) as many:
        shown = client.get(page).content.decode()
    assert len(many) == len(one)
    assert shown.count("Person ") <= 2 * 8
    assert f"/contacts/?company={lumen.pk}" in shown


@pytest.mark.parametrize("kind", ["contact", "company", "deal"])
def test_a_page_with_ten_thousand_entries_takes_as_many_statements_as_one_with_a_single_one(
    kind, alice, maya, lumen, rollout, happened, signed_in
):
    record = {"contact": maya, "company": lumen, "deal": rollout}[kind]
    client, page = signed_in(alice), record.get_absolute_url()
    happened(1, **{kind: record})
    client.get(page)
    with CaptureQueriesContext(connection) as single:
        client.get(page)
    happened(10_000, **{kind: record})
    with CaptureQueriesContext(connection) as full:
        assert client.get(page).content.decode().count("<article") == 25
    assert len(full) == len(single) <= 20, [query["sql"][:120] for query in full]


@pytest.mark.parametrize("kind", ["contact", "company"])
def test_more_deals_than_are_shown_are_counted_and_led_to(kind, account, alice, maya, lumen, signed_in):
    record, client = {"contact": maya, "company": lumen}[kind], signed_in(alice)
    factories.deal(account, "Of nobody")
    factories.deal(account, "The only one", (maya,), company=lumen)
    page = record.get_absolute_url()
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        assert "show all" not in client.get(page).content.decode()
    for number in range(22):
        factories.deal(account, f"Deal {number}", (maya,), company=lumen)
    with CaptureQueriesContext(connection) as many:
        shown = client.get(page).content.decode()
    assert len(many) == len(one)
    assert "and 3 more: show all" in shown
    assert f'href="/a/acme/deals/?{kind}={record.pk}"' in shown
    listed = client.get(f"/a/acme/deals/?{kind}={record.pk}").content.decode()
    assert "The only one" in listed
    assert str(record) in listed.partition("chip-set")[2]
    assert "Of nobody" not in listed


def test_deals_of_a_contact_of_another_account_are_none(account, other_account, rollout, look):
    theirs = factories.contact(other_account, "x@globex.test", first_name="Xenia")
    shown = look(f"deals/?contact={theirs.pk}")
    assert "Xenia" not in shown
    assert "Rollout" not in shown
    assert "Rollout" in look("deals/?contact=maya")
