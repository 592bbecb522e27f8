"""Pictures of files: drawn by us, in a process that a file can kill, and shown to nobody who may not see the file."""

import io
import time
import zlib

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from emaillog import blobs, intake, pictured, picturing, removing
from emaillog.models import Attachment
from emaillog.pictured import Kind, Pictured
from tests.emaillog.files.conftest import pdf, picture
from tests.factories import mail


def seen(file: Attachment, number: int = 0) -> Image.Image:
    one = Pictured.of(file.preview).pictures[number]
    content = b"".join(blobs.stream(pictured.key(file.blob), one.start, one.end))
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == ("WEBP", (one.width, one.height))
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_an_image_gets_a_thumbnail_and_a_picture_for_the_screen(previewed, kind):
    [file] = previewed(("photo.bin", picture(kind, (3200, 2400))))
    found = Pictured.of(file.preview)
    assert (found.kind, found.width, found.height, len(found.pictures)) == (Kind.IMAGE, 3200, 2400, 2)
    assert (seen(file).size, seen(file, 1).size) == ((480, 360), (1600, 1200))
    red, green, blue = seen(file, 1).convert("RGB").getpixel((800, 100))
    assert red > 200
    assert max(green, blue) < 60


def test_a_small_image_is_not_made_larger(previewed):
    [file] = previewed(("dot.png", picture(size=(20, 10))))
    assert seen(file, 1).size == (20, 10)


def test_a_photo_stands_upright_and_tells_nothing_of_its_camera(previewed):
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: to be turned clockwise
    exif[0x010F] = "Spy Camera"
    [file] = previewed(("photo.jpg", picture("JPEG", (400, 200), exif=exif, comment=b"Spy Camera")))
    shown = seen(file, 1)
    assert shown.size == (200, 400)
    assert (Pictured.of(file.preview).width, Pictured.of(file.preview).height) == (200, 400)
    assert shown.convert("RGB").getpixel((190, 200))[0] > 200, "what was above is at the right"
    assert not shown.getexif()
    assert b"Spy" not in blobs.read(pictured.key(file.blob))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_images_of_every_mode_are_drawn(previewed, mode):
    image, out = Image.new(mode if mode != "P" else "RGB", (60, 40)), io.BytesIO()
    image.convert("P") if mode == "P" else image
    image.save(out, "JPEG" if mode == "CMYK" else "PNG")
    [file] = previewed(("x", out.getvalue()))
    assert seen(file).size == (60, 40)


def test_a_pdf_gets_pictures_of_its_first_pages(previewed):
    [file] = previewed(("offer.pdf", pdf(14)))
    found = Pictured.of(file.preview)
    assert (found.kind, found.pages, len(found.pictures)) == (Kind.PDF, 14, 11)
    assert seen(file).size == (343, 480)
    assert seen(file, 10).size == (1200, 1680)


def test_n55_what_begins_like_an_image_and_is_none_is_known_as_a_fake(previewed):
    [file] = previewed(("both.gif", b"GIF89a=1;alert(1)//" + bytes(40)))
    assert Pictured.of(file.preview).is_fake
    assert not default_storage.exists(pictured.key(file.blob))


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it has this many pixels."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x06\0\0\0"
    rows = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_decompression_bomb_is_measured_and_not_drawn(previewed):
    begun = time.monotonic()
    bombed, harmless = previewed(("bomb.png", bomb(60_000, 60_000)), ("photo.png", picture()))
    assert time.monotonic() - begun < 20
    assert (Pictured.of(bombed.preview).width, Pictured.of(bombed.preview).pictures) == (60_000, ())
    assert seen(harmless).size == (480, 360)


def test_a_pdf_of_50_000_pages_costs_what_its_first_ten_cost(previewed):
    begun = time.monotonic()
    [file] = previewed(("long.pdf", pdf(50_000)))
    assert time.monotonic() - begun < 30
    assert (Pictured.of(file.preview).pages, len(Pictured.of(file.preview).pictures)) == (50_000, 11)


