"""Two people save the same record at once: each keeps what they changed, and only what both changed is in conflict."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts import activities, courses, tasks
from contacts.activities import CALL, Activity, Outcome
from contacts.models import Contact, Deal
from tests import factories
from tests.filled import alerts, complaint, filled, typed

# Each with the field that the first changes, and another that the second changes with the first's page not yet seen.
APART = [
    ("contact_edit", ("title", "Buyer"), ("phone", "+49 30 1")),
    ("contact_edit", ("addresses", "maya@customer.test\nmaya@lumen.test"), ("title", "Buyer")),
    ("company_edit", ("domains", "lumen.test\nlumen.example"), ("phone", "+49 30 1")),
    ("deal_edit", ("amount", "1200.00"), ("name", "Big rollout")),
    ("deal_edit", ("opened_at", "2026-01-02T03:04"), ("closes_on", "2027-01-31")),
    ("entry_edit", ("minutes", "25"), ("text", "Likes water")),
    ("task_edit", ("due_on", "2031-01-02"), ("title", "Ring her")),
]


@pytest.fixture
def maya(account):
    lumen = factories.company(account, "Lumen", ("lumen.test",))
    return factories.contact(account, "maya@customer.test", first_name="Maya", last_name="Chen", company=lumen)


@pytest.fixture
def rollout(account, maya):
    return factories.deal(account, "Rollout", (maya,), amount="1000.00")


@pytest.fixture
def edited(account, alice, maya, rollout):
    """The page on which each of these is changed."""
    said = Activity(CALL, {"text": "Likes tea", "outcome": Outcome.CONNECTED, "minutes": 5}, timezone.now())
    call = activities.write(account, alice, said, [maya])
    task = tasks.write(account, alice, tasks.Wanted("Call her", alice, timezone.now() + timedelta(days=1)), [maya])
    rows = {"contact": maya, "company": maya.company, "deal": rollout, "entry": call, "task": task}
    return {f"{kind}_edit": reverse(f"{kind}_edit", args=[account.slug, row.pk]) for kind, row in rows.items()}


@pytest.mark.parametrize(("where", "first", "second"), APART, ids=[f"{row[0]}-{row[1][0]}" for row in APART])
def test_what_the_second_did_not_touch_is_what_the_first_saved(alice, edited, signed_in, where, first, second):
    (theirs, saved), (mine, wanted) = first, second
    one, other = (filled(signed_in(alice), edited[where], mine) for _window in range(2))
    assert one.send(**{theirs: saved}).status_code == 302

    answer = other.send(**{mine: wanted})

    assert "meanwhile" in alerts(answer)
    assert (typed(answer, theirs).strip(), typed(answer, mine).strip()) == (saved, wanted)
    assert not complaint(answer, theirs), "it is in no conflict"
    assert not complaint(answer, mine), "nor is that"
    assert other.again(answer, mine).send().status_code == 302
    page = other.client.get(edited[where])
    assert (typed(page, theirs).strip(), typed(page, mine).strip()) == (saved, wanted)


def test_only_what_both_changed_is_in_conflict_and_the_page_names_what_it_took_over(alice, edited, signed_in):
    one, other = (filled(signed_in(alice), edited["contact_edit"], "title") for _window in range(2))
    one.send(title="Buyer", lifecycle="customer", addresses="maya@customer.test\nmaya@lumen.test")

    answer = other.send(title="Boss", phone="+49 30 1")

    assert "Saved now: Buyer" in complaint(answer, "title")
    assert [name for name in ("phone", "lifecycle", "addresses", "owner") if complaint(answer, name)] == []
    assert "taken over: Email addresses, Lifecycle stage." in alerts(answer)
    assert other.again(answer, "title").send().status_code == 302
    maya = Contact.objects.get()
    assert (maya.title, maya.phone, maya.lifecycle) == ("Boss", "+49 30 1", "customer")
    assert maya.addresses == ["maya@customer.test", "maya@lumen.test"]


def test_addresses_that_both_changed_are_named_as_a_list(alice, edited, signed_in):
    one, other = (filled(signed_in(alice), edited["contact_edit"], "title") for _window in range(2))
    one.send(addresses="maya@customer.test\nmaya@lumen.test")

    answer = other.send(addresses="maya@home.test")

    assert "Saved now: maya@customer.test, maya@lumen.test" in complaint(answer, "addresses")
    assert typed(answer, "addresses").strip() == "maya@home.test"


def test_a_form_sent_twice_has_nothing_to_decide(alice, edited, signed_in):
    form = filled(signed_in(alice), edited["contact_edit"], "title")
    assert form.send(title="Buyer").status_code == 302

    assert form.send(title="Buyer").status_code == 302


def test_a_deal_that_moved_on_and_whose_people_changed_meanwhile_stays_there(account, alice, edited, signed_in):
    tom = factories.contact(account, "tom@lumen.test", company=Deal.objects.get().company)
    maya = Contact.objects.exclude(pk=tom.pk).get()
    Deal.objects.update(company=maya.company)
    Contact.objects.update(company=maya.company)
    one, other = (filled(signed_in(alice), edited["deal_edit"], "name") for _window in range(2))
    assert one.send(stage="won", people=[maya.pk, tom.pk]).status_code == 302

    answer = other.send(name="Big rollout")

    assert "taken over: Stage, Contacts." in alerts(answer)
    assert other.again(answer, "name").send().status_code == 302
    deal = Deal.objects.get()
    assert (deal.name, deal.stage, set(deal.contacts.all())) == ("Big rollout", "won", {maya, tom})


def test_an_amount_in_its_place_does_not_take_back_the_currency_of_somebody_else(account, alice, rollout, signed_in):
    page = reverse("deal_field", args=[account.slug, rollout.pk]) + "?field=amount"
    one, other = (filled(signed_in(alice), page, "amount") for _window in range(2))
    assert one.send(currency="USD").status_code == 302

    answer = other.send(amount="1500.00")

    assert "meanwhile" in alerts(answer)
    assert typed(answer, "currency") == "USD"
    assert not complaint(answer, "amount")
    assert other.again(answer, "amount").send().status_code == 302
    deal = Deal.objects.get()
    assert (str(deal.amount), deal.currency) == ("1500.00", "USD")


@pytest.mark.parametrize("which", [0, 1], ids=["pipeline", "stage"])
def test_of_two_who_rename_a_pipeline_or_a_stage_the_second_reads_the_name_of_the_first(
    account, alice, signed_in, which
):
    courses.begin(account)
    page = reverse("pipelines", args=[account.slug])
    one, other = (filled(signed_in(alice), page, "name", which) for _window in range(2))
    assert one.send(name="First", do="rename").status_code == 302

    answer = other.send(name="Second", do="rename")

    assert "Saved now: First" in complaint(answer, "name", which)
    assert typed(answer, "name", which) == "Second"
    assert other.again(answer, "name", which).send(do="rename").status_code == 302
    assert typed(other.client.get(page), "name", which) == "Second"
