"""Every form about contacts, companies, deals and their timelines, filled in wrongly: one clear sentence at the field,
nothing typed is lost, and nobody overwrites what somebody else saved meanwhile."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts import courses, notes, tasks
from contacts.models import Contact, Pipeline
from tests import factories
from tests.filled import alerts, complaint, controls, filled, forms_of, typed

TOO_LONG = "x" * 30_000
LAST = -1  # of the forms for names on the page of pipelines: the one that makes another
NO_NAME = "This field is required."
NAMES = [("", NO_NAME), ("   ", NO_NAME), ("x" * 101, "at most 100 characters")]

# The page, a field of its form, what is typed there, what is said at it, and other fields that are filled in first.
WRONG = [
    ("contact_new", "first_name", TOO_LONG, "at most 100 characters", {}),
    ("contact_new", "last_name", TOO_LONG, "at most 100 characters", {}),
    ("contact_new", "title", TOO_LONG, "at most 100 characters", {}),
    ("contact_new", "phone", TOO_LONG, "at most 50 characters", {}),
    ("contact_new", "first_name", "Ma\0ya", "Null characters are not allowed.", {}),
    ("contact_new", "addresses", "maya(at)customer", "“maya(at)customer” is no mail address.", {}),
    ("contact_new", "addresses", "maya@customer.test", "maya@customer.test is already an address of Maya Chen.", {}),
    ("contact_new", "addresses", "\n".join(f"{n}@x.test" for n in range(60)), "At most 50 lines.", {}),
    ("contact_new", "company_name", "Nobody Ltd", "No company is called Nobody Ltd.", {}),
    ("contact_new", "lifecycle", "emperor", "not one of the available choices", {}),
    ("contact_new", "owner", "999999999", "not one of the available choices", {}),
    ("company_new", "name", "", NO_NAME, {}),
    ("company_new", "name", "   ", NO_NAME, {}),
    ("company_new", "name", TOO_LONG, "at most 200 characters", {}),
    ("company_new", "phone", TOO_LONG, "at most 50 characters", {"name": "New"}),
    ("company_new", "domains", "no domain", "“no domain” is no domain: write it like example.com.", {"name": "New"}),
    ("company_new", "domains", "lumen.test", "lumen.test is already a domain of Lumen.", {"name": "New"}),
    ("deal_new", "name", "", NO_NAME, {}),
    ("deal_new", "name", TOO_LONG, "at most 200 characters", {}),
    ("deal_new", "amount", "plenty", "Enter a number.", {"name": "New"}),
    ("deal_new", "amount", "9" * 40, "no more than", {"name": "New"}),
    ("deal_new", "amount", "NaN", "Enter a number.", {"name": "New"}),
    ("deal_new", "currency", "€", "A currency has three letters, such as EUR.", {"name": "New"}),
    ("deal_new", "currency", "", NO_NAME, {"name": "New"}),
    (
        "deal_new",
        "stage",
        "nowhere",
        "This must be one of New, Qualified, Proposal, Negotiation, Won, Lost.",
        {"name": "New"},
    ),
    ("deal_new", "opened_at", "yesterday", "Enter a valid date/time.", {"name": "New"}),
    ("deal_new", "closes_on", "2026-02-31", "Enter a valid date.", {"name": "New"}),
    ("deal_new", "others", "nobody@known.test", "No contact has the address nobody@known.test.", {"name": "New"}),
    ("?compose=note", "text", "", NO_NAME, {}),
    ("?compose=note", "text", TOO_LONG, "at most 20000 characters", {}),
    ("?compose=call", "outcome", "sung", "not one of the available choices", {}),
    ("?compose=call", "at", "soon", "Enter a valid date/time.", {}),
    ("?compose=call", "at", "1066-10-14T09:00", "Give a year between 1970 and 2100.", {}),
    ("?compose=call", "minutes", "0", "greater than or equal to 1", {}),
    ("?compose=call", "minutes", "a few", "Enter a whole number.", {}),
    ("?compose=call", "text", TOO_LONG, "at most 20000 characters", {}),
    ("?compose=meeting", "title", "", NO_NAME, {}),
    ("?compose=meeting", "title", TOO_LONG, "at most 300 characters", {}),
    ("?compose=meeting", "with_", TOO_LONG, "at most 300 characters", {"title": "Lunch"}),
    ("?compose=meeting", "minutes", "99999", "less than or equal to 1440", {"title": "Lunch"}),
    ("?compose=task", "title", "", NO_NAME, {}),
    ("?compose=task", "title", TOO_LONG, "at most 300 characters", {}),
    ("?compose=task", "due_on", "someday", "Enter a valid date.", {"title": "Ring"}),
    ("?compose=task", "due_on", "0001-01-01", "Give a year between 1970 and 2100.", {"title": "Ring"}),
    ("?compose=task", "due_time", "25:61", "Enter a valid time.", {"title": "Ring", "due_on": "2026-12-01"}),
    ("?compose=task", "due_on", "", "Say on which day it is due.", {"title": "Ring", "due_time": "09:00"}),
    ("?compose=task", "reminder", "never", "not one of the available choices", {"title": "Ring"}),
    (
        "?compose=task",
        "assignee",
        "",
        "Choose who is to be reminded.",
        {"title": "Ring", "due_on": "2030-12-01", "reminder": "due"},
    ),
    ("?compose=task", "assignee", "999999999", "not one of the available choices", {"title": "Ring"}),
    ("pipelines", "name", "", NO_NAME, {}),
    ("pipelines", "name", TOO_LONG, "at most 100 characters", {}),
    ("pipelines", "name", "Sales", "There is a pipeline of this name already.", {}),
]


# What one chooses out of a list cannot be kept where it is not on the list.
CHOSEN = {"owner", "lifecycle", "stage", "outcome", "reminder", "assignee"}


@pytest.fixture
def maya(account):
    lumen = factories.company(account, "Lumen", ("lumen.test",))
    return factories.contact(account, "maya@customer.test", first_name="Maya", last_name="Chen", company=lumen)


def page_of(account, maya, name):
    return maya.get_absolute_url() + name if name.startswith("?") else reverse(name, args=[account.slug])


@pytest.mark.parametrize(
    ("where", "name", "value", "sentence", "rest"), WRONG, ids=[f"{row[0]}-{row[1]}-{row[2][:12]!r}" for row in WRONG]
)
def test_what_is_wrong_is_said_once_at_its_field_and_nothing_typed_is_lost(
    account, alice, maya, signed_in, where, name, value, sentence, rest
):
    if where == "pipelines" and value == "Sales":
        Pipeline.objects.create(account=account, name="Sales")
    which = LAST if where == "pipelines" else 0
    form = filled(signed_in(alice), page_of(account, maya, where), name, which)

    answer = form.send(**rest | {name: value})

    assert answer.status_code == 200
    said = complaint(answer, name, which)
    assert sentence in said
    assert said.count(". ") <= 1, "one clear sentence"
    for field, kept in (rest | {name: value}).items():
        if field not in CHOSEN:
            assert typed(answer, field, which).strip("\n") == kept.replace("\0", "\ufffd").strip("\n")


# The forms for names on the page of pipelines, in their order: of the pipeline, of its first stage, of another stage.
@pytest.mark.parametrize(
    ("which", "value", "sentence"),
    [
        *((which, wrong, sentence) for which in (0, 1, 5) for wrong, sentence in NAMES),
        (0, "Renewals", "There is a pipeline of this name already."),
        (5, "One more", "A pipeline has at most 4 stages."),
    ],
)
def test_so_it_is_with_every_name_of_a_pipeline_and_its_stages(
    account, alice, signed_in, monkeypatch, which, value, sentence
):
    courses.begin(account)
    Pipeline.objects.create(account=account, name="Renewals", position=1)
    monkeypatch.setattr(courses, "MOST_STAGES", 4)
    form = filled(signed_in(alice), reverse("pipelines", args=[account.slug]), "name", which)

    answer = form.send(name=value, do="add" if which == 5 else "rename")

    assert answer.status_code == 200
    assert sentence in complaint(answer, "name", which)
    assert typed(answer, "name", which).strip() == value.strip()
    assert "autofocus" in controls(forms_of(answer, "name")[which], "name")[0].attrib
    assert "changed" not in alerts(answer)


def test_a_contact_that_says_nothing_is_told_so_above_its_fields(account, alice, maya, signed_in):
    answer = filled(signed_in(alice), reverse("contact_new", args=[account.slug]), "first_name").send(title="Buyer")

    assert "Give at least a name or an email address." in alerts(answer)
    assert typed(answer, "title") == "Buyer"
    assert Contact.objects.count() == 1


# Each with the address of the form, the field that both change, what the first and what the second one writes.
BOTH = [
    ("contact_edit", "title", "Buyer", "Head of buying"),
    ("company_edit", "name", "Lumen Ltd", "Lumen Group"),
    ("deal_edit", "amount", "1200.00", "1500.00"),
    ("entry_edit", "text", "Likes coffee", "Likes water"),
    ("task_edit", "title", "Ring her", "Write to her"),
]


@pytest.fixture
def edited(account, alice, maya):
    """The page on which each of these is changed."""
    deal = factories.deal(account, "Rollout", (maya,), amount="1000.00")
    note = notes.write(account, maya, "Likes tea", alice)
    task = tasks.write(account, alice, tasks.Wanted("Call her", alice, timezone.now() + timedelta(days=1)), [maya])
    rows = {"contact": maya, "company": maya.company, "deal": deal, "entry": note, "task": task}
    return {f"{kind}_edit": reverse(f"{kind}_edit", args=[account.slug, row.pk]) for kind, row in rows.items()}


@pytest.mark.parametrize(("where", "name", "first", "second"), BOTH, ids=[row[0] for row in BOTH])
def test_of_two_people_at_once_the_second_reads_both_versions_and_then_decides(
    alice, edited, signed_in, where, name, first, second
):
    one, other = (filled(signed_in(alice), edited[where], name) for _window in range(2))
    assert one.send(**{name: first}).status_code == 302

    answer = other.send(**{name: second})

    assert answer.status_code == 200
    assert "meanwhile" in alerts(answer)
    assert first in answer.content.decode()
    assert typed(answer, name).strip() == second
    assert typed(other.client.get(edited[where]), name).strip() == first, "nothing was overwritten"
    newest = forms_of(answer, name)[0].fields["seen"]
    assert other.send(**{name: second, "seen": newest}).status_code == 302
    assert typed(other.client.get(edited[where]), name).strip() == second


IN_PLACE = [
    ("contact", "phone", "phone", "+49 1", "+49 2"),
    ("contact", "title", "title", "Buyer", "Boss"),
    ("company", "name", "name", "Lumen Ltd", "Lumen Group"),
    ("deal", "amount", "amount", "1200.00", "1500.00"),
]


@pytest.mark.parametrize(("kind", "field", "name", "first", "second"), IN_PLACE)
def test_so_it_is_with_a_field_in_its_place(account, alice, maya, signed_in, kind, field, name, first, second):
    deal = factories.deal(account, "Rollout", (maya,), amount="1000.00")
    row = {"contact": maya, "company": maya.company, "deal": deal}[kind]
    page = reverse(f"{kind}_field", args=[account.slug, row.pk]) + f"?field={field}"
    one, other = (filled(signed_in(alice), page, name) for _window in range(2))
    assert one.send(**{name: first}).status_code == 302

    answer = other.send(**{name: second})

    assert "Somebody else changed this meanwhile." in alerts(answer)
    assert f"Saved now: {first}" in complaint(answer, name)
    assert typed(answer, name) == second
    assert other.send(**{name: second, "seen": forms_of(answer, name)[0].fields["seen"]}).status_code == 302


@pytest.mark.parametrize("kind", ["note", "call", "meeting"])
def test_the_browser_does_not_cut_what_is_pasted_so_that_it_is_said_when_it_is_too_long(alice, maya, signed_in, kind):
    page = signed_in(alice).get(f"{maya.get_absolute_url()}?compose={kind}")
    assert [box.get("maxlength") for box in controls(forms_of(page, "text")[0], "text")] == [None]


def test_a_form_begun_twice_makes_one_contact_of_an_address(account, alice, signed_in):
    form = filled(signed_in(alice), reverse("contact_new", args=[account.slug]), "first_name")
    assert form.send(first_name="Nora", addresses="nora@new.test").status_code == 302

    again = form.send(first_name="Nora", addresses="nora@new.test", once="")

    assert "nora@new.test is already an address of Nora." in complaint(again, "addresses")
    assert Contact.objects.count() == 1
