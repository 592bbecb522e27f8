from emaillog.models.address import LoggingAddress, Route
from emaillog.models.attachment import Attachment
from emaillog.models.email import AlsoLogged, Direction, LoggedEmail, Protection
from emaillog.models.inbound import InboundMessage, Status
from emaillog.models.never_log import BlockedSender, NeverLog
from emaillog.models.participant import AssociationChange, MailParticipant
from emaillog.models.receipt import Receipt
from emaillog.models.registered import RegisteredAddress
from emaillog.models.rules import LoggingRules, SenderPolicy
from emaillog.models.thread import MailThread, ThreadMessage

__all__ = [
    "AlsoLogged",
    "AssociationChange",
    "Attachment",
    "BlockedSender",
    "Direction",
    "InboundMessage",
    "LoggedEmail",
    "LoggingAddress",
    "LoggingRules",
    "MailParticipant",
    "MailThread",
    "NeverLog",
    "Protection",
    "Receipt",
    "RegisteredAddress",
    "Route",
    "SenderPolicy",
    "Status",
    "ThreadMessage",
]
