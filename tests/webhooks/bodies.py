"""Postmark, Postal, SparkPost, MailerSend and Mailjet, as their documentation shows their JSON."""

import hashlib
import hmac
import json
import uuid
from base64 import b64encode
from email.utils import parseaddr

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.webhooks.sender import Post, Sender, field, files_of, header_dict, header_list, html_of, json_post, text_of

POSTAL_KEY = rsa.generate_private_key(65537, 2048)

POSTMARK_TAKES_OUT = {"From", "To", "Cc", "Reply-To", "Subject", "Date"}


def postmark_address(written: str) -> dict[str, str]:
    name, address = parseaddr(written)
    return {"Email": address, "Name": name, "MailboxHash": ""}


class Postmark(Sender):
    door, is_raw = "postmark", False

    def posts(self, raw, recipients):
        return [json_post(self.path, self.payload(raw, recipient)) for recipient in recipients]

    def payload(self, raw: bytes, recipient: str) -> dict[str, object]:
        headers = [{"Name": name, "Value": value} for name, value in header_list(raw) if name not in POSTMARK_TAKES_OUT]
        return {
            "FromName": "",
            "MessageStream": "inbound",
            "FromFull": postmark_address(field(raw, "From")),
            "ToFull": [postmark_address(field(raw, "To"))],
            "CcFull": [],
            "BccFull": [postmark_address(recipient)],
            "OriginalRecipient": recipient,
            "Subject": field(raw, "Subject"),
            "MessageID": str(uuid.uuid4()),
            "ReplyTo": "",
            "MailboxHash": "",
            "Date": field(raw, "Date"),
            "TextBody": text_of(raw),
            "HtmlBody": html_of(raw),
            "StrippedTextReply": "",
            "Tag": "",
            "Headers": [{"Name": "Return-Path", "Value": "<alice@acme.test>"}, *headers],
            "Attachments": [
                {"Name": name, "Content": b64encode(data).decode(), "ContentType": kind, "ContentLength": len(data)}
                for name, kind, data in files_of(raw)
            ],
        }


class PostmarkRaw(Postmark):
    is_raw = True

    def payload(self, raw, recipient):
        return super().payload(raw, recipient) | {"RawEmail": raw.decode("utf-8", "surrogateescape")}


class Postal(Sender):
    door, signs = "postal", True

    @property
    def options(self):
        key = POSTAL_KEY.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return {"POSTAL_WEBHOOK_KEY": b64encode(key).decode()}

    def posts(self, raw, recipients):
        return [self.post(raw, recipient) for recipient in recipients]

    def post(self, raw: bytes, recipient: str) -> Post:
        payload = {
            "id": 233980,
            "rcpt_to": recipient,
            "mail_from": "alice@acme.test",
            "message": b64encode(raw).decode(),
            "base64": True,
            "size": len(raw),
        }
        body = json.dumps(payload).encode()
        signature = b64encode(POSTAL_KEY.sign(body, padding.PKCS1v15(), hashes.SHA1())).decode()
        return Post(self.path, body, headers={"X-Postal-Signature": signature})

    def forged(self, post):
        return Post(post.path, post.body.replace(b"233980", b"233981"), headers=post.headers)


class SparkPost(Sender):
    door = "sparkpost"

    def posts(self, raw, recipients):
        relayed = [
            {
                "msys": {
                    "relay_message": {
                        "content": {"email_rfc822": b64encode(raw).decode(), "email_rfc822_is_base64": True},
                        "friendly_from": "alice@acme.test",
                        "msg_from": "alice@acme.test",
                        "rcpt_to": recipient,
                        "protocol": "smtp",
                        "webhook_id": "4839201967643219",
                    }
                }
            }
            for recipient in recipients
        ]
        return [json_post(self.path, relayed, X_MessageSystems_Webhook_Token="token")]


class MailerSend(Sender):
    door, signs = "mailersend", True
    options = {"MAILERSEND_INBOUND_SECRET": "mailersend-key"}

    def posts(self, raw, recipients):
        data = {
            "object": "message",
            "id": "6402ab57f79d39d7e10f2523",
            "recipients": {"rcptTo": [{"email": recipient} for recipient in recipients]},
            "sender": {"email": "alice@acme.test"},
            "raw": raw.decode("utf-8", "surrogateescape"),
            "spf_check": {"code": "+", "value": None},
            "dkim_check": False,
            "created_at": "2026-11-23T10:00:00.525000Z",
        }
        body = json.dumps({"type": "inbound.message", "inbound_id": "1", "data": data}).encode()
        signature = hmac.new(b"mailersend-key", body, hashlib.sha256).hexdigest()
        return [Post(self.path, body, headers={"Signature": signature})]

    def forged(self, post):
        return Post(post.path, post.body + b" ", headers=post.headers)

    def verdicts(self):
        return {"spf": "pass"}


class Mailjet(Sender):
    door, is_raw = "mailjet", False

    def posts(self, raw, recipients):
        return [json_post(self.path, self.payload(raw, recipient)) for recipient in recipients]

    def payload(self, raw: bytes, recipient: str) -> dict[str, object]:
        files = files_of(raw)
        parts = [
            {
                "Headers": {
                    "Content-Type": f'{kind}; name="{name}"',
                    "Content-Disposition": f'attachment; filename="{name}"',
                    "Content-Transfer-Encoding": "base64",
                },
                "ContentRef": f"Attachment{number + 1}",
            }
            for number, (name, kind, _data) in enumerate(files)
        ]
        contents = {f"Attachment{number + 1}": b64encode(data).decode() for number, (_n, _k, data) in enumerate(files)}
        return {
            "Sender": "alice@acme.test",
            "Recipient": recipient,
            "Date": "20261123T100000",
            "From": field(raw, "From"),
            "Subject": field(raw, "Subject"),
            "Headers": header_dict(raw),
            "Parts": [{"Headers": {"Content-Type": "text/plain"}, "ContentRef": "Text-part"}, *parts],
            "Text-part": text_of(raw),
            "Html-part": html_of(raw),
            "SpamAssassinScore": "1.7",
            **contents,
        }
