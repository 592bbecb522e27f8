"""What is sent twice is made once: by a double click, or again after an answer that came too late."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection
from django.urls import reverse

from contacts.models import Company, Contact, Deal, Task, TimelineEntry
from crm import once
from tests import factories
from tests.filled import complaint, filled, typed

NEW = [("contact_new", "first_name", Contact), ("company_new", "name", Company), ("deal_new", "name", Deal)]


@pytest.fixture
def maya(account):
    return factories.contact(account, "maya@customer.test", first_name="Maya")


@pytest.mark.parametrize(("where", "field", "model"), NEW)
def test_a_new_record_sent_twice_is_made_once_and_both_lead_there(account, alice, signed_in, where, field, model):
    form = filled(signed_in(alice), reverse(where, args=[account.slug]), field)
    first, second = (form.send(**{field: "Nora"}) for _click in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] == model.objects.get().get_absolute_url()


def test_the_next_record_written_into_the_same_form_is_another_one(account, alice, signed_in):
    form = filled(signed_in(alice), reverse("contact_new", args=[account.slug]), "first_name")
    assert form.send(first_name="Nora")["Location"] != form.send(first_name="Nils")["Location"]


def test_two_of_one_name_from_two_pages_are_two(account, alice, signed_in):
    for _page in range(2):
        filled(signed_in(alice), reverse("contact_new", args=[account.slug]), "first_name").send(first_name="Nora")
    assert Contact.objects.count() == 2


def test_what_was_refused_can_be_sent_again(account, alice, signed_in, maya):
    form = filled(signed_in(alice), reverse("contact_new", args=[account.slug]), "first_name")
    wanted = {"first_name": "Nora", "addresses": "maya@customer.test"}
    assert complaint(form.send(**wanted), "addresses")
    maya.delete()
    assert form.send(**wanted).status_code == 302
    assert Contact.objects.get().first_name == "Nora"


def test_another_persons_form_is_not_taken_for_the_same(account, alice, bob, signed_in):
    page = reverse("contact_new", args=[account.slug])
    form = filled(signed_in(alice), page, "first_name")
    form.send(first_name="Nora")
    filled(signed_in(bob), page, "first_name").send(first_name="Nora", once=form.values["once"])
    assert Contact.objects.count() == 2


@pytest.mark.parametrize("tab", ["note", "call", "meeting"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "timeline"}], ids=["plain", "htmx"])
def test_what_is_written_on_a_timeline_twice_stands_there_once(alice, signed_in, maya, tab, headers):
    page = f"{maya.get_absolute_url()}?compose={tab}"
    form = filled(signed_in(alice), page, "text")
    written = {"text": "Likes tea", "title": "Tea"}
    values = form.values | written
    answers = [form.client.post(form.address, values, headers=headers) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [200 if headers else 302] * 2
    assert TimelineEntry.objects.count() == 1
    filled(form.client, page, "text").send(**written)
    assert TimelineEntry.objects.count() == 2


def test_a_task_sent_twice_is_to_be_done_once(alice, signed_in, maya):
    form = filled(signed_in(alice), f"{maya.get_absolute_url()}?compose=task", "title")
    for _click in range(2):
        form.send(title="Call back")
    assert Task.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_at_once_waits_for_the_first_and_leads_there_too(account, alice, rf):
    is_at_it, may_go_on, made = Event(), Event(), []

    def ask(work):
        request = rf.post("/", {"once": "1", "name": "Nora"})
        request.user = alice
        return once.do(request, work)

    def slow():
        is_at_it.set()
        may_go_on.wait(10)
        made.append("first")
        return "/there/"

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask, slow)
        is_at_it.wait(10)
        second = threads.submit(ask, lambda: made.append("second") or "/elsewhere/")
        may_go_on.set()
        assert (first.result(), second.result(), made) == ("/there/", "/there/", ["first"])
    connection.close()


@pytest.mark.parametrize(("where", "field"), [("company_new", "name"), ("contact", "text")])
def test_while_the_first_is_still_being_saved_the_second_says_so_and_keeps_what_was_written(
    account, alice, maya, signed_in, monkeypatch, where, field
):
    monkeypatch.setattr(once, "PATIENCE_SECONDS", 0)
    address = reverse(where, args=[account.slug, maya.pk] if where == "contact" else [account.slug])
    form = filled(signed_in(alice), address, field)
    monkeypatch.setattr(once, "_claim", lambda _key: False)
    answer = form.send(**{field: "Likes tea"})
    assert "What you sent before is still being saved." in answer.content.decode()
    assert typed(answer, field).strip() == "Likes tea"
    monkeypatch.undo()
    assert form.send(**{field: "Likes tea"}).status_code == 302
    assert Company.objects.count() + TimelineEntry.objects.count() == 1


@pytest.mark.parametrize("method", ["add", "get", "set", "delete"])
def test_a_cache_that_is_away_keeps_nobody_from_saving(account, alice, signed_in, monkeypatch, method):
    def away(*_arguments, **_options):
        raise ConnectionError

    form = filled(signed_in(alice), reverse("company_new", args=[account.slug]), "name")
    monkeypatch.setattr(once.cache, method, away)
    assert form.send(name="Nora").status_code == 302
    assert Company.objects.count() == 1
