"""A name server on loopback, which real resolvers ask."""

import socket
import threading

import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset
import pytest


class NameServer(threading.Thread):
    """Answers by UDP what `records` holds by name, for other types than TXT with the type before it ("MX a.test.").

    A record is a list, the pieces of a TXT record or the data of others, or a code, or None for silence.
    """

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
        name, kind = question.question[0].name.to_text(), dns.rdatatype.to_text(question.question[0].rdtype)
        record = self.records.get(name if kind == "TXT" else f"{kind} {name}", dns.rcode.NXDOMAIN)
        if record is None:
            return None
        answer = dns.message.make_response(question)
        if isinstance(record, list):
            data = [" ".join(f'"{piece}"' for piece in record)] if kind == "TXT" else record
            answer.answer += [dns.rrset.from_text(name, 300, "IN", kind, *data)] if record else []
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
