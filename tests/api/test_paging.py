"""Lists of any length: every row exactly once, and a page costs the same number of queries whatever it holds."""

from datetime import timedelta

import pytest

from contacts.models import Contact, TimelineEntry, TimelineLink
from emaillog.models import Attachment, InboundMessage, LoggedEmail
from tests import factories


def many_contacts(account, number):
    company = factories.company(account, "Customer Ltd")
    return [factories.contact(account, f"{n}@c.test", f"{n}@d.test", company=company) for n in range(number)]


def many_companies(account, number):
    return [factories.company(account, f"Company {n}", (f"{n}.test", f"{n}.example")) for n in range(number)]


def many_deals(account, number):
    people = tuple(many_contacts(account, 2))
    return [factories.deal(account, f"Deal {n}", people, company=people[0].company) for n in range(number)]


def many_emails(account, number):
    """All of the same minute, so that the order hangs on the ids."""
    return [email(account, n) for n in range(number)]


def email(account, number):
    person = factories.contact(account, f"{number}@c.test")
    data = {"account": account, "occurred_at": factories.MORNING}
    entry = TimelineEntry.objects.create(kind="emaillog.email", **data)
    TimelineLink.objects.create(entry=entry, contact=person, **data)
    made = LoggedEmail.objects.create(
        entry=entry, log_key=str(number), logged_by=account.memberships.first().user, source="bcc", **data
    )
    Attachment.objects.create(account=account, email=made, position=0, name="a", content_type="a/b", size=1, blob="x")
    return made


def many_messages(account, number):
    user = account.memberships.first().user
    return [InboundMessage.objects.create(account=account, logger=user, blob="x", size=1) for _ in range(number)]


LISTS = {
    "contacts": many_contacts,
    "companies": many_companies,
    "deals": many_deals,
    "emails": many_emails,
    "inbound-messages": many_messages,
}


@pytest.mark.parametrize("path", LISTS)
def test_paging_walks_all_rows_exactly_once(api, account, path):
    made = LISTS[path](account, 7)
    walked = api.walk(path, limit=3)
    assert len(walked) == len(made)
    assert {str(item["id"]) for item in walked} == {str(row.pk) for row in made}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_many_costs_as_many_queries_as_a_list_of_one(
    api, account, path, django_assert_max_num_queries, django_assert_num_queries
):
    LISTS[path](account, 12)
    api.items(path)  # the first use of a token in an hour is noted
    with django_assert_max_num_queries(8) as one:
        assert len(api.items(path, limit=1)) == 1
    with django_assert_num_queries(len(one)):
        assert len(api.items(path, limit=12)) == 12


def test_a_timeline_is_walked_newest_first_at_the_same_cost_for_one_and_many(api, account, django_assert_num_queries):
    person = factories.contact(account, "maya@customer.test")
    for hours in range(7):
        data = {"account": account, "occurred_at": factories.MORNING + timedelta(hours=hours % 3)}
        entry = TimelineEntry.objects.create(kind="contacts.note", data={"text": str(hours)}, **data)
        TimelineLink.objects.create(entry=entry, contact=person, **data)
    path = f"contacts/{person.pk}/timeline"
    assert [item["data"]["text"] for item in api.walk(path, limit=2)] == ["5", "2", "4", "1", "6", "3", "0"]
    for limit in (1, 7):
        with django_assert_num_queries(5):  # token, contact, its addresses, the reader's teams, the entries
            assert len(api.items(path, limit=limit)) == limit


def test_next_keeps_the_question(api, account):
    many_contacts(account, 3)
    page = api.get("contacts", limit=2, email="1@c.test").json()
    assert page["next"] is None
    page = api.get("contacts", limit=2).json()
    assert page["next"].startswith("http://testserver/api/v1/contacts?limit=2&cursor=")


def test_all_of_next_is_taken_for_the_cursor_as_well(api, account):
    many_contacts(account, 3)
    first = api.get("contacts", limit=2).json()
    assert api.get("contacts", cursor=first["next"]).json() == api.get(first["next"]).json()


def test_rows_that_come_meanwhile_neither_shift_nor_repeat(api, account):
    made = many_contacts(account, 4)
    first = api.get("contacts", limit=2).json()
    factories.contact(account, "new@c.test")
    Contact.objects.filter(pk=made[-1].pk).delete()
    rest = api.get(first["next"]).json()["items"]
    assert [item["id"] for item in rest] == [made[1].pk, made[0].pk]


def test_fifty_rows_a_page_unless_said_otherwise_and_a_hundred_at_most(api, account):
    Contact.objects.bulk_create(Contact(account=account) for _ in range(101))
    assert len(api.items("contacts")) == 50
    assert len(api.items("contacts", limit=100)) == 100
    for limit in (0, 101, -1, "many"):
        assert api.get("contacts", limit=limit).status_code == 422


@pytest.mark.parametrize("cursor", ["nonsense", "a:b:c", "\0", "é"])
def test_a_broken_cursor_is_a_bad_request(api, cursor):
    answer = api.get("contacts", cursor=cursor)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("This cursor is none of this list")


def test_the_cursor_of_one_list_does_not_open_another(api, account):
    many_contacts(account, 2)
    cursor = api.get("contacts", limit=1).json()["next"].partition("cursor=")[2]
    assert api.get("companies", cursor=cursor).status_code == 400
