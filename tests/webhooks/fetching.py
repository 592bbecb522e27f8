"""Brevo, Mailtrap and Resend, whose mail is fetched from their API, and SES, whose mail may lie in S3."""

import hashlib
import hmac
import json
import secrets
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import boto3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.utils import timezone
from svix.webhooks import Webhook

from tests.webhooks.sender import Post, Sender, files_of, header_dict, html_of, json_post, text_of

RESEND_SECRET = "whsec_" + b64encode(b"resend-secret-of-24-bytes").decode()
AMAZON_KEY = rsa.generate_private_key(65537, 2048)
CERTIFICATE_URL = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-01.pem"
TOPIC = "arn:aws:sns:eu-central-1:111111111111:inbound"


class Brevo(Sender):
    door, is_raw = "brevo", False

    @property
    def options(self):
        self.api.required = ("api-key", "brevo-key")
        return {"BREVO_API_KEY": "brevo-key", "BREVO_API_URL": f"{self.api.url}/v3"}

    def posts(self, raw, recipients):
        return [json_post(self.path, {"items": [self.item(raw, recipients)]})]

    def item(self, raw: bytes, recipients: list[str]) -> dict[str, object]:
        attachments = []
        for name, kind, data in files_of(raw):
            token = secrets.token_hex(8)
            self.api.serve(f"/v3/inbound/attachments/{token}", data, kind)
            attachments.append(
                {
                    "Name": name,
                    "ContentType": kind,
                    "ContentLength": len(data),
                    "ContentID": None,
                    "DownloadToken": token,
                }
            )
        received = [
            f"by mx.example with SMTP for <{recipient}>; Mon, 23 Nov 2026 10:00:00 +0000" for recipient in recipients
        ]
        return {
            "Uuid": [secrets.token_hex(16)],
            "From": {"Name": "Alice", "Address": "alice@acme.test"},
            "To": [{"Name": None, "Address": "maya@customer.test"}],
            "Cc": None,
            "ReplyTo": None,
            "Attachments": attachments,
            "Headers": {"Return-Path": "<alice@acme.test>", "Received": received, **header_dict(raw)},
            "SpamScore": 2.9,
            "ExtractedMarkdownMessage": "",
            "RawHtmlBody": html_of(raw),
            "RawTextBody": text_of(raw),
        }


class Mailtrap(Sender):
    door, signs = "mailtrap", True

    @property
    def options(self):
        self.api.required = ("Authorization", "Bearer mailtrap-token")
        secret = {"MAILTRAP_INBOUND_SECRET": "mailtrap-secret"}
        return {"MAILTRAP_API_TOKEN": "mailtrap-token", "MAILTRAP_API_URL": f"{self.api.url}/api"} | secret

    def posts(self, raw, recipients):
        number = str(secrets.randbelow(10**18))
        traced = "".join(f"Delivered-To: {recipient}\r\n" for recipient in recipients).encode() + raw
        self.sent = traced
        details = {
            "id": number,
            "inbox_id": 1111,
            "from": "Alice <alice@acme.test>",
            "to": ["maya@customer.test"],
            "raw_message_url": self.api.serve(f"/open/{number}.eml", traced, "message/rfc822") + "?X-Amz-Params=1",
        }
        self.api.serve(f"/api/inbound/inboxes/1111/messages/{number}", json.dumps(details).encode(), "application/json")
        event = {
            "event": "inbound.message_received",
            "event_id": secrets.token_hex(8),
            "timestamp": 1788113042436,
            "inbox_id": 1111,
            "message_id": number,
        }
        body = json.dumps({"events": [event]}).encode()
        signature = hmac.new(b"mailtrap-secret", body, hashlib.sha256).hexdigest()
        return [Post(self.path, body, headers={"Mailtrap-Signature": signature})]

    def forged(self, post):
        return Post(post.path, post.body + b" ", headers=post.headers)


