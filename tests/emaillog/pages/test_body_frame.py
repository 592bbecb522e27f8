"""The second wall: what the frame of a mail is answered, and who is answered at all."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from emaillog import blobs
from emaillog.models import Attachment
from emaillog.passes import BodyPass, ImagePass
from tests.emaillog.pages.payloads import PAYLOADS


def policy_of(answer):
    return dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))


def test_the_frame_is_sandboxed_without_scripts_and_without_origin(signed_in, bob, illustrated, at):
    page = signed_in(bob).get(at("email", illustrated.pk)).content.decode()
    assert re.findall(r'<iframe[^>]*\ssandbox="([^"]*)"', page) == ["allow-popups allow-popups-to-escape-sandbox"]


def test_the_body_has_a_policy_of_its_own(bob, illustrated, frame_of):
    answer = frame_of(bob, illustrated)
    policy = policy_of(answer)
    assert answer.status_code == 200
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'unsafe-inline'"
    assert policy["img-src"] == "data: http://testserver/mail-image/"
    assert policy["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    assert policy["frame-ancestors"] == "'self'"
    assert "script-src" not in policy
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_images_from_outside_come_only_when_asked_for(bob, illustrated, frame_of):
    assert b"shop.test" not in frame_of(bob, illustrated).content
    asked = frame_of(bob, illustrated, "?images=1")
    assert b'src="https://shop.test/pixel.gif"' in asked.content
    assert policy_of(asked)["img-src"] == "https: data: http://testserver/mail-image/"


def test_the_page_offers_to_show_images_only_where_some_are_blocked(signed_in, bob, illustrated, log, at):
    client = signed_in(bob)
    assert b"Show once" in client.get(at("email", illustrated.pk)).content
    assert b"Show once" not in client.get(at("email", illustrated.pk) + "?images=1").content
    assert b"Show once" not in client.get(at("email", log(html="<p>none</p>").pk)).content


def test_an_inline_image_of_the_mail_is_shown_to_a_frame_without_a_session(bob, illustrated, frame_of):
    address = re.search(rb'src="http://testserver(/mail-image/[^"]+)"', frame_of(bob, illustrated).content)[1].decode()
    answer = Client().get(address)
    assert answer["Content-Type"] == "image/png"
    assert answer.getvalue().startswith(b"\x89PNG")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_content_id_of_another_mail_shows_nothing(bob, illustrated, log, frame_of):
    other = log(html='<p>x</p><img src="cid:logo@acme">')
    assert b"mail-image" not in frame_of(bob, other).content


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<html><script>alert(1)</script>", b"GIF", b""],
)
def test_an_inline_part_that_only_claims_to_be_an_image_is_not_sent(bob, illustrated, content):
    part = Attachment.objects.get(email=illustrated, name="logo.png")
    blobs.write("attachments/forged", content)
    Attachment.objects.filter(pk=part.pk).update(blob="attachments/forged")
    assert Client().get(ImagePass(illustrated.account_id, part.pk, bob.pk).url).status_code == 404


def test_an_inline_image_is_gone_only_when_it_is_not_stored_and_away_with_its_storage(bob, illustrated, monkeypatch):
    def away(*_arguments):
        raise OSError("away")
        yield

    part = Attachment.objects.get(email=illustrated, name="logo.png")
    address = ImagePass(illustrated.account_id, part.pk, bob.pk).url
    with monkeypatch.context() as ill:
        ill.setattr(blobs, "stream", away)
        answer = Client().get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert Client().get(address).status_code == 200
    blobs.delete(part.blob)
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("payload", PAYLOADS[::4])
def test_html_that_was_never_sanitised_is_sanitised_when_shown(bob, illustrated, frame_of, payload):
    illustrated.html = f"<p>before</p>{payload}"
    illustrated.save()
    body = frame_of(bob, illustrated).content.decode().partition("<body>")[2].lower()
    for words in ("<script", "<style", "<svg", "<iframe", "<form", "onerror=", "url("):
        assert words not in re.sub(r"&lt;[^<]*", "", body)


def test_the_address_of_a_body_expires(bob, illustrated, signed_in, time_machine):
    address = BodyPass(illustrated.account_id, str(illustrated.pk), bob.pk).url
    client = signed_in(bob)
    assert client.get(address).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(minutes=16), tick=False)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("forged", ["x", "eyJhIjoxfQ:1abc:def", ":::", "%00"])
def test_a_forged_address_is_404(bob, signed_in, forged):
    assert signed_in(bob).get(f"/mail-body/{forged}/").status_code == 404
    assert signed_in(bob).get(f"/mail-image/{forged}/").status_code == 404


def test_a_pass_for_an_image_opens_no_body(bob, illustrated, signed_in):
    token = ImagePass(illustrated.account_id, 1, bob.pk).url.split("/")[2]
    assert signed_in(bob).get(f"/mail-body/{token}/").status_code == 404


def test_a_pass_is_good_for_its_user_only(alice, bob, charlie, illustrated, signed_in, client):
    address = BodyPass(illustrated.account_id, str(illustrated.pk), bob.pk).url
    assert signed_in(bob).get(address).status_code == 200
    for somebody in (signed_in(alice), signed_in(charlie), client):
        assert somebody.get(address).status_code == 404


def test_a_pass_of_somebody_who_left_the_account_opens_nothing(bob, illustrated, signed_in):
    address = BodyPass(illustrated.account_id, str(illustrated.pk), bob.pk).url
    bob.memberships.update(is_active=False)
    assert signed_in(bob).get(address).status_code == 404


def test_a_pass_of_another_account_opens_nothing_of_this_one(charlie, illustrated, signed_in):
    other = charlie.memberships.get().account_id
    part = Attachment.objects.get(email=illustrated, name="logo.png")
    assert signed_in(charlie).get(BodyPass(other, str(illustrated.pk), charlie.pk).url).status_code == 404
    assert Client().get(ImagePass(other, part.pk, charlie.pk).url).status_code == 404
