"""Somebody in Tokyo who reads German: dates, times, amounts and sizes as they write them, where they are."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from lxml import html

from contacts import activities
from contacts.activities import CALL, Activity
from contacts.models import Deal
from emaillog.models import LoggingRules
from tests import factories
from tests.factories import mail

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 3, 9, 18, 30, tzinfo=UTC)  # half past three in the morning of the tenth in Tokyo
MB = 2**20


@pytest.fixture
def alice(alice):
    alice.language, alice.time_zone = "de", "Asia/Tokyo"
    alice.save()
    return alice


@pytest.fixture
def maya(account, alice):
    person = factories.contact(account, "maya@customer.test", first_name="Maya", last_name="Chen")
    factories.deal(
        account, "Rollout", (person,), amount="1234.56", currency="EUR", closes_on=date(2026, 3, 9), opened_at=LATE
    )
    return person


@pytest.fixture
def read(signed_in, alice):
    """The words of a page, and what stands in the titles of its elements."""

    def words(path: str) -> str:
        answer = signed_in(alice).get(path)
        assert answer.status_code == 200
        page = html.document_fromstring(answer.content)
        for hidden in page.xpath("//script|//style"):
            hidden.drop_tree()
        seen = [page.text_content(), *page.xpath("//@title")]
        return re.sub(r"\s+", " ", " ".join(seen).replace("\u00a0", " ").replace("\u202f", " "))

    return words


def test_amounts_stand_with_commas_and_points(maya, read):
    for path in ("deals/", "deals/board/", f"deals/{Deal.objects.get().pk}/", f"contacts/{maya.pk}/"):
        words = read(f"/a/acme/{path}")
        assert "1.234,56" in words, path
        assert "1,234.56" not in words, path


def test_days_and_hours_are_those_of_tokyo(account, alice, maya, read):
    activities.write(account, alice, Activity(CALL, {"text": "Hai", "outcome": "connected"}, LATE), [maya])
    words = read(f"/a/acme/contacts/{maya.pk}/")
    assert "10. März 2026, 03:30" in words
    assert "9. März 2026, 18:30" not in words


def test_a_day_without_an_hour_is_no_other_day_in_tokyo(maya, read):
    words = read("/a/acme/deals/?columns=amount,closing")
    assert "9. März 2026" in words or "09.03.2026" in words
    assert "March" not in words


def test_a_form_takes_and_shows_the_hours_of_tokyo(account, alice, maya, signed_in):
    deal = Deal.objects.get()
    page = signed_in(alice).get(f"/a/acme/deals/{deal.pk}/edit/").content.decode()
    assert 'value="2026-03-10T03:30"' in page
    assert 'value="1234,56"' in page


def test_an_amount_is_typed_with_a_comma_or_a_point(account, alice, maya, signed_in):
    for typed in ("1234,56", "1234.56"):
        sent = {"name": "New", "amount": typed, "currency": "EUR", "stage": "new"}
        answer = signed_in(alice).post("/a/acme/deals/new/", sent)
        assert answer.status_code == 302, typed
        assert str(Deal.objects.order_by("-pk")[0].amount) == "1234.56"


def test_sizes_of_files_that_were_left_out_stand_with_a_comma(account, alice, maya, deliver, bcc_address, read):
    LoggingRules.objects.create(account=account, attachment_limit=MB)
    deliver(mail(attachments=(("film.mov", b"x" * (3 * MB // 2)),)), bcc_address)
    words = read("/a/acme/settings/mail/bounced-attachments/")
    assert "1,5 MB" in words
    assert "1.5 MB" not in words
    assert f"{timezone.localdate().year}" in words


def test_a_csv_is_the_same_for_everybody(maya, alice, signed_in):
    answer = signed_in(alice).post("/a/acme/export/", {"page": "deals", "all": "1"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert "1234.56" in rows[1]
    assert any(value.startswith("2026-03-09") for value in rows[1])
