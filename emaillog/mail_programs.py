"""How to use the two addresses in the mail programs that people have: short, and only what holds for years."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class MailProgram:
    name: str
    bcc: str | Promise
    forwarding: str | Promise
    beware: str | Promise = ""


MAIL_PROGRAMS = (
    MailProgram(
        "Gmail",
        _("Click “Bcc” at the right of the To field."),
        _(
            "Open the one message, then ⋮ beside it and Forward. "
            "Or select messages in the list, then ⋮ and “Forward as attachment”."
        ),
    ),
    MailProgram(
        "Outlook",
        _("In a new mail: Options, then Bcc; or click Bcc at the right of the To field."),
        _("Forward; or More, then Forward as Attachment."),
        _("A rule can only add an address as Cc, where customers would see it: use no rule for this."),
    ),
    MailProgram(
        "Apple Mail",
        _("In a new mail: View, then Bcc Address Field."),
        _("Message, then Forward or Forward as Attachment."),
        _("Select no text before you forward: only the selection would go along."),
    ),
    MailProgram(
        "Thunderbird",
        _("Click Bcc at the right of the To field. Account Settings, Copies & Folders can add it to every mail."),
        _("Message, then Forward As, Inline or Attachment."),
    ),
    MailProgram(
        "iPhone",
        _("Tap “Cc/Bcc, From” below the To field, then Bcc."),
        _("Open the message, tap the arrow at the bottom, then Forward. If it asks, include the attachments."),
    ),
    MailProgram(
        "Android",
        _("In Gmail: tap the arrow at the right of the To field, then Bcc."),
        _("In Gmail: open the message, then ⋮ at its top right and Forward."),
        _("“Forward” at the bottom of the screen takes the newest message of the conversation."),
    ),
)
