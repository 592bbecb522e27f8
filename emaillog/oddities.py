"""The defects of a mail in words, for its entry and the delivery log."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emaillog.mime.defects import Defect

SENTENCES: dict[str, Promise | str] = {
    Defect.ADDRESSES_CUT: _("It names more people than are read: the first 500 of each field count."),
    Defect.CHARSET_UNKNOWN: _("Its text names a charset that is not known: some letters may be wrong."),
    Defect.CHARSET_WRONG: _("Its text is in another charset than it says: some letters may be wrong."),
    Defect.DATE_IMPLAUSIBLE: _("Its date cannot be right, so it stands at the time it was received."),
    Defect.DATE_MISSING: _("It has no readable date, so it stands at the time it was received."),
    Defect.FIELD_CUT: _("A field of its header was too long and was cut."),
    Defect.FIELDS_CUT: _("Its header has too many fields: the first thousand were read."),
    Defect.HEADER_CUT: _("Its header is too large: the beginning was read."),
    Defect.HEADER_ONLY: _("Only its header could be read; the whole mail is attached as a file."),
    Defect.HTML_LEFT_OUT: _("Its HTML cannot be shown, so its text is."),
    Defect.MESSAGE_ID_MISSING: _("It has no message id."),
    Defect.NESTED_MESSAGES: _("Mails are attached within mails too often: the innermost were not looked into."),
    Defect.NESTED_PARTS: _("Its parts lie within each other too deeply: the innermost were not looked into."),
    Defect.NO_BLANK_LINE: _("The blank line between header and text is missing."),
    Defect.NO_BOUNDARY: _("It does not say where its parts begin, so it is shown as one text."),
    Defect.NO_CLOSING_BOUNDARY: _("Its end is missing: it may have been cut on the way."),
    Defect.NOT_ALL_LOGGED: _("Another mail of the same forward was not logged."),
    Defect.OWN_WORDS: _("Somebody typed between its lines: it may contain the forwarder's own words."),
    Defect.PARAMETERS_CUT: _("The type of a part has too many parameters: the part is kept as a file."),
    Defect.PARTS_CUT: _(
        "It has too many parts: the first thousand were read, and the whole mail is attached as a file."
    ),
    Defect.READ_WITH_CARE: _("Reading it failed at first, so its HTML and attached mails were not looked into."),
    Defect.REFERENCES_CUT: _("It refers to more mails than are read: the last 200 count."),
    Defect.SENDER_MISSING: _("It names no sender."),
    Defect.SENDERS: _("It names several senders."),
    Defect.SENDER_FIELDS: _("It has more than one From field."),
    Defect.SENDER_DISAGREES: _("Its HTML and its text name different senders: the HTML was believed."),
    Defect.SUBJECT_CUT: _("Its subject was too long and was cut."),
    Defect.TEXT_CUT: _("Its text is too long to be shown whole; the whole text is attached as a file."),
    Defect.WINMAIL_CLOSED: _("What winmail.dat holds could not be read; it is attached as it came."),
}
# True of much honest mail, and nothing that a reader could do anything about.
UNREMARKABLE = {Defect.MESSAGE_ID_MISSING, Defect.REFERENCES_CUT}


def remarks(defects: Iterable[str]) -> list[str]:
    """A sentence for each defect that a reader of the mail should know of."""
    return [str(SENTENCES[defect]) for defect in defects if defect in SENTENCES and defect not in UNREMARKABLE]
