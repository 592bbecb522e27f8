"""The letters of the script in the order they were written: who sends what to which of the two addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from emaillog.demo import forwards
from emaillog.demo.forwards import Original
from emaillog.demo.letters import Writer, attach
from emaillog.demo.script import Mail, Person
from emaillog.models import Route

FORWARDED_AFTER, NONE = timedelta(minutes=35), timedelta(0)


@dataclass(frozen=True)
class Letter:
    """One mail on its way to a logging address. The envelope sender names the mail too, as return paths often do."""

    sender: str
    route: Route
    expect: str  # the reason code it should end with
    mail: Mail
    message: EmailMessage


def letters(writer: Writer, skip: set[str]) -> Iterator[Letter]:
    """Those whose envelope sender is not to be skipped; made one by one, because one of them is large."""
    mails = [mail for thread in writer.script.threads for mail in thread if mail.via]
    for mail in sorted(mails, key=lambda mail: (writer.at(mail), mail.id)):
        for place, key in enumerate(mail.by or (logger(writer, mail),)):
            user = writer.person(key)
            sender = return_path(user, mail, place)
            if sender not in skip:
                reason = "already_logged" if place else mail.expect
                yield Letter(sender, route(mail), reason, mail, sent(writer, mail, user))


def dates(writer: Writer) -> dict[str, datetime]:
    """When each letter was sent, by its envelope sender."""
    return {
        return_path(writer.person(key), mail, place): writer.at(mail) + (FORWARDED_AFTER if mail.via != "bcc" else NONE)
        for thread in writer.script.threads
        for mail in thread
        if mail.via
        for place, key in enumerate(mail.by or (logger(writer, mail),))
    }


def logger(writer: Writer, mail: Mail) -> str:
    """Who wrote it, or the first colleague who got it."""
    if mail.via == "bcc":
        return mail.sender
    return next(key for key in (mail.sender, *mail.to, *mail.cc) if writer.is_user(key))


def route(mail: Mail) -> Route:
    return Route(mail.door) if mail.door else Route.BCC if mail.via == "bcc" else Route.FORWARD


def return_path(user: Person, mail: Mail, place: int) -> str:
    local, _at, domain = user.address.rpartition("@")
    return f"{local}+{mail.id}{f'.{place}' if place else ''}@{domain}"


def sent(writer: Writer, mail: Mail, user: Person) -> EmailMessage:
    return writer.write(mail) if mail.via == "bcc" else forward(writer, mail, user)


def forward(writer: Writer, mail: Mail, user: Person) -> EmailMessage:
    """The mail as this user forwards it, with its files."""
    at = writer.at(mail).astimezone(ZoneInfo(user.time_zone))
    message = EmailMessage()
    message["From"], message["To"] = user.mailbox, writer.forwarding_address
    message["Subject"] = f"{'FW' if mail.via == 'outlook' else 'Fwd'}: {mail.subject}"
    message["Date"] = format_datetime(at + FORWARDED_AFTER)
    message["Message-ID"] = f"<{mail.id}.{user.key}.forward@fernwood.example>"
    if mail.via == "attached":
        message.set_content(mail.note)
        message.add_attachment(writer.write(mail))
        return message
    body = forwards.forwarded(mail.via, mail.note, original(writer, mail, user))
    message.set_content(body.text)
    if not mail.plain:
        message.add_alternative(body.html, subtype="html")
    attach(message, writer.files(mail))
    return message


def original(writer: Writer, mail: Mail, user: Person) -> Original:
    people = writer.person
    return Original(
        sender=people(mail.sender),
        to=tuple(map(people, mail.to)),
        cc=tuple(map(people, mail.cc)),
        subject=mail.subject,
        at=writer.at(mail).astimezone(ZoneInfo(user.time_zone)),
        body=writer.body(mail),
    )
