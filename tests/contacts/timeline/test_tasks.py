"""Tasks: on the card above a timeline, checked off and reopened, and on the page of one's own."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from contacts import tasks
from contacts.models import Task, TimelineEntry

UPCOMING = {"HX-Request": "true", "HX-Target": "upcoming"}


def titles(page: str, where: str = "//*[@id='upcoming']") -> list[str]:
    return [one.strip() for one in html.fromstring(page).xpath(f"{where}//*[@class='task-title']/text()")]


def test_open_tasks_stand_above_the_timeline_the_most_urgent_first(maya, to_do, look):
    for title, days in (("Someday", None), ("Next week", 7), ("Late", -2), ("Today", 0)):
        to_do(title, maya, days=days)
    page = look(f"contacts/{maya.pk}/")
    assert titles(page) == ["Late", "Today", "Next week", "Someday"]
    assert "Overdue:" in page


def test_a_task_is_due_by_the_day_and_by_the_hour_of_who_looks(alice, maya, look, send):
    type(alice).objects.update(time_zone="America/New_York")
    send(f"contacts/{maya.pk}/tasks/", title="A day", due_on="2030-03-04")
    send(f"contacts/{maya.pk}/tasks/", title="An hour", due_on="2030-03-04", due_time="09:00", assignee=alice.pk)
    day, hour = Task.objects.order_by("pk")
    assert (day.is_all_day, hour.is_all_day) == (True, False)
    assert hour.due_at == datetime(2030, 3, 4, 14, 0, tzinfo=UTC)
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        with timezone.override(zone):
            assert day.due_on == date(2030, 3, 4)
    assert "09:00" in look(f"contacts/{maya.pk}/")


def test_a_day_is_overdue_when_it_is_over_and_an_hour_when_it_has_come(maya, to_do, now):
    assert not to_do("Today", maya, days=0).is_overdue
    assert to_do("Yesterday", maya, days=-1).is_overdue
    assert to_do("An hour ago", maya, due_at=now - timedelta(hours=1), is_all_day=False).is_overdue


def test_what_is_checked_off_leaves_the_card_and_stands_on_the_timeline_then(alice, maya, rollout, to_do, look, send):
    task = to_do("Send it", maya, rollout, days=-30)
    send(f"tasks/{task.pk}/done/", done="1")
    task.refresh_from_db()
    assert task.done_by == alice
    entry = TimelineEntry.objects.get()
    assert entry.occurred_at == task.done_at
    assert set(entry.links.values_list("occurred_at", "pinned_at")) == {(task.done_at, None)}
    for record in (maya, rollout):
        page = look(record.get_absolute_url().removeprefix("/a/acme/"))
        assert titles(page) == []
        assert "Task, done by Alice Admin" in page


def test_reopening_brings_it_back(maya, to_do, look, send):
    task = to_do("Send it", maya)
    send(f"tasks/{task.pk}/done/", done="1")
    send(f"tasks/{task.pk}/done/", done="0")
    assert titles(look(f"contacts/{maya.pk}/")) == ["Send it"]
    assert Task.objects.get().done_by is None


def test_checking_off_twice_keeps_the_first(maya, bob, to_do, signed_in, send):
    task = to_do("Send it", maya)
    send(f"tasks/{task.pk}/done/", done="1")
    first = Task.objects.get()
    signed_in(bob).post(f"/a/acme/tasks/{task.pk}/done/", {"done": "1"})
    assert (Task.objects.get().done_at, Task.objects.get().done_by) == (first.done_at, first.done_by)


def test_with_htmx_the_card_comes_back_with_the_way_to_take_it_back(alice, maya, to_do, signed_in):
    task, _other = to_do("Send it", maya), to_do("Stays", maya)
    answer = signed_in(alice).post(
        f"/a/acme/tasks/{task.pk}/done/", {"done": "1", "on": f"contact:{maya.pk}"}, headers=UPCOMING
    )
    assert titles(answer.content.decode(), "/") == ["Stays", "Send it"]
    assert 'aria-checked="true"' in answer.content.decode()
    assert answer["HX-Trigger"] == "timeline-changed"


def test_the_second_of_two_who_change_a_task_is_shown_both_versions(bob, maya, to_do, look, send, signed_in):
    page = f"tasks/{to_do('Call', maya).pk}/edit/"
    seen = look(page).partition('name="seen" value="')[2].partition('"')[0]
    signed_in(bob).post(f"/a/acme/{page}", {"title": "Call on Monday", "seen": seen})
    told = send(page, title="Call on Tuesday", seen=seen).content.decode()
    assert "Somebody else changed this task meanwhile." in told
    assert "Call on Monday" in told
    assert "Call on Tuesday" in told
    newest = told.partition('name="seen" value="')[2].partition('"')[0]
    send(page, title="Call on Tuesday", seen=newest)
    assert Task.objects.get().title == "Call on Tuesday"
    assert TimelineEntry.objects.get().data["title"] == "Call on Tuesday"


def test_the_way_back_from_a_task_leads_to_no_other_site(maya, to_do, send):
    task = to_do("Call", maya)
    assert send(f"tasks/{task.pk}/done/", done="1", next="https://evil.test/")["Location"] == maya.get_absolute_url()


def test_only_users_of_the_account_can_have_a_task(maya, charlie, send):
    assert send(f"contacts/{maya.pk}/tasks/", title="X", assignee=charlie.pk).status_code == 200
    assert not Task.objects.exists()


def test_my_tasks_are_under_overdue_today_this_week_and_later(account, alice, bob, maya, to_do, look):
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    to_do("Late", maya, days=-3), to_do("Now", maya, days=0), to_do("Far", maya, days=30)
    to_do("No date", maya), to_do("Of Bob", maya, days=0, assignee=bob)
    page = html.fromstring(look("tasks/"))
    heads = [" ".join(head.text_content().split()) for head in page.xpath("//h2[contains(@class,'task-group-head')]")]
    assert heads == ["Overdue", "Today", "Later"], monday
    assert titles(look("tasks/"), "/") == ["Late", "Now", "Far"]
    assert titles(look("tasks/?show=someday"), "/") == ["No date"]
    assert set(titles(look("tasks/?of=all"), "/")) == {"Late", "Now", "Far", "Of Bob"}
    assert "Maya Chen" in look("tasks/")


def test_done_tasks_are_on_a_page_of_their_own_the_last_one_first(alice, maya, to_do, look):
    for title in ("First", "Second"):
        tasks.check_off(to_do(title, maya), alice)
    assert titles(look("tasks/?show=done"), "/") == ["Second", "First"]
    assert "Nothing to do" in look("tasks/")
    assert "Nothing without a date" in look("tasks/?show=someday")


def test_the_page_of_tasks_goes_on_and_takes_as_many_statements_for_fifty_as_for_one(alice, maya, to_do, signed_in):
    client = signed_in(alice)
    to_do("Task 0.", maya, days=0)
    client.get("/a/acme/tasks/")
    with CaptureQueriesContext(connection) as one:
        client.get("/a/acme/tasks/")
    for number in range(1, 70):
        to_do(f"Task {number}.", maya, days=number)
    with CaptureQueriesContext(connection) as fifty:
        page = client.get("/a/acme/tasks/").content.decode()
    assert len(fifty) == len(one)
    more = html.fromstring(page).xpath("//*[@id='tasks-more']//a/@href")[0]
    rest = client.get(f"/a/acme/tasks/{more}").content.decode()
    assert titles(page, "/") + titles(rest, "/") == [f"Task {number}." for number in range(70)]


def test_what_is_due_is_counted_beside_ones_own_menu(maya, to_do, look):
    to_do("Late", maya, days=-3), to_do("Now", maya, days=0), to_do("Far", maya, days=3)
    assert "(2 due)" in look("contacts/")


@pytest.mark.parametrize("number", [1, 60])
def test_open_tasks_are_one_statement_however_long_the_timeline(
    number, account, maya, happened, to_do, django_assert_num_queries
):
    happened(200, contact=maya)
    for each in range(number):
        to_do(f"Task {each}", maya, days=each)
    with django_assert_num_queries(1):
        assert len(tasks.open_on(account, maya)) == min(number, tasks.MOST_SHOWN)


def test_who_made_a_task_can_delete_it_while_it_is_open_and_nobody_else(bob, maya, to_do, look, send, signed_in):
    task = to_do("Never mind", maya)
    delete = f"entries/{task.entry_id}/delete/"
    assert delete in look(f"tasks/{task.pk}/edit/")
    assert delete not in signed_in(bob).get(f"/a/acme/tasks/{task.pk}/edit/").content.decode()
    assert signed_in(bob).post(f"/a/acme/{delete}").status_code == 404
    send(delete)
    assert not Task.objects.exists()


def test_each_heading_stands_once_also_when_an_hour_of_today_has_passed(maya, to_do, look):
    with time_machine.travel(datetime(2026, 7, 1, 15, 0, tzinfo=UTC), tick=False):
        to_do("Yesterday", maya, days=-1)
        to_do("Today", maya, days=0)
        to_do("An hour ago", maya, due_at=datetime(2026, 7, 1, 14, 0, tzinfo=UTC), is_all_day=False)
        page = look("tasks/")
    assert titles(page, "/") == ["Yesterday", "An hour ago", "Today"]
    headings = html.fromstring(page).find_class("task-group-head")
    assert [heading.text_content().strip() for heading in headings] == ["Overdue", "Today"]
