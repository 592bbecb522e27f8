"""Why a mail was not logged, or an attachment not kept: a closed list, each with its sentence (R21, R35)."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emaillog.mime.values import ParsedMessage


class Reason(models.TextChoices):
    """The label of each says in one sentence what happened and what to do."""

    LOGGED = "logged", _("It stands on the timelines.")
    ALREADY_LOGGED = "already_logged", _("The same mail stands on the timelines already.")
    UNKNOWN_ADDRESS = (
        "unknown_address",
        _("No such logging address: copy the address from Settings > Integrations > Email integrations."),
    )
    UNKNOWN_SENDER = (
        "unknown_sender",
        _("The From address belongs to no user of this account: send from your login address."),
    )
    AMBIGUOUS_SENDER = (
        "ambiguous_sender",
        _("The mail names no single readable sender, so nobody can be held to have logged it."),
    )
    SENDER_IS_CONTACT = (
        "sender_is_contact",
        _("One of your contacts answered to the logging address: log the answer with one click, or reject it."),
    )
    SENDER_BLOCKED = "sender_blocked", _("The sender was blocked here: an administrator can take that back.")
    SENDER_NOT_PROVEN = (
        "sender_not_proven",
        _("Nothing proves that the mail comes from its sender (DKIM, SPF, DMARC), as this account asks for."),
    )
    SENDER_NOT_VERIFIED = (
        "sender_not_verified",
        _("The mail failed the check of its sender (DMARC, or DKIM and SPF): somebody else may have written it."),
    )
    USER_INACTIVE = "user_inactive", _("The user is deactivated: an administrator can activate them again.")
    LOGGING_NOT_PERMITTED = (
        "logging_not_permitted",
        _("The user may not log mail: an administrator can permit it in the user's settings."),
    )
    NO_RECIPIENTS = (
        "no_recipients",
        _("Nobody is left to log it for: To and Cc hold only colleagues or the logging address."),
    )
    NEVER_LOGGED = (
        "never_logged",
        _("Everybody it could be logged for is on a never-log list; nothing of the mail was kept."),
    )
    NOBODY_KNOWN = (
        "nobody_known",
        _("Automatic and list mail makes no contacts, and nobody in it has one: create one, then process it again."),
    )
    NO_FORWARDED_HEADER = (
        "no_forwarded_header",
        _("No forwarded mail was found inside: forward it with the header that your mail program writes."),
    )
    REPLY_THREAD = (
        "reply_thread",
        _("You answered before you forwarded: forward the received mail itself, or use the BCC address to answer."),
    )
    UNCLEAR_FORWARD = (
        "unclear_forward",
        _("The forwarded header could not be read with certainty: forward the mail as an attachment."),
    )
    ORIGINAL_SENDER_HAS_NO_ADDRESS = (
        "original_sender_has_no_address",
        _("The forwarded header names its sender without an address: forward the mail as an attachment."),
    )
    USE_FORWARDING_ADDRESS = (
        "use_forwarding_address",
        _("A forwarded mail reached the BCC address: forward it to the forwarding address instead."),
    )
    USE_BCC_ADDRESS = (
        "use_bcc_address",
        _("A mail of yours reached the forwarding address: put the BCC address on BCC instead."),
    )
    AUTOMATIC_MESSAGE = "automatic_message", _("An automatic reply or delivery report is not logged.")
    TEST_MAIL = (
        "test_mail",
        _("It was a test of your address: nothing was logged, and the page of the test says what would have happened."),
    )
    MAIL_LOOP = (
        "mail_loop",
        _("The mail goes round in circles, or is a notice of ours that came back: it is not logged."),
    )
    TO_POSTMASTER = (
        "to_postmaster",
        _("It was written to the mail system itself, as automatic answers to its notices are: it reaches no account."),
    )
    REMOVED = "removed", _("It was removed from the timelines: process it again to bring it back.")
    REJECTED = "rejected", _("It was looked at and rejected.")
    EMPTY_MESSAGE = "empty_message", _("The mail was empty: send it again.")
    PROCESSING_FAILED = (
        "processing_failed",
        _("The mail could not be processed; it is kept, and an administrator can have it processed again."),
    )
    ATTACHMENT_TOO_LARGE = "attachment_too_large", _("The file is larger than the limit for attachments.")
    STORAGE_FULL = (
        "storage_full",
        _("The account's storage for files was full: whoever runs this installation can enlarge it."),
    )


# What waits for a person: they can log it, say whose it is, or reject it.
REVIEWED = frozenset(
    {
        Reason.UNKNOWN_SENDER,
        Reason.SENDER_IS_CONTACT,
        Reason.AMBIGUOUS_SENDER,
        Reason.SENDER_NOT_VERIFIED,
        Reason.SENDER_NOT_PROVEN,
        Reason.REPLY_THREAD,
        Reason.UNCLEAR_FORWARD,
        Reason.NO_FORWARDED_HEADER,
        Reason.ORIGINAL_SENDER_HAS_NO_ADDRESS,
        Reason.USE_BCC_ADDRESS,
        Reason.USE_FORWARDING_ADDRESS,
        Reason.NOBODY_KNOWN,
        Reason.PROCESSING_FAILED,
    }
)


def reasons() -> list[tuple[str, str | Promise]]:
    """The choices of a column that holds a reason: named in a migration, so that new words need none."""
    return [(reason.value, reason.label) for reason in Reason]


class Rejected(Exception):  # noqa: N818 (it is an outcome, not an error)
    """A rule says no: the mail is kept, not logged, and says why.

    `original` is what could be read all the same of a forward whose sender has no address.
    """

    def __init__(self, reason: Reason, original: ParsedMessage | None = None) -> None:
        super().__init__(reason.value)
        self.reason, self.original = reason, original
