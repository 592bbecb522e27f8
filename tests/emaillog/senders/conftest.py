"""Whoever may stand in From, and real DKIM signatures with the DNS that holds their keys."""

import base64
import time

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone

from crm.models import Team, TeamMember
from emaillog import signatures
from emaillog.models import LoggingRules, RegisteredAddress
from tests.factories import contact

OUR_HOST = "mx.acme.test"


@pytest.fixture
def senders(account, alice):
    """From lines by kind."""
    team = Team.objects.create(account=account, name="Sales")
    TeamMember.objects.create(account=account, team=team, user=alice)
    for address, verified, whose in (
        ("alice@private.test", timezone.now(), None),
        ("unverified@acme.test", None, None),
        ("sales@acme.test", timezone.now(), team),
    ):
        RegisteredAddress.objects.create(account=account, user=alice, team=whose, address=address, verified_at=verified)
    contact(account, "maya@customer.test")
    return {
        "login": "Alice <alice@acme.test>",
        "verified alias": "alice@private.test",
        "unverified alias": "unverified@acme.test",
        "team address": "Sales <sales@acme.test>",
        "contact": "maya@customer.test",
        "stranger": "eve@evil.test",
        "two Froms": "alice@acme.test, alice@private.test",
    }


@pytest.fixture
def policy(account):
    def chosen(name):
        LoggingRules.objects.update_or_create(account=account, defaults={"sender_policy": name})

    return chosen


class Signer(dkim.DKIM):
    """Signs as a mail server does, and also as none should: `written` are tags of its own, None leaves one out."""

    written: dict[bytes, bytes] = {}
    signed: list[bytes] = []

    def gen_header(self, fields, include_headers, *rest, **options):
        include_headers = self.signed or include_headers
        tags = dict(fields) | {b"h": b" : ".join(include_headers)}
        last = tags.pop(b"b")
        return super().gen_header([*(tags | self.written).items(), (b"b", last)], include_headers, *rest, **options)


@pytest.fixture(scope="session")
def signing_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def sign(signing_key):
    """The mail with a signature on top; tags beyond the usual by keyword."""
    pem = signing_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )

    def signed(raw: bytes, domain="acme.test", *, signed=(), algorithm=b"rsa-sha256", length=False, **tags) -> bytes:
        signer = Signer(raw)
        signer.written = {name.encode(): str(value).encode() for name, value in tags.items()}
        signer.signed = [name.encode() for name in signed]
        return signer.sign(b"s1", domain.encode(), pem, algorithm, length=length) + raw

    return signed


@pytest.fixture(scope="session")
def dns_key(signing_key) -> str:
    """The record that publishes the key (RFC 6376 section 3.6.1)."""
    public = signing_key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


@pytest.fixture
def dns(dns_key, monkeypatch):
    """What the DNS answers by name, with the key under three domains; `asked` is what it was asked."""
    answers = Answers(dns_key.encode())
    monkeypatch.setattr(signatures, "text_record", answers)
    return answers


class Answers(dict):
    def __init__(self, record: bytes):
        self.record, self.asked = record, []
        super().__init__({f"s1._domainkey.{name}.": record for name in ("acme.test", "mail.acme.test", "evil.test")})

    def __call__(self, name: str, _seconds: float) -> bytes:
        self.asked.append(name)
        answer = self.get(name, b"")
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def yesterday():
    return int(time.time()) - 24 * 3600