@pytest.mark.parametrize("limits", [{"MEMORY": 100 * 2**20}, {"SECONDS": 0}])
def test_a_file_that_kills_the_process_shows_its_icon_and_does_not_come_again(previewed, monkeypatch, limits):
    for name, value in limits.items():
        monkeypatch.setattr(picturing, name, value)
    [file] = previewed(("photo.png", picture(size=(6000, 6000))))
    assert file.previewed_at
    found = Pictured.of(file.preview)
    assert found is None or not (found.pictures or found.is_fake)
    assert not Attachment.objects.unpictured().exists()


def test_the_process_knows_no_secret_of_ours_and_can_write_no_file(previewed, monkeypatch):
    asked = {}
    run = picturing.subprocess.run
    monkeypatch.setattr(picturing.subprocess, "run", lambda *given, **how: asked.update(how) or run(*given, **how))
    previewed(("photo.png", picture()))
    assert asked["env"] == {}


def test_what_has_no_picture_never_waits(log):
    email = log(attachments=(("page.html", b"<html>"), ("data.bin", bytes(99)), ("photo.png", picture())))
    assert [file.name for file in Attachment.objects.unpictured()] == ["photo.png"]
    assert email.attachments.count() == 3


def test_the_bell_rings_once_a_mail_after_it_is_logged(
    log, monkeypatch, django_capture_on_commit_callbacks, account, bcc_address, alice
):
    rung = []
    monkeypatch.setattr(intake, "ring", lambda task, ids: rung.append((task, list(ids))))
    with django_capture_on_commit_callbacks(execute=True):
        plain = log(attachments=(("a.txt", b"x"),))
        email = log(attachments=(("a.png", picture()), ("b.png", picture(size=(2, 2)))))
    assert plain
    assert [each for each in rung if each[0] == "preview_files"] == [("preview_files", [str(email.pk)])]


def test_the_sweep_rings_for_what_was_left_and_not_at_every_turn(log, monkeypatch, time_machine):
    rung = []
    email = log(attachments=(("a.png", picture()), ("b.png", picture(size=(2, 2)))))
    monkeypatch.setattr(intake, "ring", lambda task, ids: rung.append(ids))
    picturing.ring_again()
    assert rung == []
    email.__class__.objects.update(created_at=email.created_at - picturing.PATIENCE)
    picturing.ring_again()
    picturing.ring_again()
    assert rung == [[str(email.pk)]]


def test_a_storage_that_is_away_leaves_the_file_waiting_for_two_hours(log):
    email = log(attachments=(("a.png", picture(size=(77, 7))),))
    blobs.delete(email.attachments.get().blob)
    picturing.draw_files(email.pk)
    assert Attachment.objects.unpictured().exists()
    email.__class__.objects.update(created_at=email.created_at - picturing.UNTIL_LOST)
    picturing.draw_files(email.pk)
    assert not Attachment.objects.unpictured().exists()


def test_the_same_file_in_another_mail_is_not_drawn_again(previewed, monkeypatch):
    [first] = previewed(("a.png", picture()))
    monkeypatch.setattr(picturing, "drawn", None)
    [second] = previewed(("b.png", picture()), subject="Another")
    assert second.preview == first.preview


def test_the_pictures_go_with_the_last_mail_that_has_the_file(
    previewed, alice, drain, django_capture_on_commit_callbacks
):
    [first], [second] = (previewed(("a.png", picture(size=(88, 8))), subject=each) for each in ("One", "Two"))
    key = pictured.key(first.blob)
    for file, is_left in ((first, True), (second, False)):
        with django_capture_on_commit_callbacks(execute=True):
            removing.remove(file.email, alice, with_leftovers=False)
        assert default_storage.exists(key) is is_left


def test_pictures_of_a_mail_that_went_meanwhile_go_too(log, monkeypatch):
    email = log(mail(attachments=(("a.png", picture(size=(99, 9))),)))
    file = email.attachments.get()
    drawn = picturing.drawn
    monkeypatch.setattr(picturing, "drawn", lambda *given: (email.entry.delete(), drawn(*given))[1])
    picturing.draw_files(email.pk)
    assert not default_storage.exists(pictured.key(file.blob))
