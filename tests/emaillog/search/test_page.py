"""The page of search and the list below the box, as somebody's browser gets them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.bulk import deleting, undoing
from contacts.models import Deal, TimelineEntry
from tests import factories

PAGE = "/a/acme/search/"
TYPING = {"headers": {"HX-Request": "true", "HX-Target": "search-found-bar"}}


@pytest.fixture
def search(signed_in, alice):
    def shown(reader=None, typing=False, **query) -> str:
        answer = signed_in(reader or alice).get(PAGE, query, **(TYPING if typing else {}))
        assert answer.status_code == 200
        return answer.content.decode()

    return shown


@pytest.fixture
def maya(account, log):
    """Maya of Lumen with a deal and a mail."""
    lumen = factories.company(account, "Lumen Optics", ("lumen.test",))
    maya = factories.contact(account, "maya@lumen.test", first_name="Maya", last_name="Chen", company=lumen)
    factories.deal(account, "Lumen rollout", (maya,), company=lumen)
    log(to="Maya Chen <maya@lumen.test>", subject="About Lumen", text="the <b>pelican</b> of Lumen flies")
    return maya


def titles(page: str) -> list[str]:
    found = re.findall(r'class="(?:found|search)-title"[^>]*>\s*(?:<bdi>)?(.*?)</(?:bdi|a|span)>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", title).strip() for title in found]


def test_the_page_shows_each_kind_with_the_words_marked(search, maya):
    page = search(q="lumen")
    assert titles(page) == ["Maya Chen", "Lumen Optics", "Lumen rollout", "About Lumen"]
    assert "the &lt;b&gt;pelican&lt;/b&gt; of <mark>Lumen</mark> flies" in page
    assert "<mark>Lumen</mark> rollout" in page


def test_the_list_below_the_box_shows_the_same_as_options(search, maya):
    found = search(q="lumen", typing=True)
    assert titles(found) == ["Maya Chen", "Lumen Optics", "Lumen rollout", "About Lumen", "All results for “lumen”"]
    assert found.count('role="option"') == 5
    assert len(set(re.findall(r' id="([^"]+)"', found))) == found.count(' id="')
    assert "<html" not in found


def test_a_tab_shows_one_kind_and_more_of_it(account, search):
    for n in range(23):
        factories.contact(account, f"p{n}@x.test", first_name="Maya", last_name=f"Number {n}")
    assert len(titles(search(q="maya"))) == 5
    first = search(q="maya", kind="contacts")
    assert len(titles(first)) == 20
    more = re.search(r'href="(\?[^"]*from=20[^"]*)"', first)[1]
    assert "kind=contacts" in more
    assert len(titles(search(q="maya", kind="contacts", **{"from": "20"}))) == 3


def test_a_person_dates_and_files_narrow_the_mails(search, maya, log):
    log(to="Tom <tom@x.test>", subject="Lumen plan", attachments=(("plan.pdf", b"%PDF-1.7"),))
    assert titles(search(q="lumen", who="tom")) == ["Lumen plan"]
    assert titles(search(q="lumen", file="1")) == ["Lumen plan"]
    assert titles(search(q="lumen", until="2020-01-01")) == []
    assert sorted(titles(search(q="lumen", since="2020-01-01"))) == ["About Lumen", "Lumen plan"]
    assert titles(search(who="maya")) == ["About Lumen"], "filters alone are enough"


@pytest.mark.parametrize(
    "query", [{"since": "2026-02-31"}, {"since": "x"}, {"since": "0001-01-01"}, {"until": "9999-12-31"},
              {"from": "99999"}, {"from": "-1"}, {"from": "²"}, {"kind": "users"}, {"who": "\0"}],
)  # fmt: skip
def test_what_an_address_says_wrongly_is_left_out_of_account(search, maya, query):
    search(q="lumen", **query)


def test_without_words_it_teaches_and_shows_what_happened_last(search, maya):
    page = search()
    assert "What you can type" in page
    assert titles(page) == ["Maya Chen", "Lumen rollout"]
    assert titles(search(typing=True))[:2] == ["Maya Chen", "Lumen rollout"]


def test_what_somebody_has_deleted_a_moment_ago_is_not_found_until_it_is_taken_back(search, maya, alice):
    deleted = [deleting.delete_one(alice, record) for record in (maya, maya.company, Deal.objects.get())]
    assert titles(search(q="lumen")) == ["About Lumen"]
    assert "Maya Chen" not in search(q="mayja")
    assert titles(search()) == []
    for action in deleted:
        undoing.undo(action, alice)
    assert titles(search(q="lumen")) == ["Maya Chen", "Lumen Optics", "Lumen rollout", "About Lumen"]
    assert "Maya Chen" in search(q="mayja")
    assert titles(search()) == ["Maya Chen", "Lumen rollout"]


def test_recent_records_come_only_from_what_one_may_see(search, maya, alice, bob):
    TimelineEntry.objects.update(private_to=alice)
    assert titles(search(bob)) == []


def test_nothing_found_says_what_to_try(search, maya):
    assert "Nothing found for “zebra”" in search(q="zebra")
    assert "Look under All" in search(q="pelican", kind="deals")
    assert "Clear filters" in search(q="lumen", who="nobody")
    assert "Nothing found for “zebra”" in search(q="zebra", typing=True)


def test_a_typo_shows_similar_names(search, maya):
    page = search(q="lumem optix")
    assert titles(page) == ["Lumen Optics"]
    assert "These names look like it" in page
    assert "similar names" in search(q="lumem optix", typing=True)


def test_what_was_typed_comes_back_escaped(search, maya):
    for typing in (False, True):
        page = search(q='"><script>alert(1)</script>', typing=typing)
        assert "<script>alert" not in page


def test_private_mail_of_alice_is_not_shown_to_bob(search, maya, log, alice, bob):
    TimelineEntry.objects.filter(pk=log(subject="Salary", text="of Bob").entry_id).update(private_to=alice)
    assert titles(search(alice, q="salary")) == ["Salary"]
    for typing in (False, True):
        assert "Salary" not in search(bob, q="salary", typing=typing)


def test_the_page_costs_the_same_statements_whatever_is_found(account, signed_in, alice, maya, log):
    client = signed_in(alice)

    def statements(typing=False, **query):
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE, query, **(TYPING if typing else {}))
        return len(captured)

    statements(q="lumen")

    few = statements(q="lumen"), statements(q="lumen", typing=True)
    for n in range(4):
        company = factories.company(account, f"Lumen {n}", (f"lumen{n}.test",))
        person = factories.contact(account, f"p{n}@lumen{n}.test", f"q{n}@x.test", first_name="Lumen", company=company)
        factories.deal(account, f"Lumen {n}", (person,), company=company)
        log(subject=f"Lumen {n}", to=f"p{n}@lumen{n}.test", attachments=(("lumen.pdf", b"%PDF"),))
    assert (statements(q="lumen"), statements(q="lumen", typing=True)) == few
    assert max(few) <= 25
