"""Who is who in a block of labels: the writer and those whom it went to, by value and order first, by words second."""

from dataclasses import dataclass

from emaillog.mime.forwarded import people, vocabulary
from emaillog.mime.forwarded.labels import Field
from emaillog.mime.forwarded.vocabulary import Role
from emaillog.mime.values import Mailbox, ParsedMessage

_AMBIGUOUS = 2  # letters of a word that many languages have


@dataclass
class Recipients:
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()


def author(fields: list[Field]) -> Field | None:
    """The first person named is the sender, unless the words say that it is another. The shortest words ("da", "de")
    mean somebody else in other languages."""
    candidates = [each for each in fields if _may_be_people(each)]
    first = next(iter(candidates), None)
    called = _called(candidates, "from") or _called(candidates, "sender")
    if first is None or first is called:
        return first
    is_other = vocabulary.role(first.label) in {"sender", "to", "cc", "reply-to"}
    if called is None:
        return next((each for each in candidates if _may_be_author(each)), None)
    return called if is_other or "@" not in first.value or len(called.label) > _AMBIGUOUS else first


def may_be_recipient(writer: Field, fields: list[Field], outer: ParsedMessage) -> bool:
    """Whether it may be the forwarder who got the mail: in an unknown language nothing tells, where somebody else is
    named alone beside him."""
    if vocabulary.role(writer.label) or not _names(writer, outer):
        return False
    others = [each for each in fields if each is not writer and _may_be_people(each) and each.value.count("@") == 1]
    return any(not vocabulary.role(each.label) and not _names(each, outer) for each in others)


def recipients(rest: list[Field], writer: Mailbox, outer: ParsedMessage) -> Recipients:
    """Those after the sender: To first, then Cc, unless they are called otherwise."""
    found = Recipients()
    if len(rest) > 1 and writer.address and _is_answer_address(rest[0], writer, rest[1], outer):
        found.reply_to, rest = people.read(rest[0].value), rest[1:]
    for each in rest:
        role = vocabulary.role(each.label)
        is_another_sender = role == "sender" or (role == "from" and len(each.label) > _AMBIGUOUS)
        if not each.value or is_another_sender or not _may_be_people(each):
            continue
        if role == "reply-to":
            found.reply_to += people.read(each.value)
        elif role == "cc" or (found.to and role != "to" and "@" in each.value):
            found.cc += people.read(each.value)
        elif role == "to" or "@" in each.value or not found.to:
            found.to += people.read(each.value)
    return found


def _may_be_author(each: Field) -> bool:
    is_other = vocabulary.role(each.label) in {"to", "cc", "reply-to"} and len(each.label) > _AMBIGUOUS
    return not is_other and not people.are_several(each.value)


def _called(candidates: list[Field], role: Role) -> Field | None:
    return next((each for each in candidates if vocabulary.role(each.label) == role), None)


def _may_be_people(each: Field) -> bool:
    """A word for something else is believed only where the value has no address to contradict it."""
    role = vocabulary.role(each.label)
    return role not in {"other", "trace"} and ("@" in each.value or role not in {"subject", "date"})


def _is_answer_address(each: Field, writer: Mailbox, following: Field, outer: ParsedMessage) -> bool:
    """Thunderbird and Roundcube name it below the sender: in an unknown language its domain tells, and that the field
    after it names the forwarder."""
    same_domain = each.value.strip("<> ").lower().endswith(writer.address.lower().rpartition("@")[2])
    is_bare = len(each.value.split()) == 1 and each.value.count("@") == 1 and not vocabulary.role(each.label)
    return is_bare and same_domain and _names(following, outer)


def _names(each: Field, outer: ParsedMessage) -> bool:
    """Whether the forwarder is in it."""
    return any(box.address and box.address.lower() in each.value.lower() for box in outer.sender)
