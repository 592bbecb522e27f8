"""Reads an inbound message as fully as what it did to earlier attempts allows."""

from emaillog import apart
from emaillog.mime.ambition import Ambition
from emaillog.mime.message import parse
from emaillog.mime.source import Source
from emaillog.mime.values import ParsedMessage
from emaillog.models import InboundMessage

_LADDER = (Ambition.FULL, Ambition.LENIENT, Ambition.HEADERS)
_UNFINISHED = 3  # attempts: workers die for many reasons, but from now on this message shall kill none


def read(inbound: InboundMessage, source: Source) -> ParsedMessage:
    """Raises apart.DiedError when a process of its own could not read it either, which counts as a strike."""
    ambition = _LADDER[min(inbound.strikes, len(_LADDER) - 1)]
    if inbound.strikes or inbound.attempts > _UNFINISHED:
        return apart.read(source, ambition)
    return parse(source, ambition)
