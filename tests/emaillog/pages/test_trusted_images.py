"""Images from outside: once, or always for a sender, each person for themselves."""

import pytest

from emaillog.models import LoggedEmail, TrustedImageSender
from tests.factories import mail

PIXEL = '<p>Hello</p><img src="https://shop.test/pixel.gif">'


@pytest.fixture
def newsletter(log) -> LoggedEmail:
    return log(mail(html=PIXEL))


def said(answer) -> str:
    return answer["Content-Security-Policy"]


def test_always_for_this_sender_holds_for_the_next_mail_too(signed_in, frame_of, bob, newsletter, log, at):
    assert "https:" not in said(frame_of(bob, newsletter))
    answer = signed_in(bob).post(at("email_images", newsletter.pk))
    assert answer["Location"] == at("email", newsletter.pk)
    assert "https:" in said(frame_of(bob, newsletter))
    assert "https:" in said(frame_of(bob, log(mail(html=PIXEL, subject="The next"))))
    other = log(mail("alice@ACME.test", html=PIXEL, subject="In capitals"))
    assert "https:" in said(frame_of(bob, other))


def test_once_is_once(signed_in, frame_of, bob, newsletter):
    assert "https:" in said(frame_of(bob, newsletter, "?images=1"))
    assert "https:" not in said(frame_of(bob, newsletter))


def test_what_bob_allows_is_not_allowed_for_alice(signed_in, frame_of, alice, bob, newsletter, at):
    signed_in(bob).post(at("email_images", newsletter.pk))
    assert "https:" not in said(frame_of(alice, newsletter))
    assert b"Always for this sender" in signed_in(alice).get(at("email", newsletter.pk)).content


def test_an_opened_mail_swaps_only_its_body_and_offers_to_block_again(signed_in, bob, newsletter, at):
    client, target = signed_in(bob), {"HX-Request": "true", "HX-Target": f"mail-body-{newsletter.pk}"}
    body = client.post(at("email_images", newsletter.pk), headers=target).content.decode()
    assert body.lstrip().startswith("<section")
    assert "always shown to you" in body
    body = client.post(at("email_images", newsletter.pk), {"trust": "no"}, headers=target).content.decode()
    assert "Always for this sender" in body
    assert not TrustedImageSender.objects.exists()


def test_twice_is_once(signed_in, bob, newsletter, at):
    for _time in range(2):
        signed_in(bob).post(at("email_images", newsletter.pk))
    assert TrustedImageSender.objects.count() == 1


def test_the_list_in_the_profile_is_ones_own_and_takes_back(signed_in, frame_of, alice, bob, newsletter, at):
    assert b"Images are blocked in all mail" in signed_in(bob).get(at("trusted_images")).content
    signed_in(bob).post(at("email_images", newsletter.pk))
    row = TrustedImageSender.objects.get()
    assert b"alice@acme.test" in signed_in(bob).get(at("trusted_images")).content
    assert b"Block again" not in signed_in(alice).get(at("trusted_images")).content
    assert signed_in(alice).post(at("distrust_images", row.pk)).status_code == 404
    assert at("trusted_images").encode() in signed_in(bob).get(at("profile")).content

    signed_in(bob).post(at("distrust_images", row.pk))

    assert "https:" not in said(frame_of(bob, newsletter))


def test_private_mail_of_alice_cannot_be_named_by_bob(signed_in, alice, bob, newsletter, at):
    newsletter.entry.private_to = alice
    newsletter.entry.save()
    assert signed_in(bob).post(at("email_images", newsletter.pk)).status_code == 404


def test_a_mail_without_a_sender_can_be_shown_once_only(signed_in, bob, newsletter, at):
    LoggedEmail.objects.update(sender={})
    page = signed_in(bob).get(at("email", newsletter.pk)).content
    assert b"Show once" in page
    assert b"Always for this sender" not in page
    signed_in(bob).post(at("email_images", newsletter.pk))
    assert not TrustedImageSender.objects.exists()
