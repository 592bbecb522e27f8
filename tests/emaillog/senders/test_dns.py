"""How a DKIM key is asked for: of a real resolver, which asks a name server on loopback."""

import socket
import threading
import time

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from emaillog import signatures
from emaillog.models import SenderPolicy
from emaillog.rejection import Reason
from tests.factories import mail

NAME = "s1._domainkey.acme.test."


class NameServer(threading.Thread):
    """Answers by UDP what `records` holds: the pieces of a TXT record, a code, or None for silence."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.records: dict[str, object] = {}
        self.asked = 0

    def run(self):
        while True:
            wire, client = self.socket.recvfrom(4096)
            if wire == b"end":
                self.socket.close()
                return
            self.asked += 1
            if (reply := self.reply(dns.message.from_wire(wire))) is not None:
                self.socket.sendto(reply.to_wire(), client)

    def reply(self, question):
        name = question.question[0].name.to_text()
        record = self.records.get(name, dns.rcode.NXDOMAIN)
        if record is None:
            return None
        answer = dns.message.make_response(question)
        if isinstance(record, list):
            written = " ".join(f'"{piece}"' for piece in record)
            answer.answer += [dns.rrset.from_text(name, 300, "IN", "TXT", written)] if record else []
        else:
            answer.set_rcode(record)
        return answer

    def stop(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"end", ("127.0.0.1", self.port))
        self.join(5)


@pytest.fixture
def name_server(monkeypatch):
    server = NameServer()
    server.start()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
    monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
    yield server
    server.stop()


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
