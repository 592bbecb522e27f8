"""What the receiver answers (RFC 5321), with enhanced status codes (RFC 3463)."""

import errno

from emaillog.intake import NoSpaceError

SENDER_OK = "250 2.1.0 OK"
RECIPIENT_OK = "250 2.1.5 OK"
KEPT = "250 2.0.0 OK: kept"
END_WITH_DOT = "354 End data with <CR><LF>.<CR><LF>"
UNKNOWN_ADDRESS = "550 5.1.1 No such logging address"
RELAYING_DENIED = "550 5.7.1 Relaying denied: this server takes mail for its logging addresses only"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients"
TOO_LARGE = "552 5.3.4 Message too large"
SMUGGLING = "550 5.5.2 A lone dot between bare CR or LF was sent: end every line with CR LF"
NO_SPACE = "452 4.3.1 Insufficient system storage, try again later"
LOCAL_FAULT = "451 4.3.0 Temporary local problem, try again later"
TOO_MANY_CONNECTIONS = "421 4.3.2 Too many connections, try again later"
SHUTTING_DOWN = "421 4.3.2 Shutting down, try again in a moment"
NEED_RECIPIENT = "503 5.5.1 Need RCPT command"
DATA_SYNTAX = "501 5.5.4 Syntax: DATA"
NO_AUTHENTICATION = "503 5.5.1 Authentication is not used here"


def reply_to_fault(error: Exception) -> str:
    """The temporary answer to a fault of ours: the sender keeps the mail and tries again."""
    full = isinstance(error, NoSpaceError) or (isinstance(error, OSError) and error.errno == errno.ENOSPC)
    return NO_SPACE if full else LOCAL_FAULT
