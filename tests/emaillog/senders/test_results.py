"""Authentication-Results (RFC 8601): our own mail server's are believed, and nobody else's, however they are put."""

import pytest

from emaillog.mime import results
from emaillog.models import SenderPolicy
from emaillog.rejection import Reason
from tests.emaillog.senders.conftest import OUR_HOST
from tests.factories import mail

PASS = f"Authentication-Results: {OUR_HOST}; dmarc=pass header.from=acme.test"
RECEIVED = "Received: from client by mx.acme.test; Mon, 23 Nov 2026 10:00:00 +0000"


@pytest.fixture
def reason_of(account, alice, policy, by_smtp, dns, settings):
    """What becomes of a mail with these fields on top, where proof is wanted."""
    settings.AUTHSERV_ID = OUR_HOST
    policy(SenderPolicy.STRICT)
    return lambda *fields: by_smtp("".join(f"{field}\r\n" for field in fields).encode() + mail().as_bytes()).reason


@pytest.mark.parametrize(
    "fields",
    [
        [PASS],
        [RECEIVED, PASS],
        ["Return-Path: <alice@acme.test>", "Delivered-To: x@in.blindcopy.test", RECEIVED, PASS, RECEIVED, RECEIVED],
        [PASS, PASS.replace("pass", "fail")],
        [PASS.replace(OUR_HOST, OUR_HOST.upper())],
        [PASS.replace(OUR_HOST, f'"{OUR_HOST}" 1')],
        [PASS.replace(";", " (checked; by us);\r\n\t")],
        [f"Authentication-Results: {OUR_HOST}; dkim=pass header.d=mail.acme.test header.s=x"],
        [f"Authentication-Results: {OUR_HOST}; dkim=pass (2048-bit key) header.i=@acme.test"],
        [f"Authentication-Results: {OUR_HOST}; dkim=fail header.d=acme.test; dkim=pass header.d=acme.test; spf=fail"],
        [f"Authentication-Results: {OUR_HOST}; spf=pass smtp.mailfrom=alice@acme.test"],
        [f"Authentication-Results: {OUR_HOST}; spf=pass smtp.helo=x"],
    ],
)
def test_what_our_own_server_says_on_top_is_believed(reason_of, fields):
    assert reason_of(*fields) == Reason.LOGGED


@pytest.mark.parametrize(
    "fields",
    [
        [RECEIVED, RECEIVED, PASS],
        [PASS.replace("pass", "none"), PASS],
        [PASS.replace(OUR_HOST, "mx.evil.test"), PASS],
        [PASS.replace(OUR_HOST, "mx.evil.test")],
        [PASS.replace(OUR_HOST, f"{OUR_HOST}.evil.test")],
        [PASS.replace("Authentication", "X-Authentication")],
        [PASS.replace("Authentication", "ARC-Authentication")],
        [PASS.replace("Authentication-Results", "X-Original-Authentication-Results")],
        [PASS.replace(OUR_HOST, "i=1; " + OUR_HOST)],
        ["Received-SPF: pass (mx.acme.test) client-ip=192.0.2.1"],
        ["X-Ses-Dmarc-Verdict: PASS", "X-Spam-Status: No"],
        [f"Authentication-Results: {OUR_HOST}; none"],
        [f"Authentication-Results: {OUR_HOST}"],
        [f"Authentication-Results: {OUR_HOST}; dkim=pass header.d=evil.test"],
        [f"Authentication-Results: {OUR_HOST}; dkim=pass"],
        [f"Authentication-Results: {OUR_HOST}; spf=pass smtp.mailfrom=evil.test"],
        [f"Authentication-Results: {OUR_HOST}; dmarc=pass header.from=evil.test"],
        [f'Authentication-Results: {OUR_HOST}; spf=none reason="; dmarc=pass header.from=acme.test"'],
        [f'Authentication-Results: {OUR_HOST}; spf=none smtp.mailfrom="; dkim=pass header.d=acme.test; "@evil.test'],
        [f"Authentication-Results: {OUR_HOST}; spf=none (; dmarc=pass header.from=acme.test)"],
        [f"Authentication-Results: {OUR_HOST}; spf=none (\\(; dmarc=pass header.from=acme.test)"],
        [f'Authentication-Results: {OUR_HOST}; dkim=pass reason="header.d=acme.test" header.d=evil.test'],
        [f"Authentication-Results: {OUR_HOST}; iprev=pass policy.iprev=192.0.2.1; auth=pass smtp.auth=alice"],
    ],
)
def test_what_anybody_could_have_written_is_not_believed(reason_of, fields):
    assert reason_of(*fields) == Reason.SENDER_NOT_PROVEN


@pytest.mark.parametrize(
    "said",
    ["dmarc=fail header.from=acme.test", "dkim=fail header.d=acme.test; spf=fail smtp.mailfrom=acme.test"],
)
def test_what_our_own_server_saw_fail_waits_for_review(reason_of, policy, said):
    policy(SenderPolicy.KNOWN_USER)
    assert reason_of(f"Authentication-Results: {OUR_HOST}; {said}") == Reason.SENDER_NOT_VERIFIED


@pytest.mark.parametrize(
    "said",
    ["dkim=fail header.d=acme.test; spf=pass smtp.mailfrom=list.test", "dmarc=temperror", "spf=softfail; dkim=none"],
)
def test_what_fails_on_honest_mail_too_is_no_failure(reason_of, policy, said):
    policy(SenderPolicy.KNOWN_USER)
    assert reason_of(f"Authentication-Results: {OUR_HOST}; {said}") == Reason.LOGGED


def test_a_failure_that_a_stranger_wrote_into_a_mail_does_no_harm(reason_of, policy):
    policy(SenderPolicy.KNOWN_USER)
    forged = "Authentication-Results: mx.evil.test; dmarc=fail; spf=fail; dkim=fail"
    assert reason_of(RECEIVED, forged) == Reason.LOGGED


def test_without_a_name_in_the_settings_nobody_is_believed(reason_of, settings):
    settings.AUTHSERV_ID = ""
    assert reason_of(PASS) == Reason.SENDER_NOT_PROVEN
    assert reason_of("Authentication-Results: ; dmarc=pass header.from=acme.test") == Reason.SENDER_NOT_PROVEN


def test_our_servers_name_in_a_mail_that_came_by_a_provider_is_forged(
    account, alice, policy, by_webhook, dns, settings
):
    settings.AUTHSERV_ID = OUR_HOST
    policy(SenderPolicy.STRICT)
    assert by_webhook(f"{PASS}\r\n".encode() + mail().as_bytes()).reason == Reason.SENDER_NOT_PROVEN


@pytest.mark.parametrize("mark", ['"', "(", "\\", "((", '"\\', ";", "a.b=", "()"])
def test_any_field_is_read_in_time_that_grows_with_its_length_only(takes_at_most, mark):
    with takes_at_most(1):
        results.read(f"{OUR_HOST}; dkim=pass " + mark * 100_000)
