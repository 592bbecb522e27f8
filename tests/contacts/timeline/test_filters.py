"""R40: a timeline is narrowed by chips that stand in its address."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from contacts import notes, timeline
from contacts.asked import Asked
from contacts.models import TimelineEntry
from tests import factories

PART = {"HX-Request": "true", "HX-Target": "timeline-body"}


@pytest.fixture
def full(account, alice, bob, maya, rollout, mailed, called):
    """One of each on Maya's timeline, each at another day."""
    day = timedelta(days=1)
    mailed("Offer in March", maya, rollout, snippet="the quick fox", has_files=True)
    mailed("Thanks", maya, direction="outgoing", at=factories.MORNING - day)
    called("Ring back about the Größe", maya, at=factories.MORNING - 2 * day, by=bob)
    note = notes.write(account, maya, "Likes tea and offers", alice)
    note.links.update(occurred_at=factories.MORNING + day)
    return maya


def shown(page: str) -> set[str]:
    words = {"Offer in March": "mail", "Thanks": "thanks", "Ring back": "call", "Likes tea": "note"}
    body = html.fromstring(page).xpath("//*[@id='timeline-body']")[0].text_content()
    return {short for said, short in words.items() if said in body}


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", {"mail", "thanks", "call", "note"}),
        ("kind=mail", {"mail", "thanks"}),
        ("kind=call", {"call"}),
        ("kind=note", {"note"}),
        ("kind=meeting", set()),
        ("direction=incoming", {"mail"}),
        ("direction=outgoing", {"thanks"}),
        ("files=1", {"mail"}),
        ("q=offer", {"mail", "note"}),
        ("q=QUICK+offer", {"mail"}),
        ("q=größe", {"call"}),
        ("since=2026-11-23", {"mail", "note"}),
        ("until=2026-11-22", {"thanks", "call"}),
        ("since=2026-11-22&until=2026-11-22", {"thanks"}),
        ("kind=mail&direction=outgoing&q=thanks", {"thanks"}),
    ],
)
def test_r40_a_filter_leaves_what_it_asks_for(query, left, full, look):
    assert shown(look(f"contacts/{full.pk}/?{query}")) == left


def test_r40_by_the_person_who_logged(full, alice, bob, look):
    assert shown(look(f"contacts/{full.pk}/?by={bob.pk}")) == {"call"}
    assert shown(look(f"contacts/{full.pk}/?by={alice.pk}")) == {"mail", "thanks", "note"}


def test_r40_by_the_deal_an_entry_stands_on_too(full, rollout, look):
    assert shown(look(f"contacts/{full.pk}/?deal={rollout.pk}")) == {"mail"}


@pytest.mark.parametrize(
    "query",
    ["kind=rubbish", "by=x", f"by={10**30}", "deal=-1", "since=2026-13-45", "since=0001-01-01", "q=%00", "files=no"],
)
def test_a_filter_that_makes_no_sense_is_none(query, full, look):
    assert shown(look(f"contacts/{full.pk}/?{query}")) == {"mail", "thanks", "call", "note"}


def test_the_address_of_a_filter_says_it_all_and_nothing_empty():
    asked = Asked.of(
        {"kind": "mail", "direction": "", "since": "2026-11-01", "files": "1", "q": "  a  b ", "cursor": "x"}
    )
    assert asked.query == "kind=mail&since=2026-11-01&files=1&q=a+b"
    assert Asked.of({"kind": "mail", "since": "2026-11-01", "files": "1", "q": "a b"}) == asked
    assert not Asked.of({"cursor": "x"})


def test_each_chip_takes_its_filter_back_and_clear_all_takes_all(full, look):
    page = html.fromstring(look(f"contacts/{full.pk}/?kind=mail&direction=incoming&q=offer"))
    chips = page.xpath("//ul[@class='timeline-active']//a/@href")
    assert [chip.partition("?")[2] for chip in chips] == [
        "kind=mail&q=offer#timeline",
        "kind=mail&direction=incoming#timeline",
        "",
    ]


def test_a_result_that_is_empty_names_the_filter_that_emptied_it(full, look):
    page = look(f"contacts/{full.pk}/?kind=mail&direction=outgoing&q=zebra")
    assert "Nothing here matches: “zebra”" in page
    assert "Nothing here matches: Sent" in look(f"contacts/{full.pk}/?kind=call&direction=outgoing&q=zebra")
    assert "Nothing here matches: Meetings" in look(f"contacts/{full.pk}/?kind=meeting&q=zebra")


def test_more_goes_on_within_the_filter(maya, mailed, happened, look):
    happened(30, contact=maya)
    for number in range(60):
        mailed(f"Mail {number}.", maya, at=factories.MORNING - timedelta(minutes=number))
    address, seen = f"contacts/{maya.pk}/?kind=mail", []
    while address:
        page = html.fromstring(look(address))
        seen += page.xpath("//*[@class='mail-subject']/text()")
        links = page.xpath("//*[@id='timeline-more']//a/@href")
        assert all("kind=mail" in link for link in links)
        address = links[0].removeprefix("/a/acme/") if links else ""
    assert seen == [f"Mail {number}." for number in range(60)]


def test_a_filter_looks_at_a_bounded_number_of_entries_and_says_how_far(
    account, alice, maya, mailed, happened, look, monkeypatch
):
    monkeypatch.setattr(timeline, "LOOKED_AT", 50)
    mailed("The oldest", maya, at=factories.MORNING - timedelta(days=400))
    happened(120, apart=timedelta(minutes=1), contact=maya)
    pages, address = 0, f"contacts/{maya.pk}/?kind=mail"
    while "The oldest" not in (page := look(address)):
        assert "Looked back as far as" in page
        address = html.fromstring(page).xpath("//*[@id='timeline-more']//a/@href")[0].removeprefix("/a/acme/")
        pages += 1
    assert pages == 2


def test_with_htmx_only_the_timeline_comes(full, look):
    part = look(f"contacts/{full.pk}/?kind=mail", headers=PART)
    assert "<html" not in part
    assert shown(f"<div>{part}</div>") == {"mail", "thanks"}


@pytest.mark.parametrize("query", ["", "?kind=mail&direction=incoming&q=happening&files=1"])
def test_a_filtered_page_takes_as_many_statements_however_much_it_finds(query, alice, maya, mailed, signed_in):
    client, path = signed_in(alice), f"{maya.get_absolute_url()}{query}"
    mailed("Happening", maya, has_files=True)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for number in range(60):
        mailed(f"Happening {number}", maya, has_files=True)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(one)


def test_a_filter_never_finds_what_is_private_to_others(bob, maya, mailed, look):
    secret = mailed("Offer, secret", maya, has_files=True)
    TimelineEntry.objects.filter(pk=secret.pk).update(private_to=bob)
    for query in ("q=secret", "kind=mail", "files=1", "direction=incoming"):
        assert "Offer, secret" not in look(f"contacts/{maya.pk}/?{query}")


def test_days_of_a_filter_are_those_of_the_reader(alice, maya, mailed, look):
    mailed("Late at night", maya, at=factories.MORNING.replace(hour=23, minute=30))
    assert "Late at night" not in look(f"contacts/{maya.pk}/?since=2026-11-24")
    type(alice).objects.update(time_zone="Europe/Berlin")
    assert "Late at night" in look(f"contacts/{maya.pk}/?since=2026-11-24")