class Resend(Sender):
    door, signs = "resend", True
    signed_at: datetime | None = None

    @property
    def options(self):
        self.api.required = ("Authorization", "Bearer resend-key")
        keys = {"RESEND_API_KEY": "resend-key", "RESEND_INBOUND_SECRET": RESEND_SECRET}
        return keys | {"RESEND_API_URL": self.api.url}

    def posts(self, raw, recipients):
        name = secrets.token_hex(16)
        self.api.serve(f"/emails/receiving/{name}", json.dumps(self.details(raw, name)).encode(), "application/json")
        data = {
            "email_id": name,
            "from": "Alice <alice@acme.test>",
            "to": ["maya@customer.test"],
            "bcc": [],
            "cc": [],
            "received_for": recipients,
            "attachments": [],
        }
        event = {"type": "email.received", "created_at": "2026-11-23T10:00:00.126Z", "data": data}
        return [self.signed(json.dumps(event), self.signed_at or timezone.now())]

    def details(self, raw: bytes, name: str) -> dict[str, object]:
        url = self.api.serve(f"/open/{name}.eml", raw, "message/rfc822")
        return {"id": name, "to": ["maya@customer.test"], "headers": {}, "raw": {"download_url": url}}

    def signed(self, body: str, at: datetime) -> Post:
        headers = {"svix-id": "msg_1", "svix-timestamp": str(int(at.timestamp()))}
        headers["svix-signature"] = Webhook(RESEND_SECRET).sign("msg_1", at.replace(microsecond=0), body)
        return Post(self.path, body.encode(), headers=headers)

    def forged(self, post):
        return Post(post.path, post.body + b" ", headers=post.headers)


class ResendParsed(Resend):
    """A mail for which Resend has no raw copy."""

    is_raw = False

    def details(self, raw, name):
        attachments = []
        for number, (file_name, kind, data) in enumerate(files_of(raw)):
            url = self.api.serve(f"/open/{name}/{number}", data, kind)
            attachments.append({"filename": file_name, "content_type": kind, "content_id": None, "download_url": url})
        headers = header_dict(raw)
        people = {"from": headers.pop("From", ""), "to": [headers.pop("To", "")], "subject": headers.pop("Subject", "")}
        content = {"html": html_of(raw), "text": text_of(raw), "headers": headers, "attachments": attachments}
        return {"id": name, "cc": [], "bcc": [], "reply_to": [], **people, **content}


def amazon_certificate() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, AMAZON_KEY.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(AMAZON_KEY, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def notification(message: str, **fields: str) -> dict[str, str]:
    """A message of SNS, signed as documented (version 2: SHA-256)."""
    content = {
        "Type": "Notification",
        "MessageId": secrets.token_hex(16),
        "TopicArn": TOPIC,
        "Message": message,
        "Timestamp": "2026-11-23T10:00:00.000Z",
        **fields,
    }
    names = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
    text = "".join(f"{name}\n{content[name]}\n" for name in names if name in content)
    signature = b64encode(AMAZON_KEY.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
    return content | {"SignatureVersion": "2", "Signature": signature, "SigningCertURL": CERTIFICATE_URL}


class Ses(Sender):
    """SES with the content in the notification."""

    door, signs = "amazon_ses", True
    options = {"AMAZON_SES_TOPIC_ARNS": TOPIC}

    def posts(self, raw, recipients):
        event = {
            "notificationType": "Received",
            "mail": {
                "timestamp": "2026-11-23T10:00:00.000Z",
                "source": "alice@acme.test",
                "messageId": secrets.token_hex(12),
                "destination": ["maya@customer.test", *recipients],
            },
            "receipt": {
                "recipients": recipients,
                "spamVerdict": {"status": "PASS"},
                "spfVerdict": {"status": "PASS"},
                "dkimVerdict": {"status": "GRAY"},
                "dmarcVerdict": {"status": "PASS"},
                "action": self.action(raw),
            },
            **self.content(raw),
        }
        return [self.post(notification(json.dumps(event)))]

    def action(self, raw: bytes) -> dict[str, str]:
        return {"type": "SNS", "topicArn": TOPIC, "encoding": "BASE64"}

    def content(self, raw: bytes) -> dict[str, str]:
        return {"content": b64encode(raw).decode()}

    def post(self, message: dict[str, str]) -> Post:
        sns = {"x-amz-sns-message-type": message["Type"], "x-amz-sns-message-id": message["MessageId"]}
        return Post(self.path, json.dumps(message).encode(), "text/plain; charset=UTF-8", sns)

    def forged(self, post):
        return Post(
            post.path, post.body.replace(b"notificationType", b"NotificationType"), post.content_type, post.headers
        )

    def verdicts(self):
        return {"spf": "pass", "dkim": "neutral", "dmarc": "pass"}


class SesS3(Ses):
    """SES that put the mail into a bucket."""

    s3_url = ""

    @property
    def client(self) -> dict[str, str]:
        keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
        return keys | {"region_name": "eu-central-1", "endpoint_url": self.s3_url}

    @property
    def options(self):
        return {"AMAZON_SES_CLIENT_PARAMS": self.client}

    def action(self, raw):
        s3, bucket = boto3.client("s3", **self.client), f"mail-{secrets.token_hex(8)}"
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        s3.put_object(Bucket=bucket, Key="inbound/mail", Body=raw)
        return {"type": "S3", "topicArn": TOPIC, "bucketName": bucket, "objectKey": "inbound/mail"}

    def content(self, raw):
        return {}
