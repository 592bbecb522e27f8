"""Forwards as Gmail, Outlook and Apple Mail write them in English: text, HTML, or both."""

from email.message import EmailMessage

from tests.factories import mail

GMAIL_TEXT = """\
{note}
---------- Forwarded message ---------
From: Maya Chen <maya@customer.test>
Date: Mon, Nov 23, 2026 at 9:14 AM
Subject: Re: Our offer
To: Alice Admin <alice@acme.test>
Cc: Tom Ford <tom@customer.test>


Dear Alice,

we accept.

On Sun, Nov 22, 2026 at 6:00 PM Alice Admin <alice@acme.test> wrote:

> here is our offer
"""
GMAIL_HTML = """\
<div dir="ltr">{note}<br><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">\
---------- Forwarded message ---------<br>From: <strong class="gmail_sendername" dir="auto">Maya Chen</strong> \
<span dir="auto">&lt;<a href="mailto:maya@customer.test">maya@customer.test</a>&gt;</span><br>\
Date: Mon, Nov 23, 2026 at 9:14 AM<br>Subject: Re: Our offer<br>\
To: Alice Admin &lt;<a href="mailto:alice@acme.test">alice@acme.test</a>&gt;<br>\
Cc: Tom Ford &lt;<a href="mailto:tom@customer.test">tom@customer.test</a>&gt;<br></div><br><br>\
<div dir="ltr">Dear Alice,<br><br>we <b>accept</b>.</div></div></div>
"""
OUTLOOK_TEXT = """\
{note}

From: Maya Chen <maya@customer.test>
Sent: Monday, November 23, 2026 9:14 AM
To: Alice Admin <alice@acme.test>
Cc: Tom Ford <tom@customer.test>
Subject: Re: Our offer

Dear Alice,

we accept.
"""
OUTLOOK_HTML = """\
<html><body><div class="WordSection1"><p class="MsoNormal">{note}<o:p></o:p></p><div>\
<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b>From:</b> \
Maya Chen &lt;maya@customer.test&gt; <br><b>Sent:</b> Monday, November 23, 2026 9:14 AM<br>\
<b>To:</b> Alice Admin &lt;alice@acme.test&gt;<br><b>Cc:</b> Tom Ford &lt;tom@customer.test&gt;<br>\
<b>Subject:</b> Re: Our offer<o:p></o:p></p></div></div><p class="MsoNormal">Dear Alice,</p>\
<p class="MsoNormal">we <b>accept</b>.</p></div></body></html>
"""
APPLE_TEXT = """\
{note}

> Begin forwarded message:
> 
> From: Maya Chen <maya@customer.test>
> Subject: Re: Our offer
> Date: November 23, 2026 at 9:14:00 AM GMT+1
> To: Alice Admin <alice@acme.test>
> Cc: Tom Ford <tom@customer.test>
> 
> Dear Alice,
> 
> we accept.
"""  # noqa: W291
FIELD = (
    '<div style="margin-top: 0px; margin-right: 0px;"><span style="color:rgba(0, 0, 0, 1.0);"><b>{}: </b></span>'
    "<span>{}<br></span></div>"
)
APPLE_HTML = (
    '<html><body style="word-wrap: break-word;">{note}<br><div><br><blockquote type="cite">'
    '<div>Begin forwarded message:</div><br class="Apple-interchange-newline">'
    + FIELD.format("From", "Maya Chen &lt;<a href=mailto:maya@customer.test>maya@customer.test</a>&gt;")
    + FIELD.format("Subject", "Re: Our offer")
    + FIELD.format("Date", "November 23, 2026 at 9:14:00 AM GMT+1")
    + FIELD.format("To", "Alice Admin &lt;<a href=mailto:alice@acme.test>alice@acme.test</a>&gt;")
    + FIELD.format("Cc", "Tom Ford &lt;<a href=mailto:tom@customer.test>tom@customer.test</a>&gt;")
    + "<br><div><div>Dear Alice,<br><br>we <b>accept</b>.</div></div></blockquote></div></body></html>"
)
CLIENTS = {
    "gmail": (GMAIL_TEXT, GMAIL_HTML),
    "outlook": (OUTLOOK_TEXT, OUTLOOK_HTML),
    "apple": (APPLE_TEXT, APPLE_HTML),
}


def forward(client: str, form: str, note: str = "For the file.", to: str = "forward@in.blindcopy.test") -> EmailMessage:
    """A forward by one client as `text`, as `html` alone, or as `both`; with a file of the original."""
    text, html = (part.replace("{note}", note) for part in CLIENTS[client])
    message = mail(
        to=to,
        subject="Fwd: Our offer" if client != "outlook" else "FW: Our offer",
        text=text,
        html=html if form == "both" else "",
    )
    if form == "html":
        message.set_content(html, subtype="html")
    message.add_attachment(b"%PDF-1.4 signed", maintype="application", subtype="pdf", filename="signed.pdf")
    return message
