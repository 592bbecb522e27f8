"""How long a mail provider's request is kept: as long as it holds more than the mails that came in it."""

import pytest

from emaillog import blobs, tasks, unpacking
from emaillog.models import InboundMessage, LoggingAddress, LoggingRules, Receipt
from tests.webhooks.sender import Post
from tests.webhooks.test_unpacking import RAW


@pytest.fixture(autouse=True)
def cast(alice):
    """Alice is there."""


def test_two_messages_of_one_request_to_the_same_recipient_both_go(
    post, configured, alice, bcc_address, drain, days_later
):
    for made in configured("mandrill").posts(RAW, [bcc_address]):
        post(made)
    drain()
    first = InboundMessage.objects.get()
    blobs.write("raw/2026-11-23/second", RAW)
    lay_at = [first.blob, "raw/2026-11-23/second"]
    first.pk, first.blob = None, lay_at[1]
    first.save()
    with days_later(91):
        tasks.purge()
    assert list(InboundMessage.objects.values_list("blob", flat=True)) == ["", ""]
    assert list(map(blobs.look_up, lay_at)) == [None, None]


def test_a_request_goes_with_the_last_of_its_messages(
    post, configured, account, other_account, charlie, bcc_address, drain, days_later
):
    LoggingRules.objects.create(account=account, days_kept_logged=5, days_kept_others=5)
    theirs = LoggingAddress.objects.pair(other_account)[0].address
    for made in configured("sendgrid, parsed").posts(RAW, [bcc_address, theirs]):
        post(made)
    drain()
    InboundMessage.objects.update(in_review=False)
    with days_later(6):
        tasks.purge()
    lay_at = Receipt.objects.get().blob
    assert lay_at
    with days_later(91):
        tasks.purge()
    assert not Receipt.objects.get().blob
    assert blobs.look_up(lay_at) is None


@pytest.mark.parametrize(
    ("provider", "is_kept"), [("postmark, raw", False), ("mailgun, raw", False), ("postmark, parsed", True)]
)
def test_a_request_that_only_wraps_the_mail_as_it_was_sent_goes_at_once(
    storage, post, configured, bcc_address, drain, provider, is_kept
):
    (made,) = configured(provider).posts(RAW, [bcc_address])
    post(made)
    drain()
    receipt, inbound = Receipt.objects.get(), InboundMessage.objects.get()
    assert (receipt.status, bool(receipt.blob)) == (Receipt.Status.UNPACKED, is_kept)
    assert len(list(blobs.walk("requests"))) == is_kept
    assert is_kept or blobs.read(inbound.blob) == RAW
    assert post(made).status_code == 200
    drain()
    assert InboundMessage.objects.count() == 1, "the provider's retry is the same request still"


def test_a_request_whose_mail_found_no_address_is_kept_to_be_unpacked_again(post, configured, db, drain):
    for made in configured("postmark, raw").posts(RAW, ["nobody@in.blindcopy.test"]):
        post(made)
    drain()
    assert Receipt.objects.get().blob


def test_an_unreadable_request_is_kept_90_days_and_one_that_waits_for_ever(post, db, drain, days_later):
    post(Post("/anymail/postmark/inbound/", b"{}"))
    receipt = Receipt.objects.get()
    with days_later(400):
        tasks.purge()
    assert Receipt.objects.get().blob == receipt.blob
    unpacking.unpack(receipt.pk)
    assert Receipt.objects.get().status == Receipt.Status.UNREADABLE
    with days_later(89):
        tasks.purge()
    assert Receipt.objects.get().blob
    with days_later(91):
        tasks.purge()
    assert (Receipt.objects.get().blob, blobs.look_up(receipt.blob)) == ("", None)
