"""Our own check of DKIM signatures: made by a real signer, with a real key, against a DNS of the test's."""

import time

import pytest
from django.utils import timezone

from emaillog import signatures
from emaillog.models import InboundMessage, SenderPolicy, Status
from emaillog.rejection import Reason
from tests.factories import mail

KEY = "s1._domainkey.acme.test."


def letter(**fields) -> bytes:
    return mail(**fields).as_bytes().replace(b"\n", b"\r\n")


@pytest.fixture
def strict(policy, account, alice, dns):
    policy(SenderPolicy.STRICT)


@pytest.fixture
def reason_of(strict, by_smtp):
    return lambda raw, **options: by_smtp(raw, **options).reason


def test_a_good_signature_of_the_senders_domain_proves_them(reason_of, sign, dns):
    assert reason_of(sign(letter())) == Reason.LOGGED
    assert dns.asked == [KEY]


def test_a_good_signature_proves_the_sender_by_webhook_too(strict, sign, by_webhook):
    assert by_webhook(sign(letter())).reason == Reason.LOGGED


def test_what_an_organisation_signs_counts_for_all_its_domains(reason_of, sign):
    assert reason_of(sign(letter(), "mail.acme.test")) == Reason.LOGGED


def test_the_second_of_two_signatures_proves_as_well(reason_of, sign):
    assert reason_of(sign(sign(letter()), "evil.test")) == Reason.LOGGED


def altered_body(raw: bytes) -> bytes:
    return raw.replace(b"our offer", b"my offer")


def other_from(raw: bytes) -> bytes:
    return raw.replace(b"From: Alice Admin <alice@acme.test>", b"From: Bob <alice@acme.test>")


def second_from(raw: bytes) -> bytes:
    return b"From: alice@acme.test\r\n" + raw


@pytest.mark.parametrize("change", [altered_body, other_from])
def test_a_mail_that_was_altered_is_not_proven(reason_of, sign, change):
    signed = sign(letter())
    assert change(signed) != signed
    assert reason_of(change(signed)) == Reason.SENDER_NOT_PROVEN


def test_a_second_from_field_beside_a_signed_one_names_nobody(reason_of, sign):
    assert reason_of(second_from(sign(letter()))) == Reason.AMBIGUOUS_SENDER


def test_a_signature_of_another_domain_proves_nothing_and_is_not_even_looked_at(reason_of, sign, dns):
    assert reason_of(sign(letter(), "evil.test")) == Reason.SENDER_NOT_PROVEN
    assert dns.asked == []


def test_an_expired_signature_proves_nothing(reason_of, sign, yesterday):
    assert reason_of(sign(letter(), t=yesterday - 3600, x=yesterday)) == Reason.SENDER_NOT_PROVEN
    assert reason_of(sign(letter(text="another"), t=yesterday, x=int(time.time()) + 3600)) == Reason.LOGGED


def test_a_signature_that_covers_only_the_beginning_proves_nothing(reason_of, sign):
    assert reason_of(sign(letter(), length=True) + b"Pay into this account instead.\r\n") == Reason.SENDER_NOT_PROVEN
    assert reason_of(sign(letter(subject="not even whole"), length=True)) == Reason.SENDER_NOT_PROVEN


def test_a_signature_that_leaves_from_out_proves_nothing(reason_of, sign):
    forged = sign(letter(), signed=("to", "subject"))
    assert b"h=to : subject" in forged
    assert reason_of(forged) == Reason.SENDER_NOT_PROVEN


def test_a_signature_by_sha_1_proves_nothing(reason_of, sign):
    assert reason_of(sign(letter(), algorithm=b"rsa-sha1")) == Reason.SENDER_NOT_PROVEN


@pytest.mark.parametrize(
    "record", [b"", b"v=DKIM1; k=rsa; p=", b"v=DKIM1; k=rsa; p=bm8ga2V5", b"spf or whatever", b"\xff\xfe"]
)
def test_a_key_that_is_missing_withdrawn_or_nonsense_proves_nothing(reason_of, sign, dns, record):
    dns[KEY] = record
    assert reason_of(sign(letter())) == Reason.SENDER_NOT_PROVEN


@pytest.mark.parametrize("flags", [b"t=y", b"t=s:y", b" t = y:s "])
def test_a_key_that_is_only_being_tried_out_proves_nothing(reason_of, sign, dns, flags):
    dns[KEY] = dns.record + b";" + flags
    assert reason_of(sign(letter())) == Reason.SENDER_NOT_PROVEN


def test_no_more_than_three_keys_are_asked_for(reason_of, sign, dns):
    raw = letter()
    for number in range(6):
        raw = sign(raw, f"m{number}.acme.test")
    assert reason_of(raw) == Reason.SENDER_NOT_PROVEN
    assert len(dns.asked) == 3


