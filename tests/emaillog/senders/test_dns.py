"""How a DKIM key is asked for: of a real resolver, which asks a name server on loopback."""

import time

import dns.rcode
import pytest

from emaillog import signatures
from emaillog.models import SenderPolicy
from emaillog.rejection import Reason
from tests.factories import mail

NAME = "s1._domainkey.acme.test."


def test_a_record_in_pieces_is_put_together_and_kept(name_server):
    name_server.records[NAME] = ["v=DKIM1; p=ab", "cd"]
    for _time in range(3):
        assert signatures.key_record(NAME.encode()) == b"v=DKIM1; p=abcd"
    assert name_server.asked == 1


@pytest.mark.parametrize("record", [dns.rcode.NXDOMAIN, []])
def test_what_is_not_there_is_no_fault_and_kept_too(name_server, record):
    name_server.records[NAME] = record
    for _time in range(2):
        assert signatures.key_record(NAME.encode()) == b""
    assert name_server.asked == 1


@pytest.mark.parametrize(
    "name", [b"..", b"a..b._domainkey.acme.test.", b"x" * 64 + b".test", b"\xff.test", b"a." * 200]
)
def test_what_can_be_no_name_has_no_record(name_server, name):
    assert signatures.key_record(name) == b""
    assert name_server.asked == 0


def test_a_name_server_that_says_nothing_is_waited_for_two_seconds(name_server):
    name_server.records[NAME] = None
    begun = time.monotonic()
    with pytest.raises(signatures.KeyUnreachableError):
        signatures.key_record(NAME.encode(), 60)
    assert 1.5 < time.monotonic() - begun < 4


def test_a_name_server_in_trouble_is_asked_again_later(name_server):
    name_server.records[NAME] = dns.rcode.SERVFAIL
    with pytest.raises(signatures.KeyUnreachableError):
        signatures.key_record(NAME.encode())
    name_server.records[NAME] = ["v=DKIM1; p="]
    assert signatures.key_record(NAME.encode()) == b"v=DKIM1; p="


def test_a_signed_mail_is_proven_by_what_the_name_server_says(
    name_server, account, alice, policy, by_smtp, sign, dns_key
):
    policy(SenderPolicy.STRICT)
    name_server.records[NAME] = [dns_key[:200], dns_key[200:]]
    assert by_smtp(sign(mail().as_bytes().replace(b"\n", b"\r\n"))).reason == Reason.LOGGED
