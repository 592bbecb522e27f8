"""Whether Amazon SNS itself sent a notification: its signature, which Anymail leaves unchecked."""

import re
from base64 import b64decode
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests
from anymail.exceptions import AnymailWebhookValidationFailure
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from django.core.cache import cache

from emaillog.webhooks.providers.fetching import TIMEOUTS

HOST = re.compile(r"sns\.[a-z0-9-]{2,30}\.amazonaws\.com(\.cn)?")
HASHES: dict[str, type[HashAlgorithm]] = {"1": SHA1, "2": SHA256}
NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
DAY = 86_400  # seconds


def verify(message: Mapping[str, str], topics: list[str]) -> None:
    """Raises AnymailWebhookValidationFailure unless Amazon signed this for one of the topics, or any if none is named.

    May fetch Amazon's certificate, and raises what the network raises.
    """
    if topics and message.get("TopicArn") not in topics:
        raise AnymailWebhookValidationFailure("Not one of the topics in ANYMAIL_AMAZON_SES_TOPIC_ARNS.")
    algorithm = HASHES.get(message.get("SignatureVersion", ""))
    if algorithm is None:
        raise AnymailWebhookValidationFailure("SNS signed in a way that is not known here.")
    key = x509.load_pem_x509_certificate(certificate(genuine(message.get("SigningCertURL", "")))).public_key()
    if not isinstance(key, RSAPublicKey):
        raise AnymailWebhookValidationFailure("SNS signs with RSA, and this certificate does not.")
    try:
        key.verify(b64decode(message.get("Signature", "")), signed(message), PKCS1v15(), algorithm())
    except InvalidSignature as problem:
        raise AnymailWebhookValidationFailure("Amazon SNS did not sign this.") from problem


def signed(message: Mapping[str, str]) -> bytes:
    """The bytes that SNS signs: name and value of each field, a line each, in this order."""
    fields = NOTIFICATION if message.get("Type") == "Notification" else CONFIRMATION
    return "".join(f"{name}\n{message[name]}\n" for name in fields if message.get(name) is not None).encode()


def genuine(url: str) -> str:
    """The address, when it is one of SNS: a certificate from anywhere else proves nothing."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not HOST.fullmatch(parts.netloc):
        raise AnymailWebhookValidationFailure("The certificate is not at an address of Amazon SNS.")
    return url


def certificate(url: str) -> bytes:
    """The PEM certificate there, kept for a day."""
    kept: bytes | None = cache.get(f"sns-certificate:{url}")
    if kept is None:
        kept = download(url)
        cache.set(f"sns-certificate:{url}", kept, DAY)
    return kept


def download(url: str) -> bytes:
    answer = requests.get(url, timeout=TIMEOUTS, allow_redirects=False)
    answer.raise_for_status()
    return answer.content
