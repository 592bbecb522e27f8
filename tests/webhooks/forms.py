"""Mailgun, SendGrid and Mandrill, as their documentation shows their forms."""

import hashlib
import hmac
import json
import secrets
import time
from base64 import b64encode
from urllib.parse import urlencode

from tests.webhooks.sender import Post, Sender, field, files_of, form_post, header_list, html_of, text_of


class MailgunParsed(Sender):
    door, is_raw, signs = "mailgun", False, True
    options = {"MAILGUN_WEBHOOK_SIGNING_KEY": "mailgun-key"}

    def signature(self) -> dict[str, str]:
        token, timestamp = secrets.token_hex(25), str(int(time.time()))
        signed = hmac.new(b"mailgun-key", f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
        return {"timestamp": timestamp, "token": token, "signature": signed}

    def posts(self, raw, recipients):
        return [self.post(raw, recipient) for recipient in recipients]

    def post(self, raw: bytes, recipient: str) -> Post:
        files = files_of(raw)
        fields = {
            "recipient": recipient,
            "sender": "alice@acme.test",
            "from": field(raw, "From"),
            "subject": field(raw, "Subject"),
            "body-plain": text_of(raw),
            "stripped-text": text_of(raw),
            "body-html": html_of(raw),
            "message-headers": json.dumps([*header_list(raw), ("X-Mailgun-Spf", "Fail")]),
            "attachment-count": str(len(files)),
            "content-id-map": "{}",
            **self.signature(),
        }
        return form_post(self.path, fields, {f"attachment-{n + 1}": file for n, file in enumerate(files)})

    def forged(self, post):
        body = post.body.replace(b'name="signature"\r\n\r\n', b'name="signature"\r\n\r\n0')
        return Post(post.path, body.replace(b"signature=", b"signature=0"), post.content_type)

    def verdicts(self):
        return {"spf": "fail"}


class MailgunMime(MailgunParsed):
    is_raw = True
    path = "/anymail/mailgun/inbound_mime/"

    def post(self, raw, recipient):
        fields = {"recipient": recipient, "sender": "alice@acme.test", "subject": field(raw, "Subject")}
        return form_post(self.path, fields | {"body-mime": raw} | self.signature())

    def verdicts(self):
        return {}


class MailgunUrlencoded(MailgunMime):
    """What Mailgun sends when the mail has no attachments."""

    def post(self, raw, recipient):
        fields = {"recipient": recipient, "sender": "alice@acme.test", "body-mime": raw} | self.signature()
        return Post(self.path, urlencode(fields).encode(), "application/x-www-form-urlencoded")


class SendGridParsed(Sender):
    door, is_raw = "sendgrid", False

    def fields(self, raw: bytes, recipients: list[str]) -> dict[str, str | bytes]:
        return {
            "dkim": "{@acme.test : pass}",
            "SPF": "softfail",
            "to": field(raw, "To"),
            "from": field(raw, "From"),
            "subject": field(raw, "Subject"),
            "sender_ip": "10.10.1.71",
            "spam_score": "1.7",
            "envelope": json.dumps({"to": recipients, "from": "alice@acme.test"}),
        }

    def posts(self, raw, recipients):
        files = files_of(raw)
        info = {f"attachment{n + 1}": {"filename": name, "type": kind} for n, (name, kind, _data) in enumerate(files)}
        fields = {
            "headers": "".join(f"{name}: {value}\n" for name, value in header_list(raw)),
            "text": text_of(raw).encode("iso-8859-1"),
            "html": html_of(raw),
            "attachments": str(len(files)),
            "attachment-info": json.dumps(info),
            "charsets": json.dumps({"to": "UTF-8", "text": "iso-8859-1", "html": "UTF-8"}),
        }
        posted = {f"attachment{n + 1}": file for n, file in enumerate(files)}
        return [form_post(self.path, self.fields(raw, recipients) | fields, posted)]

    def verdicts(self):
        return {"spf": "softfail", "dkim": "pass"}


class SendGridRaw(SendGridParsed):
    is_raw = True

    def posts(self, raw, recipients):
        return [form_post(self.path, self.fields(raw, recipients) | {"email": raw})]


class Mandrill(Sender):
    door, signs = "mandrill", True
    path = "/anymail/mandrill/"
    options = {"MANDRILL_WEBHOOK_KEY": "mandrill-key", "MANDRILL_WEBHOOK_URL": ""}

    def posts(self, raw, recipients):
        events = [
            {
                "event": "inbound",
                "ts": int(time.time()),
                "msg": {
                    "raw_msg": raw.decode("utf-8", "surrogateescape"),
                    "email": recipient,
                    "sender": None,
                    "spf": {"result": "pass", "detail": "sender SPF authorized"},
                    "dkim": {"signed": True, "valid": False},
                    "spam_report": {"score": 1.7, "matched_rules": []},
                },
            }
            for recipient in recipients
        ]
        return [self.signed(json.dumps(events))]

    def signed(self, events: str) -> Post:
        url = f"http://provider:secret@127.0.0.1:8000{self.path}"
        mac = hmac.new(b"mandrill-key", f"{url}mandrill_events{events}".encode(), hashlib.sha1)
        body = urlencode({"mandrill_events": events}).encode()
        headers = {"X-Mandrill-Signature": b64encode(mac.digest()).decode()}
        return Post(self.path, body, "application/x-www-form-urlencoded", headers)

    def forged(self, post):
        return Post(post.path, post.body + b"&more=1", post.content_type, post.headers)

    def verdicts(self):
        return {"spf": "pass", "dkim": "fail"}
