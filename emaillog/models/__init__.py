from emaillog.models.address import LoggingAddress, Route
from emaillog.models.attachment import Attachment
from emaillog.models.email import AlsoLogged, Direction, LoggedEmail
from emaillog.models.inbound import InboundMessage, Status
from emaillog.models.receipt import Receipt
from emaillog.models.rules import LoggingRules

__all__ = [
    "AlsoLogged",
    "Attachment",
    "Direction",
    "InboundMessage",
    "LoggedEmail",
    "LoggingAddress",
    "LoggingRules",
    "Receipt",
    "Route",
    "Status",
]
