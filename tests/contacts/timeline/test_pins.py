"""Pins: at most three entries of a record stay on top of its timeline."""

from lxml import html

from contacts import notes
from contacts.models import TimelineEntry, TimelineLink


def pinned(page: str) -> list[str]:
    return html.fromstring(page).xpath("//section[@class='pinned']//article/@id")


def pin(send, entry, record, on: str = "1"):
    return send(f"entries/{entry.pk}/pin/", on=f"{type(record).__name__.lower()}:{record.pk}", pinned=on)


def test_a_pinned_entry_is_on_top_and_not_a_second_time_below(maya, happened, look, send):
    old = happened(40, contact=maya)[-1]
    assert pin(send, old, maya)["Location"] == maya.get_absolute_url()
    page = look(f"contacts/{maya.pk}/")
    assert pinned(page) == [f"entry-{old.pk}"]
    assert page.count(f'id="entry-{old.pk}"') == 1


def test_it_is_pinned_on_this_record_only(maya, rollout, mailed, look, send):
    mail = mailed("Our offer", maya, rollout)
    pin(send, mail, rollout)
    assert pinned(look(f"deals/{rollout.pk}/")) == [f"entry-{mail.pk}"]
    assert pinned(look(f"contacts/{maya.pk}/")) == []


def test_three_can_be_pinned_and_a_fourth_is_refused_with_what_to_do(maya, happened, look, send, alice, signed_in):
    entries = happened(4, contact=maya)
    for entry in entries[:3]:
        pin(send, entry, maya)
    fourth = {"on": f"contact:{maya.pk}", "pinned": "1"}
    answer = signed_in(alice).post(f"/a/acme/entries/{entries[3].pk}/pin/", fourth, follow=True)
    page = answer.content.decode()
    assert len(pinned(page)) == 3
    assert "Three entries are pinned here already. Unpin one of them first." in page
    pin(send, entries[0], maya, on="0")
    pin(send, entries[3], maya)
    assert pinned(look(f"contacts/{maya.pk}/"))[0] == f"entry-{entries[3].pk}"


def test_open_tasks_are_no_pins_and_take_no_place_of_them(maya, to_do, happened, look, send):
    for number in range(4):
        to_do(f"Task {number}", maya)
    entry = happened(1, contact=maya)[0]
    pin(send, entry, maya)
    assert pinned(look(f"contacts/{maya.pk}/")) == [f"entry-{entry.pk}"]
    task = TimelineEntry.objects.filter(kind="contacts.task").first()
    pin(send, task, maya, on="0")
    assert task.links.get().pinned_at is not None


def test_a_filter_shows_pinned_entries_among_the_others(maya, mailed, look, send):
    mail = mailed("Our offer", maya)
    pin(send, mail, maya)
    page = look(f"contacts/{maya.pk}/?kind=mail")
    assert pinned(page) == []
    assert f'id="entry-{mail.pk}"' in page


def test_what_is_private_to_others_is_not_pinned_and_not_shown_on_top(account, bob, maya, look, send):
    note = notes.write(account, maya, "A secret of Bob", bob)
    TimelineEntry.objects.update(private_to=bob)
    assert pin(send, note, maya).status_code == 404
    TimelineLink.objects.update(pinned_at=note.occurred_at)
    assert "A secret of Bob" not in look(f"contacts/{maya.pk}/")


def test_pins_that_are_private_to_others_take_no_place_and_nothing_vanishes(
    account, alice, bob, maya, happened, look, send, signed_in
):
    entries = happened(4, contact=maya)
    for entry in entries[:3]:
        pin(send, entry, maya)
    TimelineEntry.objects.filter(pk__in=[entry.pk for entry in entries[:3]]).update(private_to=alice)
    fields = {"on": f"contact:{maya.pk}", "pinned": "1"}
    answer = signed_in(bob).post(f"/a/acme/entries/{entries[3].pk}/pin/", fields, follow=True)
    assert pinned(answer.content.decode()) == [f"entry-{entries[3].pk}"]
    assert set(pinned(look(f"contacts/{maya.pk}/"))) == {f"entry-{entry.pk}" for entry in entries}
