"""STARTTLS with a certificate made for the test."""

import shutil
import smtplib
import ssl
import subprocess

import pytest

from emaillog.models import InboundMessage


@pytest.fixture
def certificate(tmp_path, settings):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    openssl = shutil.which("openssl")
    assert openssl, "this test needs openssl"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    settings.SMTP_TLS_CERTIFICATE, settings.SMTP_TLS_KEY = str(certificate), str(key)
    return certificate


def test_a_mail_comes_in_encrypted(certificate, receiver, bcc_address):
    with smtplib.SMTP("127.0.0.1", receiver().port, timeout=20) as client:
        client._host = "localhost"
        client.ehlo()
        assert client.has_extn("starttls")
        client.starttls(context=ssl.create_default_context(cafile=str(certificate)))
        client.ehlo()
        assert not client.has_extn("starttls")
        assert not client.has_extn("auth")
        client.sendmail("alice@acme.test", [bcc_address], b"x\r\n")

    assert InboundMessage.objects.count() == 1


def test_commands_sent_before_the_handshake_are_forgotten(certificate, receiver, bcc_address):
    client = smtplib.SMTP("127.0.0.1", receiver().port, timeout=20)
    client.ehlo()
    client.send(b"STARTTLS\r\nMAIL FROM:<injected@evil.test>\r\n")
    assert client.getreply()[0] == 220
    context = ssl.create_default_context(cafile=str(certificate))
    client.sock = context.wrap_socket(client.sock, server_hostname="localhost")
    client.file = None
    client.ehlo()

    assert client.rcpt(bcc_address)[0] == 503
    client.quit()


def test_without_a_certificate_it_is_not_offered(smtp):
    assert not smtp.has_extn("starttls")
    assert smtp.docmd("STARTTLS")[0] == 454
