"""Every order and filter that a list offers is served by an index of PostgreSQL, and costs the same at any size."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from contacts.columns import Columns
from contacts.models import Company, CompanyDomain, Contact, ContactEmail, Deal
from contacts.searching import fragments
from contacts.sheets import SHEETS
from crm.paging import page

ROWS = 3000

# What an address asks for, and the index that answers it.
ANSWERED = [
    ("contacts/?sort=added", "contact_by_age|contact_pkey"),
    ("contacts/?sort=name", "contact_by_name"),
    ("contacts/?sort=-name", "contact_by_name"),
    ("contacts/?owner=me", "contact_by_owner"),
    ("contacts/?lifecycle=lead", "contact_by_stage"),
    ("contacts/?origin=api", "contact_by_hand"),
    ("contacts/?company=5", "contact_by_company"),
    ("companies/?sort=name", "company_by_name"),
    ("companies/?owner=me&sort=added", "company_by_owner"),
    ("deals/?sort=opened", "deal_by_opening"),
    ("deals/?sort=amount", "deal_by_worth"),
    ("deals/?sort=-amount", "deal_by_worth"),
    ("deals/?sort=closing", "deal_by_closing"),
    ("deals/?sort=name", "deal_by_name"),
    ("deals/?stage=proposal", "deal_by_stage"),
    ("deals/?owner=me", "deal_by_owner"),
]


@pytest.fixture
def crowd(account, alice, bob):
    """Few rows of many have what is asked for, as it is where a filter is worth its index."""
    Contact.objects.bulk_create(
        Contact(
            account=account,
            last_name=f"L{n}",
            owner=alice if n % 100 == 0 else None,
            lifecycle="lead" if n % 90 == 0 else "",
            origin="api" if n % 80 == 0 else "email logging",
        )
        for n in range(ROWS)
    )
    Deal.objects.bulk_create(
        Deal(
            account=account,
            name=f"D{n}",
            stage="proposal" if n % 100 == 0 else "new",
            amount=n or None,
            owner=alice if n % 70 == 0 else bob,
        )
        for n in range(ROWS)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact, contacts_deal")
        # These tables are small: what is asked is whether an index can serve, not whether it pays here.
        for way in ("seqscan", "bitmapscan", "hashjoin", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")


@pytest.mark.parametrize(("address", "index"), ANSWERED)
def test_an_index_answers(address, index, account, alice, crowd):
    name, _slash, text = address.partition("/?")
    sheet, query = SHEETS[name], QueryDict(text)
    order = Columns(sheet.columns, sheet.sort, query.get("sort", ""), []).order
    rows = sheet.matching(account, alice, query)
    first = page(rows, order=order, size=5)
    plans = [rows.order_by(*order)[:51].explain()]
    if first.next:
        plans.append(_plan_of_the_next(rows, order, first.next))
    for plan in plans:
        assert any(each in plan for each in index.split("|")), plan
        assert "Sort Key: contacts_" not in plan.partition("SubPlan")[0], plan


def _plan_of_the_next(rows, order, cursor) -> str:
    from crm.paging import _Keyset

    return _Keyset(rows, order).after(rows, cursor).order_by(*order)[:51].explain()


@pytest.fixture
def many(account):
    firms = Company.objects.bulk_create(Company(account=account, name=f"Firm {n}") for n in range(ROWS))
    CompanyDomain.objects.bulk_create(
        CompanyDomain(account=account, company=firm, domain=f"d{firm.pk}.test") for firm in firms
    )
    people = Contact.objects.bulk_create(
        Contact(account=account, last_name=f"Person {n}", company=firm) for n, firm in enumerate(firms)
    )
    ContactEmail.objects.bulk_create(
        ContactEmail(account=account, contact=one, address=f"p{one.pk}@x.test", is_primary=True) for one in people
    )
    Deal.objects.bulk_create(Deal(account=account, name=f"Deal {n}", company=firm) for n, firm in enumerate(firms))
    with connection.cursor() as cursor:
        tables = ("contact", "contactemail", "company", "companydomain", "deal")
        cursor.execute("ANALYZE " + ", ".join(f"contacts_{table}" for table in tables))
        cursor.execute("SET LOCAL enable_seqscan = off")  # of small tables it is asked whether an index can serve


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the plans of PostgreSQL")
@pytest.mark.parametrize("page", ["contacts", "companies", "deals"])
def test_the_indexes_of_search_answer_for_each_place(account, many, page):
    model = {"contacts": Contact, "companies": Company, "deals": Deal}[page]
    with CaptureQueriesContext(connection) as asked:
        assert fragments.few(model, account, "undstro") == set()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[-1]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    for place in fragments.PLACES[model]:
        table = place._meta.db_table
        assert f"recordsearch_{table} " in plan, plan
        assert f"recordsearch_{table}_typos" in plan, plan
    assert "Seq Scan" not in plan, plan
