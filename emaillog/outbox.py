"""The way out for notices: with a null envelope sender over SMTP (RFC 3464 section 2, RFC 5321 section 4.5.5).

Django's SMTP backend cannot say `MAIL FROM:<>`, so the connection that it opens is used without it. A provider's API
chooses its own envelope sender; what bounces there, it keeps.
"""

import smtplib
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends import smtp

from emaillog.mime import dsn
from emaillog.mime.dsn import Report

NULL_SENDER = ""
# What an API answers about itself and not about the mail: its limits, its clock, our key.
ABOUT_ITSELF = frozenset({401, 403, 408, 421, 425, 429})


class NotNowError(Exception):
    """Nobody took the mail yet: it is tried again. Its text is the server's."""


class RefusedError(Exception):
    """The mail will not be taken. Its text is the server's."""


class Letter(EmailMultiAlternatives):
    """A notice as Django's backends take it: whole where they send what `message` gives, else as its texts and files.

    No provider's API builds a `multipart/report`; those that take a whole mail (Amazon SES) get the real one.
    """

    def __init__(self, report: Report) -> None:
        sender = f"Mail Delivery System <{bounces_address()}>"
        super().__init__(report.subject, report.text, sender, [report.recipient], headers=report.fields)
        self.attach_alternative(report.html, "text/html")
        # As text: providers refuse attachments of types and extensions that they do not know.
        self.attach("delivery-status.txt", report.machine_readable, "text/plain")
        self.attach("original-header.txt", report.original_header, "text/plain")
        self.whole = dsn.build(report)

    def message(self, **_: Any) -> Any:  # noqa: ANN401 (Django's own type is narrower)
        return self.whole


def bounces_address() -> str:
    """Who sends the notices; what is written there reaches nobody."""
    return f"mailer-daemon@{settings.INBOUND_DOMAIN}"


def send(report: Report) -> None:
    """Hands the notice over; raises NotNowError and RefusedError."""
    connection = get_connection()
    if isinstance(connection, smtp.EmailBackend):
        _by_smtp(connection, report)
    else:
        _by_backend(connection, Letter(report))


def _by_smtp(backend: smtp.EmailBackend, report: Report) -> None:
    try:
        _hand_over(_opened(backend), report.recipient, dsn.build(report).as_bytes())
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        code, words = _answer(refusal)
        raise (RefusedError if 500 <= code < 600 else NotNowError)(words) from refusal
    except smtplib.SMTPNotSupportedError as problem:  # an address beyond ASCII, and a server that knows none
        raise RefusedError(str(problem)) from problem
    except OSError as problem:
        raise NotNowError(f"{type(problem).__name__}: {problem}") from problem
    finally:
        with suppress(OSError):  # what was taken is taken
            backend.close()


def _opened(backend: smtp.EmailBackend) -> smtplib.SMTP:
    """The connection as Django opens it; what the server says to that is about itself or about us, not the mail."""
    try:
        backend.open()
    except OSError as problem:
        raise NotNowError(f"{type(problem).__name__}: {problem}") from problem
    if backend.connection is None:
        raise NotNowError("No connection could be opened.")
    return backend.connection


def _hand_over(connection: smtplib.SMTP, recipient: str, raw: bytes) -> None:
    options = [] if recipient.isascii() else ["SMTPUTF8"]
    try:
        connection.sendmail(NULL_SENDER, [recipient], raw, options)
    except smtplib.SMTPSenderRefused as refusal:
        # Relays that let their customers send as verified senders only, as Amazon SES does, take no null one.
        if not 500 <= refusal.smtp_code < 600:
            raise
        connection.sendmail(bounces_address(), [recipient], raw, options)


def _answer(refusal: smtplib.SMTPException) -> tuple[int, str]:
    """The code, and the words with it."""
    code, words = 0, b""
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(refusal.recipients.values()))
    elif isinstance(refusal, smtplib.SMTPResponseException):
        code, words = refusal.smtp_code, bytes(refusal.smtp_error)  # type: ignore[arg-type]  # it is bytes here
    return code, f"{code} {words.decode('utf-8', 'replace')}"


def _by_backend(backend: Any, letter: Letter) -> None:  # noqa: ANN401 (every backend has a type of its own)
    try:
        backend.send_messages([letter])
    except Exception as problem:  # every backend fails in its own way
        raise (RefusedError if _is_final(problem) else NotNowError)(f"{type(problem).__name__}: {problem}") from problem


def _is_final(problem: Exception) -> bool:
    """Whether an API says no to this very mail, or Anymail knows beforehand that it cannot carry it (ValueError)."""
    status = getattr(problem, "status_code", None)
    if isinstance(status, int):
        return 400 <= status < 500 and status not in ABOUT_ITSELF
    return isinstance(problem, ValueError)
