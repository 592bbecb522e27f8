"""R11: Settings > Mail > Bounced attachments, as administrators see it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from crm.models import Role
from emaillog.models import BouncedAttachment, Hindrance, Notice, Suppression
from tests import factories
from tests.emaillog.bounced.conftest import KB

PAGE = "/a/acme/settings/mail/bounced-attachments/"
Status = BouncedAttachment.Status


@pytest.fixture
def page(alice, signed_in):
    def shown(query: str = "", reader=alice):
        return html.fromstring(signed_in(reader).get(PAGE + query).content)

    return shown


def names(page) -> list[str]:
    return [" ".join(each.text_content().split()) for each in page.find_class("bounced-name")]


def words(page) -> str:
    return " ".join(page.text_content().split())


def keep_private(file: BouncedAttachment, user) -> None:
    entry = file.email.entry
    entry.private_to = user
    entry.save()


def test_r11_a_member_and_a_stranger_get_404_for_the_page_and_its_actions(left_out, bob, charlie, signed_in):
    file = left_out()
    for user in (bob, charlie):
        client = signed_in(user)
        assert client.get(PAGE).status_code == 404
        assert client.post(f"{PAGE}actions/", {"do": "dismiss", "chosen": file.pk}).status_code == 404
    assert BouncedAttachment.objects.get().status == Status.OPEN


def test_r11_a_row_says_who_which_mail_file_size_type_when_and_notice(left_out, page):
    left_out("plan.pdf", subject="Our <plan>")
    [row] = page().find_class("bounced")
    text = words(row)
    for part in ("plan.pdf", "Our <plan>", "Alice Admin", "application/octet-stream", "2.9 KB of 1 KB", "Open"):
        assert part in text, part
    assert row.find_class("bounced-mail")[0].get("href") == f"/a/acme/mail/{BouncedAttachment.objects.get().email_id}/"
    assert "Notice sent" in text
    assert "Can be stored until" in text


def test_a_name_that_lies_about_itself_is_shown_cleaned(left_out, page):
    file = left_out()
    file.attachment.name = "../\u202egnp.exe"
    file.attachment.save()
    assert names(page()) == ["gnp.exe"]


def test_why_nobody_was_told_is_said(left_out, page):
    left_out()
    Notice.objects.update(status="suppressed", reason=Suppression.FROM_REVIEW)
    assert str(Suppression.FROM_REVIEW.label) in words(page())


def test_open_ones_come_first_and_the_others_by_their_state(left_out, page):
    left_out("a.bin"), left_out("b.bin")
    BouncedAttachment.objects.filter(attachment__name="a.bin").update(status=Status.DISMISSED)
    assert names(page()) == ["b.bin"]
    assert names(page("?state=dismissed")) == ["a.bin"]
    assert names(page("?state=all")) == ["b.bin", "a.bin"]
    assert names(page("?state=nonsense")) == ["b.bin"]


def test_it_is_filtered_by_person_dates_size_and_words(left_out, page, bob):
    left_out("report.pdf", subject="Quarter")
    left_out("film.mov", b"x" * 2**21, sender="bob@acme.test", subject="Holiday")
    old = BouncedAttachment.objects.get(attachment__name="report.pdf")
    BouncedAttachment.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=10))
    yesterday = timezone.localdate() - timedelta(days=1)
    for query, found in (
        (f"?user={bob.pk}", ["film.mov"]),
        (f"?since={yesterday}", ["film.mov"]),
        (f"?until={yesterday}", ["report.pdf"]),
        ("?size=2", ["film.mov"]),
        ("?q=REPORT", ["report.pdf"]),
        ("?q=holiday+film", ["film.mov"]),
        ("?q=holiday+report", []),
        ("?size=&q=&user=", ["film.mov", "report.pdf"]),
    ):
        assert names(page(query)) == found, query


@pytest.mark.parametrize("query", ["?size=big", "?since=soon", "?user=999999", "?until=2026-13-45", "?cursor=x"])
def test_what_cannot_be_understood_filters_nothing_and_is_said(left_out, page, query):
    left_out()
    shown = page(query)
    assert names(shown) == ["big.bin"]
    assert bool(shown.find_class("field-error")) == ("cursor" not in query)


def test_an_empty_result_names_the_filter_that_emptied_it(left_out, page):
    left_out("report.pdf")
    text = words(page("?q=report&size=400"))
    assert "Nothing here is left by the filter: 400 MB or more" in text
    assert "Nothing here is left by the filter: “film”" in words(page("?q=film&size=400"))
    [clear] = [link.get("href") for link in page("?q=film&state=all").iter("a") if link.text == "Clear all"]
    assert clear == "?state=all"


def test_empty_states_teach(account, alice, left_out, page):
    assert "A file larger than 1 KB is not kept with its mail" in words(page())
    left_out()
    BouncedAttachment.objects.update(status=Status.DISMISSED)
    assert "Every file that was left out has been dealt with" in words(page())
    assert "No file is in this state" in words(page("?state=stored"))


def test_the_figures_count_everything_and_the_weeks_have_a_table(left_out, page):
    left_out("a.bin", b"a" * 2 * KB), left_out("b.bin", b"b" * 3 * KB), left_out("c.bin", b"c" * 4 * KB)
    BouncedAttachment.objects.filter(attachment__name="a.bin").update(status=Status.STORED)
    BouncedAttachment.objects.filter(attachment__name="b.bin").update(
        status=Status.DISMISSED, created_at=timezone.now() - timedelta(weeks=3)
    )
    shown = page()
    assert [words(each) for each in shown.xpath("//dl[@class='bounced-totals']//dd")] == ["1", "1", "1", "7 KB"]
    rows = [[words(cell) for cell in row.iter("td")] for row in shown.xpath("//figure//tbody/tr")]
    assert len(rows) == 12
    assert [row for row in rows if row[0] != "0"] == [["1", "3 KB"], ["2", "6 KB"]]
    assert rows[-1] == ["2", "6 KB"]
    assert len(shown.find_class("bounced-bar")) == 2


def test_of_private_mail_only_that_is_said_and_it_counts(left_out, page, bob, account):
    mine, his = left_out("mine.bin"), left_out("his.bin", sender="bob@acme.test", subject="Bob's secret")
    keep_private(his, bob)
    shown = page("?state=all")
    assert names(shown) == ["Private mail", "mine.bin"]
    [row] = [row for row in shown.find_class("bounced") if "Private mail" in words(row)]
    assert not {"his.bin", "Bob's secret", "Bob Berry"} & {part for part in ("his.bin", "Bob") if part in words(row)}
    assert not row.xpath(".//a | .//button | .//input")
    assert words(shown.xpath("//dl[@class='bounced-totals']//dd")[0]) == "2"
    assert names(page(f"?user={bob.pk}")) == names(page("?q=his")) == names(page("?q=secret")) == []
    keep_private(mine, factories.user(account, "dora@acme.test", role=Role.ADMIN))
    assert names(page()) == ["Private mail", "Private mail"]


def test_the_page_costs_the_same_however_many_there_are(left_out, alice, signed_in):
    client, costs = signed_in(alice), []
    for number in (1, 8):
        for each in range(number):
            left_out(f"{number}-{each}.bin")
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            shown = names(html.fromstring(client.get(PAGE).content))
        costs.append((len(shown), len(queries)))
    (one, few), (nine, many) = costs
    assert (one, nine) == (1, 9)
    assert few == many <= 14


def test_it_goes_on_page_by_page(left_out, page):
    file = left_out()
    rows = BouncedAttachment.objects.filter(pk=file.pk).values().get()
    attachment = file.attachment
    for number in range(54):
        attachment.pk, attachment.position = None, number + 1
        attachment.save()
        BouncedAttachment.objects.create(**rows | {"id": None, "attachment_id": attachment.pk})
    first = page()
    [more] = first.xpath("//div[@class='more']/a")
    assert (len(names(first)), len(names(page(more.get("href"))))) == (50, 5)


def test_the_menu_counts_what_is_open(left_out, page, bob, signed_in):
    left_out()
    [link] = [link for link in page().find_class("settings-link") if "Bounced" in link.text_content()]
    assert words(link).replace(" ", "") == "Bouncedattachments1(1open)"
    BouncedAttachment.objects.update(status=Status.DISMISSED)
    assert not page().find_class("settings-count")
    assert b"Bounced" not in signed_in(bob).get("/a/acme/settings/profile/").content


@pytest.mark.parametrize("hindrance", Hindrance)
def test_why_it_could_not_be_stored_is_said(left_out, page, hindrance):
    left_out()
    BouncedAttachment.objects.update(problem=hindrance)
    assert str(hindrance.label) in words(page())


def test_a_storage_that_does_not_answer_is_said_without_its_words(left_out, page):
    left_out()
    BouncedAttachment.objects.update(status=Status.STORING, problem="OSError")
    text = words(page("?state=storing"))
    assert "The storage does not answer yet" in text
    assert "OSError" not in text


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_a_day_that_no_time_zone_can_reach_is_wrong_and_narrows_nothing(name, day, zone, left_out, alice, page):
    alice.time_zone = zone
    alice.save()
    left_out()
    assert names(page(f"?{name}={day}")) == ["big.bin"]
