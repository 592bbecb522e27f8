"""The page of one file: our own pictures of it, or its text, and nothing that came by mail itself."""

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from emaillog import blobs
from emaillog.models import Attachment
from tests.emaillog.files.conftest import pdf, picture
from tests.factories import user


@pytest.fixture
def seen_page(signed_in, bob, at):
    return lambda file, reader=None: signed_in(reader or bob).get(at("file", file.pk)).content.decode()


@pytest.fixture
def pictures(signed_in, bob, at):
    return lambda file, number=0, reader=None: signed_in(reader or bob).get(at("file_picture", file.pk, number))


def test_an_image_is_shown_at_the_size_of_a_screen(previewed, seen_page, pictures):
    [file] = previewed(("photo.png", picture(size=(3200, 2400))))
    shown = seen_page(file)
    assert f"/files/{file.pk}/pictures/1/" in shown
    assert "3200 × 2400" in shown
    answer = pictures(file, 1)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert answer["Cache-Control"] == "private, max-age=86400"
    assert Image.open(io.BytesIO(answer.getvalue())).size == (1600, 1200)


def test_a_browser_that_has_a_picture_is_not_sent_it_again(previewed, signed_in, bob, at):
    [file] = previewed(("photo.png", picture()))
    client = signed_in(bob)
    etag = client.get(at("file_picture", file.pk, 0))["ETag"]
    again = client.get(at("file_picture", file.pk, 0), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_pdf_is_shown_by_its_first_ten_pages(previewed, seen_page):
    [file] = previewed(("offer.pdf", pdf(12)))
    shown = seen_page(file)
    assert len(re.findall(r"/pictures/\d+/", shown)) == 10
    assert shown.count('loading="lazy"') == 9
    assert "first 10 of 12 pages" in shown


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("cp1252"), "Grüße"),
        (b"\xff\xfe" + "Grüße".encode("utf-16-le"), "Grüße"),
        (b"+ADw-script+AD4-", "+ADw-script+AD4-"),
        (b"a\x00b \x81\x8d", "a\ufffdb"),
        (b"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        (b"", ""),
    ],
)
def test_n57_text_is_shown_as_text_whatever_its_charset(previewed, seen_page, content, text):
    [file] = previewed(("notes.txt", content))
    shown = re.search(r'<pre class="viewer-text"[^>]*>(.*?)</pre>', seen_page(file), re.DOTALL)[1]
    assert shown.startswith(text)
    assert "<script" not in shown


def test_n57_of_a_long_text_the_beginning_is_shown_and_no_letter_is_cut(previewed, seen_page):
    [file] = previewed(("log.csv", b"x" + "ü".encode() * 100_000))
    shown = re.search(r'<pre class="viewer-text"[^>]*>(.*?)</pre>', seen_page(file), re.DOTALL)[1]
    assert set(shown) == {"x", "ü"}
    assert len(shown.encode()) == 64 * 1024 - 1
    assert "beginning of the file" in seen_page(file)


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "setup.exe", "letter.docx", "data.bin"])
def test_n56_everything_else_is_only_downloaded(previewed, seen_page, name):
    [file] = previewed((name, b"<html><script>alert(1)</script>"))
    shown = seen_page(file)
    assert "No preview" in shown
    assert f"/attachments/{file.pk}/" in shown
    assert "alert(1)" not in shown


def test_what_waits_says_that_its_preview_comes(log, seen_page, attachment_of):
    file = attachment_of(log(attachments=(("photo.png", picture()),)), "photo.png")
    assert 'hx-trigger="every 3s"' in seen_page(file)


def test_what_was_left_out_says_why(previewed, seen_page):
    [file] = previewed(("photo.png", picture()))
    Attachment.objects.update(blob="", reason="attachment_too_large")
    assert "left out" in seen_page(file)
    assert "larger than the limit" in seen_page(file)
    assert "/pictures/" not in seen_page(file)


def test_a_text_that_the_storage_has_lost_has_no_preview(previewed, seen_page):
    [file] = previewed(("notes.txt", b"unique to the page of a file"))
    blobs.delete(file.blob)
    assert "No preview" in seen_page(file)


def test_the_arrows_lead_through_the_files_of_the_mail_and_escape_back_to_it(previewed, seen_page, at):
    first, second, third = previewed(("a.txt", b"a"), ("b.txt", b"b"), ("c.txt", b"c"))
    keys = dict(re.findall(r'href="([^"]+)"\s+data-key="(\w+)"', seen_page(second)))
    assert keys == {
        at("email", first.email_id): "Escape",
        at("file", first.pk): "ArrowLeft",
        at("file", third.pk): "ArrowRight",
    }
    assert "2 of 3" in seen_page(second)
    assert "ArrowLeft" not in seen_page(first)
    assert "ArrowRight" not in seen_page(third)


def test_a_private_file_and_its_pictures_are_seen_only_by_who_sees_the_mail(
    previewed, signed_in, account, alice, bob, charlie, at, other_account
):
    [file] = previewed(("photo.png", picture()))
    entry = file.email.entry
    entry.private_to = user(account, "dora@acme.test")
    entry.save()
    pages = (at("file", file.pk), at("file_picture", file.pk, 0), at("email_archive", file.email_id))
    for reader, status in ((alice, 404), (bob, 404), (entry.private_to, 200), (charlie, 404)):
        assert [signed_in(reader).get(page).status_code for page in pages] == [status] * 3
    assert signed_in(charlie).get(f"/a/{other_account.slug}/files/{file.pk}/").status_code == 404
    assert signed_in(charlie).get(f"/a/{other_account.slug}/files/{file.pk}/pictures/0/").status_code == 404


def test_there_are_no_other_pictures_than_ours(previewed, pictures):
    [image, text] = previewed(("photo.png", picture()), ("a.txt", b"x"))
    assert [pictures(file, number).status_code for file, number in ((image, 2), (image, 99), (text, 0))] == [404] * 3


def test_the_page_costs_the_same_however_many_files_the_mail_has(previewed, signed_in, bob, at):
    few, many = (previewed(*((f"{n}.txt", b"x") for n in range(count)), subject=f"{count}") for count in (2, 40))
    client = signed_in(bob)
    client.get(at("file", few[0].pk))
    costs = []
    for files in (few, many):
        with CaptureQueriesContext(connection) as captured:
            client.get(at("file", files[0].pk))
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 12


def test_a_picture_out_of_the_text_has_a_place_among_the_files_too(log, seen_page):
    email = log(attachments=(("a.txt", b"a"), ("logo.txt", b"in the text"), ("z.txt", b"z")))
    email.attachments.filter(name="logo.txt").update(is_inline=True)
    assert "1 of 2" in seen_page(email.attachments.get(name="a.txt"))
    shown = seen_page(email.attachments.get(name="logo.txt"))
    assert "2 of 3" in shown
    assert [shown.count(f'title="{name}"') for name in ("a.txt", "z.txt")] == [1, 1]
