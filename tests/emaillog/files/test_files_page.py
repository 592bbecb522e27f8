"""All files of a contact, a company or a deal, and the newest of them beside its timeline."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Company, Deal, TimelineLink
from emaillog import gathered
from emaillog.models import Attachment
from tests.emaillog.files.conftest import picture
from tests.factories import MORNING, contact, mail, user


@pytest.fixture
def files(signed_in, bob, at):
    def shown(record, kind="contact", reader=None, query=""):
        page = signed_in(reader or bob).get(at(f"{kind}_files", record.pk) + query).content.decode()
        return re.findall(r'class="file-name" dir="ltr" title="([^"]*)"', page)

    return shown


@pytest.fixture
def beside(signed_in, bob, at):
    def shown(record, kind="contact", reader=None):
        page = signed_in(reader or bob).get(at(kind, record.pk)).content.decode()
        related = page[page.index('class="record-related"') :]
        return re.findall(r'class="file-name" dir="ltr" title="([^"]*)"', related), related

    return shown


def test_the_files_of_all_mails_stand_newest_first_on_contact_company_and_deal(log, maya, files):
    log(subject="Old", attachments=(("old.pdf", b"x"),))
    log(subject="New", attachments=(("b.png", b"x"), ("a.txt", b"y")), Date="Mon, 23 Nov 2026 12:00:00 +0000")
    everything = ["b.png", "a.txt", "old.pdf"]
    assert files(maya) == everything
    assert files(Company.objects.get(), "company") == everything
    assert files(Deal.objects.get(), "deal") == everything


def test_the_newest_five_stand_beside_the_timeline_with_how_many_there_are(log, maya, beside, at):
    for n in range(4):
        log(subject=f"{n}", attachments=((f"{n}a.txt", b"x"), (f"{n}b.txt", b"x")))
    names, related = beside(maya)
    assert len(names) == 5
    assert names[:2] == ["3a.txt", "3b.txt"]
    assert re.search(r'class="badge badge-neutral">8<', related)
    assert f'href="{at("contact_files", maya.pk)}"' in related
    names, _related = beside(Company.objects.get(), "company")
    assert len(names) == 5
    names, _related = beside(Deal.objects.get(), "deal")
    assert len(names) == 5


def test_beyond_99_files_are_many(log, maya, bob):
    email = log(attachments=(("0.txt", b"x"),))
    file = email.attachments.get()
    Attachment.objects.bulk_create(
        Attachment(
            account=file.account, email=email, position=n, name=f"{n}", size=1, sha256=file.sha256, blob=file.blob
        )
        for n in range(1, 120)
    )
    assert gathered.newest(maya.account, maya, bob).written == "99+"


def test_without_files_both_say_so(maya, signed_in, bob, at, beside):
    assert "What is attached to the mails" in signed_in(bob).get(at("contact_files", maya.pk)).content.decode()
    assert "No files yet" in beside(maya)[1]


def test_pictures_in_the_text_are_no_files(log, maya, files, beside):
    message = mail(html='<img src="cid:logo">', attachments=(("offer.pdf", b"x"),))
    related = message.get_payload()[0].get_payload()[1]
    related.add_related(picture(), "image", "png", cid="<logo>", filename="logo.png")
    log(message)
    assert files(maya) == beside(maya)[0] == ["offer.pdf"]


def test_files_are_found_by_name_and_by_type(log, maya, files):
    log(attachments=tuple((name, b"x") for name in ("Offer.PDF", "offer.docx", "photo.JPG", "data.bin", "README")))
    assert files(maya, query="?q=OFFER") == ["Offer.PDF", "offer.docx"]
    assert files(maya, query="?type=images") == ["photo.JPG"]
    assert files(maya, query="?type=pdf&q=offer") == ["Offer.PDF"]
    assert files(maya, query="?type=documents") == ["offer.docx"]
    assert files(maya, query="?type=other") == ["data.bin", "README"]
    assert len(files(maya, query="?type=nonsense&q=")) == 5
    assert files(maya, query="?q=%00%25_") == []


def test_a_search_without_result_offers_all(log, maya, signed_in, bob, at):
    log(attachments=(("a.txt", b"x"),))
    page = signed_in(bob).get(at("contact_files", maya.pk) + "?q=<b>nothing").content.decode()
    assert "No file matches" in page
    assert "&lt;b&gt;nothing" in page


def test_a_page_tells_of_which_mail_by_whom_and_when(log, maya, signed_in, bob, at):
    email = log(subject="The <b>offer</b>", attachments=(("a.txt", b"x"),))
    page = signed_in(bob).get(at("contact_files", maya.pk)).content.decode()
    assert "The &lt;b&gt;offer&lt;/b&gt;" in page
    assert "Alice Admin" in page
    assert at("email", email.pk) in page


def test_what_was_left_out_has_its_place_and_its_reason(log, maya, signed_in, bob, at, files):
    log(attachments=(("film.mp4", b"x"),))
    Attachment.objects.update(blob="", reason="attachment_too_large")
    assert files(maya) == ["film.mp4"]
    page = signed_in(bob).get(at("contact_files", maya.pk)).content.decode()
    assert "left out:" in page
    assert "/attachments/" not in page


def test_files_of_private_mail_are_for_those_who_see_it(
    log, maya, account, alice, bob, charlie, files, beside, at, signed_in
):
    email = log(attachments=(("secret.pdf", b"x"),))
    email.entry.private_to = user(account, "dora@acme.test")
    email.entry.save()
    for reader, names in ((alice, []), (bob, []), (email.entry.private_to, ["secret.pdf"])):
        assert files(maya, reader=reader) == names
        assert beside(maya, reader=reader)[0] == names
    for name in ("contact_files", "contact_archive"):
        assert signed_in(charlie).get(at(name, maya.pk)).status_code == 404


def test_files_of_others_are_not_among_them(log, maya, account, files):
    log(to="tom@town.test", attachments=(("toms.txt", b"x"),))
    assert files(maya) == []
    assert files(contact(account, "nobody@town.test")) == []


def test_pages_follow_each_other_and_none_is_missed(log, maya, signed_in, bob, at, monkeypatch):
    monkeypatch.setattr(gathered, "MAILS", 3)
    for n in range(8):
        log(subject=f"{n}", attachments=((f"{n}.txt", b"x"),), Date=f"Mon, 23 Nov 2026 {10 + n // 3}:00:00 +0000")
    client, address, seen = signed_in(bob), at("contact_files", maya.pk) + "?type=documents", []
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'title="(\d\.txt)"', page)
        further = re.search(r'rel="next"\s+href="([^"]+)"', page)
        address = at("contact_files", maya.pk) + further[1].replace("&amp;", "&") if further else ""
        assert not further or "type=documents" in further[1]
    assert seen == [f"{n}.txt" for n in (7, 6, 5, 4, 3, 2, 1, 0)]


def test_pages_cost_the_same_however_many_files_there_are(log, maya, signed_in, bob, at):
    client, costs = signed_in(bob), []
    client.get(at("contact_files", maya.pk))
    for count in (1, 12):
        for n in range(count):
            log(subject=f"{count} {n}", attachments=((f"{n}.txt", b"x"), (f"{n}.png", b"y")))
        with CaptureQueriesContext(connection) as captured:
            client.get(at("contact_files", maya.pk))
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 14


def test_beside_the_timeline_files_cost_one_query_beside_who_reads_them(log, maya, bob, django_assert_num_queries):
    for n in range(3):
        log(subject=f"{n}", attachments=((f"{n}.txt", b"x"),))
    with django_assert_num_queries(2):  # the reader's teams, and the files
        assert len(gathered.newest(maya.account, maya, bob).files) == 3


def test_only_the_newest_mails_are_looked_at_beside_a_timeline(log, maya, bob, monkeypatch):
    monkeypatch.setattr(gathered, "LOOKED_AT", 2)
    for n in range(3):
        log(subject=f"{n}", attachments=((f"{n}.txt", b"x"),))
    links = TimelineLink.objects.filter(contact=maya).order_by("id")
    for link in links:
        TimelineLink.objects.filter(pk=link.pk).update(occurred_at=MORNING + timedelta(days=-link.pk % 7))
    assert gathered.newest(maya.account, maya, bob).number == 2
