from emaillog.models.address import LoggingAddress, Route
from emaillog.models.attachment import Attachment
from emaillog.models.bounced import BouncedAttachment, Hindrance
from emaillog.models.email import AlsoLogged, Direction, LoggedEmail, Protection, signature
from emaillog.models.export import AccountExport
from emaillog.models.images import TrustedImageSender
from emaillog.models.inbound import InboundMessage, KnownBy, Status
from emaillog.models.never_log import BlockedSender, NeverLog
from emaillog.models.notice import Notice, Suppression
from emaillog.models.people import AssociationChange, AwaitedContact
from emaillog.models.receipt import Receipt
from emaillog.models.registered import RegisteredAddress
from emaillog.models.rehearsal import Rehearsal
from emaillog.models.removed import RemovedEmail
from emaillog.models.rules import LoggingRules, SenderPolicy
from emaillog.models.trial import Trial

__all__ = [
    "AccountExport",
    "AlsoLogged",
    "AssociationChange",
    "Attachment",
    "AwaitedContact",
    "BlockedSender",
    "BouncedAttachment",
    "Direction",
    "Hindrance",
    "InboundMessage",
    "KnownBy",
    "LoggedEmail",
    "LoggingAddress",
    "LoggingRules",
    "NeverLog",
    "Notice",
    "Protection",
    "Receipt",
    "RegisteredAddress",
    "Rehearsal",
    "RemovedEmail",
    "Route",
    "SenderPolicy",
    "Status",
    "Suppression",
    "Trial",
    "TrustedImageSender",
    "signature",
]
