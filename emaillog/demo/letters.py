"""The mails of the script as a mail program writes them: text and HTML, signature, quoted history, files."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from html import escape

from emaillog.demo import files, markup, when
from emaillog.demo.script import File, Mail, Person, Script

WROTE = {
    "en": "On {at:%d/%m/%Y at %H:%M}, {name} wrote:",
    "de": "Am {at:%d.%m.%Y um %H:%M} schrieb {name}:",
    "fr": "Le {at:%d/%m/%Y à %H:%M}, {name} a écrit :",
    "es": "El {at:%d/%m/%Y a las %H:%M}, {name} escribió:",
    "it": "Il {at:%d/%m/%Y alle %H:%M}, {name} ha scritto:",
    "da": "Den {at:%d.%m.%Y kl. %H.%M} skrev {name}:",
}
HISTORY = 2  # how many mails back are quoted
LOGO = File("fernwood.png", inline=True)
QUOTE = "margin:0 0 0 8px;padding-left:12px;border-left:2px solid #ccc"


@dataclass(frozen=True)
class Body:
    """The two forms of one text."""

    text: str
    html: str


@dataclass(frozen=True)
class Writer:
    """Writes the mails of the script as of `now`, the moment that all its days count back from."""

    script: Script
    now: datetime
    forwarding_address: str

    def person(self, key: str) -> Person:
        return self.script.people[key]

    def is_user(self, key: str) -> bool:
        return key in self.script.users

    def at(self, mail: Mail) -> datetime:
        if mail.hours:
            return self.now - timedelta(hours=mail.hours)
        return when.moment(self.now, mail.days, mail.at, self.person(mail.sender).time_zone)

    def write(self, mail: Mail) -> EmailMessage:
        """The mail itself, as its recipients get it."""
        body, message = self.body(mail), EmailMessage()
        for name, value in self.fields(mail).items():
            message[name] = value
        message.set_content(body.text)
        if not mail.plain:
            message.add_alternative(body.html, subtype="html")
        attach(message, self.files(mail))
        return message

    def fields(self, mail: Mail) -> dict[str, str]:
        before = [self.message_id(one) for one in self.before(mail)]
        fields = {
            "From": self.person(mail.sender).mailbox,
            "To": self.mailboxes(mail.to),
            "Cc": self.mailboxes(mail.cc),
            "Subject": mail.subject,
            "Date": format_datetime(self.at(mail)),
            "Message-ID": self.message_id(mail),
            "In-Reply-To": before[-1] if before else "",
            "References": " ".join(before),
            "Auto-Submitted": "auto-replied" if mail.automatic else "",
        }
        return {name: value for name, value in fields.items() if value}

    def mailboxes(self, keys: tuple[str, ...]) -> str:
        return ", ".join(self.person(key).mailbox for key in keys)

    def message_id(self, mail: Mail) -> str:
        return f"<{mail.id}.demo@{self.person(mail.sender).address.rpartition('@')[2]}>"

    def before(self, mail: Mail) -> tuple[Mail, ...]:
        """What was written earlier in the thread, the oldest first."""
        thread = self.script.thread_of[mail.thread]
        start = max(one.number for one in thread[: mail.number] if one.fresh or one.number == 1)
        return thread[start - 1 : mail.number - 1]

    def files(self, mail: Mail) -> tuple[File, ...]:
        return (*mail.files, LOGO) if self.is_user(mail.sender) and not mail.plain else mail.files

    def body(self, mail: Mail) -> Body:
        return self.quoted(mail, HISTORY)

    def quoted(self, mail: Mail, depth: int) -> Body:
        """The text with signature and, below it, what it answers."""
        own = self.signed(mail)
        if not depth or not self.before(mail):
            return own
        answered = self.before(mail)[-1]
        author = self.person(answered.sender)
        wrote = WROTE[self.person(mail.sender).language].format(at=self.at(answered), name=author.name)
        history = self.quoted(answered, depth - 1)
        text = "\n".join(f"> {line}".rstrip() for line in history.text.splitlines())
        html = f'<div>{escape(wrote)}</div><blockquote type="cite" style="{QUOTE}">{history.html}</blockquote>'
        return Body(f"{own.text}\n\n{wrote}\n\n{text}", f"{own.html}<br>{html}")

    def signed(self, mail: Mail) -> Body:
        author = self.person(mail.sender)
        ours = self.is_user(mail.sender)
        lines = [author.name, " · ".join(filter(None, (author.title, "Fernwood Robotics" if ours else "")))]
        lines = [line for line in lines if line]
        pictures = "".join(
            f'<p><img src="cid:{cid(one)}" alt="{escape(one.name)}"></p>' for one in mail.files if one.inline
        )
        mark = f'<img src="cid:{cid(LOGO)}" alt="Fernwood" width="32" height="32">' if ours else ""
        html = f"{markup.html_of(mail.text)}{pictures}<p style='color:#666'>{'<br>'.join(map(escape, lines))}</p>{mark}"
        return Body(
            "\n".join([markup.text_of(mail.text), "", "-- ", *lines]), f'<div style="{markup.FONT}">{html}</div>'
        )


def cid(file: File) -> str:
    return f"{file.name.partition('.')[0]}@fernwood.example"


@cache
def made(file: File) -> bytes:
    return files.logo() if file == LOGO else files.content_of(file)


def attach(message: EmailMessage, carried: tuple[File, ...]) -> None:
    """Pictures beside the HTML that shows them, the rest below."""
    html = message.get_body(("html",))
    for file in carried:
        maintype, subtype = files.media_type(file.name)
        if file.inline and html is not None:
            html.add_related(
                made(file), maintype, subtype, cid=f"<{cid(file)}>", filename=file.name, disposition="inline"
            )
        else:
            message.add_attachment(made(file), maintype=maintype, subtype=subtype, filename=file.name)