def test_a_key_is_asked_for_once_an_hour(reason_of, sign, dns, time_machine):
    time_machine.move_to(timezone.now())
    reason_of(sign(letter(subject="one")))
    reason_of(sign(letter(subject="two")))
    assert dns.asked == [KEY]


@pytest.mark.parametrize("chosen", [SenderPolicy.KNOWN_USER, SenderPolicy.OPEN])
def test_the_dns_is_asked_only_where_an_account_wants_proof(strict, policy, by_smtp, sign, dns, chosen):
    policy(chosen)
    assert by_smtp(sign(letter())).reason == Reason.LOGGED
    assert dns.asked == []


def test_the_dns_is_not_asked_where_a_provider_has_answered(strict, by_webhook, sign, dns):
    assert by_webhook(sign(letter()), dmarc="PASS").reason == Reason.LOGGED
    assert by_webhook(sign(letter(subject="failed")), dmarc="FAIL").reason == Reason.SENDER_NOT_VERIFIED
    assert dns.asked == []


def test_a_bad_signature_does_not_lower_what_a_provider_said(strict, by_webhook, sign):
    assert by_webhook(altered_body(sign(letter())), dmarc="PASS").reason == Reason.LOGGED


def test_a_bad_signature_harms_nothing_where_no_proof_is_wanted(strict, policy, by_smtp, sign):
    policy(SenderPolicy.KNOWN_USER)
    assert by_smtp(altered_body(sign(letter()))).reason == Reason.LOGGED


def test_a_dns_that_is_away_is_waited_for(strict, by_smtp, sign, dns, drain):
    dns[KEY] = TimeoutError()
    inbound = by_smtp(sign(letter()))
    assert (inbound.status, inbound.strikes) == (Status.RECEIVED, 0)
    dns[KEY] = dns.record
    InboundMessage.objects.update(retry_at=timezone.now())
    drain()
    inbound.refresh_from_db()
    assert inbound.reason == Reason.LOGGED


def test_a_dns_that_stays_away_ends_in_review(strict, by_smtp, sign, dns, drain):
    dns[KEY] = TimeoutError()
    inbound = by_smtp(sign(letter()))
    for _attempt in range(4):
        InboundMessage.objects.update(retry_at=timezone.now())
        drain()
    inbound.refresh_from_db()
    assert (inbound.reason, inbound.in_review) == (Reason.SENDER_NOT_PROVEN, True)


def test_a_large_mail_is_not_read_into_memory_for_its_signature(reason_of, sign, dns, monkeypatch):
    raw = sign(letter())
    monkeypatch.setattr(signatures, "LARGEST", len(raw) - 1)
    assert reason_of(raw) == Reason.SENDER_NOT_PROVEN
    assert dns.asked == []


SIGNATURE = b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=acme.test; s=s1; h=from; bh=AAAA; b=AAAA"
TAKES_LONG = {
    "a run of blanks": SIGNATURE + b"\r\nFrom: a@acme.test\r\n\r\n" + b" \t" * 500_000 + b"x\r\n",
    "shorter runs of blanks": SIGNATURE + b"\r\nFrom: a@acme.test\r\n\r\n" + (b" " * 999 + b"x\r\n") * 10_000,
    "empty lines": SIGNATURE + b"\r\nFrom: a@acme.test\r\n\r\n" + b"\r\n" * 1_000_000,
    "many fields": SIGNATURE + b"\r\nFrom: a@acme.test\r\n" + b"X: y\r\n" * 40_000 + b"\r\n",
    "a folded signature": SIGNATURE + b"\r\n " * 80_000 + b"!\r\nFrom: a@acme.test\r\n\r\n",
    "many signatures": (SIGNATURE + b"\r\n") * 2_000 + b"From: a@acme.test\r\n\r\n",
    "many names": SIGNATURE + b"; h=" + b"x:" * 100_000 + b"\r\nFrom: a@acme.test\r\n\r\n",
}


@pytest.mark.parametrize("name", TAKES_LONG)
def test_a_mail_made_to_take_long_is_refused_quickly(dns, db, takes_at_most, name):
    with takes_at_most(5):
        assert not signatures.prove(TAKES_LONG[name], "alice@acme.test")


@pytest.mark.parametrize(
    "field",
    [
        b"v=1",
        b"",
        b";;;",
        b"d=acme.test; h=from; a=rsa-sha256; b=; bh=; s=s1; v=1",
        b"d=\xff; h=\xff:from",
        b"=" * 5000,
    ],
)
def test_nonsense_in_place_of_a_signature_proves_nothing(reason_of, field):
    assert reason_of(b"DKIM-Signature: " + field + b"\r\n" + letter()) == Reason.SENDER_NOT_PROVEN
