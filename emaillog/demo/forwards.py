"""How mail programs forward: the header they put above what they forward, and the frame they put around it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from emaillog.demo.letters import Body
from emaillog.demo.script import Person

Value = str | tuple[Person, ...]
Fields = dict[str, Value]


@dataclass(frozen=True)
class Original:
    """What is forwarded, its date in the time zone of whoever forwards it."""

    sender: Person
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    subject: str
    at: datetime
    body: Body


def forwarded(client: str, note: str, original: Original) -> Body:
    """The body of the forward by `gmail`, `outlook` or `apple`; `bare` forgets the header."""
    return CLIENTS[client](note, original)


def gmail(note: str, mail: Original) -> Body:
    fields: Fields = {
        "From": (mail.sender,),
        "Date": clock(mail.at, "%a, %b {day}, %Y at {time}"),
        "Subject": mail.subject,
    }
    fields |= {"To": mail.to} | ({"Cc": mail.cc} if mail.cc else {})
    mark = "---------- Forwarded message ---------"
    text = f"{note}\n\n{mark}\n{in_text(fields)}\n\n\n{mail.body.text}\n"
    head = "<br>".join([mark, *(f"{name}: {in_html(value)}" for name, value in fields.items())])
    quote = f'<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{head}<br></div>'
    return Body(text, f'<div dir="ltr">{escape(note)}<br><br>{quote}<br><br>{mail.body.html}</div></div>')


def outlook(note: str, mail: Original) -> Body:
    fields: Fields = {"From": (mail.sender,), "Sent": clock(mail.at, "%A, %B {day}, %Y {time}"), "To": mail.to}
    fields |= ({"Cc": mail.cc} if mail.cc else {}) | {"Subject": mail.subject}
    text = f"{note}\n\n{in_text(fields)}\n\n{mail.body.text}\n"
    head = "<br>".join(f"<b>{name}:</b> {in_html(value, links=False)}" for name, value in fields.items())
    line = '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in">'
    paragraph = f'<p class="MsoNormal">{escape(note)}<o:p></o:p></p>'
    html = f'{paragraph}<div>{line}<p class="MsoNormal">{head}<o:p></o:p></p></div></div>{mail.body.html}'
    return Body(text, f'<html><body><div class="WordSection1">{html}</div></body></html>')


def apple(note: str, mail: Original) -> Body:
    date = clock(mail.at, f"%B {{day}}, %Y at {{time:%S}} {zone(mail.at)}")
    fields: Fields = {"From": (mail.sender,), "Subject": mail.subject, "Date": date, "To": mail.to}
    fields |= {"Cc": mail.cc} if mail.cc else {}
    quoted = f"Begin forwarded message:\n\n{in_text(fields)}\n\n{mail.body.text}"
    text = f"{note}\n\n" + "\n".join(f"> {line}" for line in quoted.splitlines()) + "\n"
    head = "".join(
        '<div style="margin: 0px;"><span style="color:rgba(0, 0, 0, 1.0);">'
        f"<b>{name}: </b></span><span>{in_html(value)}<br></span></div>"
        for name, value in fields.items()
    )
    start = '<div>Begin forwarded message:</div><br class="Apple-interchange-newline">'
    html = (
        f'{escape(note)}<br><div><br><blockquote type="cite">{start}{head}<br><div>{mail.body.html}</div></blockquote>'
    )
    return Body(text, f'<html><body style="word-wrap: break-word;">{html}</div></body></html>')


def bare(note: str, mail: Original) -> Body:
    return Body(f"{note}\n\n{mail.body.text}\n", f"<p>{escape(note)}</p>{mail.body.html}")


CLIENTS: dict[str, Callable[[str, Original], Body]] = {"gmail": gmail, "outlook": outlook, "apple": apple, "bare": bare}


def clock(at: datetime, pattern: str) -> str:
    """American order, without leading zeros; `{time:%S}` with seconds."""
    hour = f"{at.hour % 12 or 12}:{at:%M}"
    pattern = pattern.replace("{time:%S}", f"{hour}:00 {at:%p}").replace("{time}", f"{hour} {at:%p}")
    return at.strftime(pattern.replace("{day}", str(at.day)))


def zone(at: datetime) -> str:
    """As Apple Mail writes it: GMT+2."""
    offset = at.utcoffset()
    hours = round(offset.total_seconds() / 3600) if offset else 0
    return f"GMT{hours:+d}" if hours else "GMT"


def in_text(fields: Fields) -> str:
    return "\n".join(
        f"{name}: {value if isinstance(value, str) else ', '.join(person.mailbox for person in value)}"
        for name, value in fields.items()
    )


def in_html(value: Value, *, links: bool = True) -> str:
    if isinstance(value, str):
        return escape(value)
    address = '{0} &lt;<a href="mailto:{1}">{1}</a>&gt;' if links else "{0} &lt;{1}&gt;"
    return ", ".join(address.format(escape(person.name), person.address) for person in value)
