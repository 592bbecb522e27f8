"""What the stand-ins for the providers have in common: they make the requests that the real ones document."""

import email
import email.policy
import json
import secrets
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Post:
    """One request of a provider."""

    path: str
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def json_post(path: str, content: object, **headers: str) -> Post:
    return Post(path, json.dumps(content).encode(), headers={name.replace("_", "-"): v for name, v in headers.items()})


def form_post(
    path: str, fields: dict[str, str | bytes], files: dict[str, tuple[str, str, bytes]] | None = None
) -> Post:
    """A multipart form, written by hand: the clients of the providers send raw bytes in fields."""
    boundary = secrets.token_hex(12)
    lines: list[bytes] = []
    for name, value in fields.items():
        lines += [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n'.encode()]
        lines += [value if isinstance(value, bytes) else value.encode()]
    for name, (file_name, content_type, content) in (files or {}).items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        lines += [f"{head}Content-Type: {content_type}\r\n".encode(), content]
    return Post(
        path, b"\r\n".join([*lines, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"
    )


class Sender:
    """A provider: `posts` makes its requests for one mail with these envelope recipients, `options` go to ANYMAIL."""

    door = ""  # the name in the webhook's path
    is_raw = True  # the bytes arrive as they were sent
    signs = False
    api_header = ""

    def __init__(self, api) -> None:
        self.api = api

    @property
    def options(self) -> dict[str, object]:
        return {}

    @property
    def path(self) -> str:
        return f"/anymail/{self.door}/inbound/"

    def posts(self, raw: bytes, recipients: list[str]) -> list[Post]:
        raise NotImplementedError

    def forged(self, post: Post) -> Post:
        """The same with a signature that is not the provider's."""
        raise NotImplementedError

    def verdicts(self) -> dict[str, str]:
        return {}


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def field(raw: bytes, name: str) -> str:
    return next((value for found, value in header_list(raw) if found == name), "")


def header_list(raw: bytes) -> list[tuple[str, str]]:
    """Decoded where the standard library can, else as written."""
    found = []
    for name, written in email.message_from_bytes(raw).items():
        try:
            found.append((name, str(email.policy.default.header_factory(name, str(written)))))
        except (IndexError, AttributeError):
            found.append((name, str(written)))
    return found


def header_dict(raw: bytes) -> dict[str, str | list[str]]:
    """As Brevo, Mailjet and Resend give them: a list where a field is repeated."""
    found: dict[str, list[str]] = {}
    for name, value in header_list(raw):
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def text_of(raw: bytes) -> str:
    return body_of(raw, "plain")


def html_of(raw: bytes) -> str:
    return body_of(raw, "html")


def body_of(raw: bytes, kind: str) -> str:
    part = parsed(raw).get_body((kind,))
    try:
        return part.get_content() if part else ""
    except LookupError:  # a charset that nobody knows
        return part.get_payload(decode=True).decode("utf-8", "replace")


def files_of(raw: bytes) -> list[tuple[str, str, bytes]]:
    """Name, content type and decoded bytes of each attachment."""
    return [
        (part.get_filename() or "", part.get_content_type(), part.get_payload(decode=True) or b"")
        for part in parsed(raw).iter_attachments()
    ]
