"""Mailboxes of an address field (RFC 5322 section 3.4), read in one pass without recursion: nothing to stall on."""

from emaillog.mime import bounds, encoded_words
from emaillog.mime.charset import one_line
from emaillog.mime.values import Mailbox

# Embeddings, overrides and isolates turn round what stands after a name (UAX #9).
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_LONGEST_NAME = 300  # characters
_LONGEST_ADDRESS = 320  # characters: 64 + @ + 255 (RFC 5321 section 4.5.3.1)


def mailboxes(value: str, separators: str = ",;") -> tuple[Mailbox, ...]:
    """Every mailbox of a field, groups flattened. `separators` are what its writer puts between people."""
    reader = _Reader(separators)
    position = 0
    while position < len(value) and len(reader.found) < bounds.ADDRESSES:
        position = reader.step(value, position)
    reader.finish()
    return tuple(_rejoined(reader.found)[: bounds.ADDRESSES])


class _Reader:
    def __init__(self, separators: str) -> None:
        self.separators = separators
        self.found: list[Mailbox] = []
        self._reset()

    def _reset(self) -> None:
        self.phrase: list[str] = []
        self.comment, self.angle, self.is_sound, self.named = "", "", True, 0

    def step(self, value: str, at: int) -> int:
        """Take what begins at `at`; returns where the next thing begins."""
        letter = value[at]
        if letter in self.separators:
            self.finish()
        elif letter == '"' and (end := _closing_quote(value, at)) > 0:
            return self._quoted(value, at, end)
        elif letter == "(":
            return self._comment(value, at)
        elif letter == "<":
            return self._angle(value, at)
        elif letter == ":" and "@" not in "".join(self.phrase) and not self.angle:
            self.phrase = []  # the name of a group (RFC 5322 section 3.4), or "mailto"
        elif letter == "=" and value.startswith("=?", at) and (end := _encoded_word_end(value, at)) > 0:
            self.phrase.append(value[at:end])  # whole: broken writers leave commas in it
            return end
        elif letter != ">":
            self.phrase.append(letter)
        return at + 1

    def _quoted(self, value: str, at: int, end: int) -> int:
        keep = value.startswith("@", end)  # a quoted local part: "us er"@example.com
        self.phrase.append(value[at:end] if keep else value[at + 1 : end - 1].replace('\\"', '"').replace("\\\\", "\\"))
        return end

    def _comment(self, value: str, at: int) -> int:
        depth, start = 0, at
        while at < len(value):
            depth += (value[at] == "(") - (value[at] == ")")
            self.is_sound = self.is_sound and depth <= bounds.COMMENT_DEPTH
            at += 2 if value[at] == "\\" else 1
            if not depth:
                break
        self.comment = self.comment or value[start + 1 : at - 1]
        if "".join(self.phrase).strip() and "@" not in "".join(self.phrase):
            self.phrase.append(value[start:at])  # part of a name: Maria (Sales) <maria@example.com>
        return at

    def _angle(self, value: str, at: int) -> int:
        end = value.find(">", at)
        end = len(value) if end < 0 else end
        inner = value[at + 1 : end].strip(" \t<>")
        if self.angle and "@" in inner:  # a comma is missing: somebody else begins
            following = self.phrase[self.named :]
            del self.phrase[self.named :]
            self.finish()
            self.phrase = following
        self.angle, self.named = self.angle or inner, len(self.phrase)
        return end + 1

    def finish(self) -> None:
        phrase = "".join(self.phrase).strip()
        address, name = self.angle, phrase
        if not address and "@" in phrase:
            address, name = phrase, self.comment
        if self.is_sound and (address or name):
            self.found.append(Mailbox(_name(name, address), _address(address)))
        self._reset()


def _closing_quote(value: str, at: int) -> int:
    """The offset after the quoted-string that begins at `at`, 0 when nothing closes it."""
    at += 1
    while at < len(value) and value[at] != '"':
        at += 2 if value[at] == "\\" else 1
    return at + 1 if at < len(value) else 0


def _encoded_word_end(value: str, at: int) -> int:
    """The offset after the encoded-word that begins at `at`, 0 when it is none."""
    for _ in range(3):
        at = value.find("?", at + 1, at + 1_000)
        if at < 0:
            return 0
    end = value.find("?=", at + 1, at + 1_000)
    return end + 2 if end >= 0 else 0


def _address(written: str) -> str:
    address = one_line(encoded_words.decode(written)).strip("<> \t'")
    if address.startswith("@"):
        address = address.rpartition(":")[2]  # a source route (RFC 5322 section 4.4)
    address = address.removeprefix("mailto:").rstrip(".")
    if len(address) > _LONGEST_ADDRESS:
        return ""
    return address if address.startswith('"') else "".join(address.split())


def _name(written: str, address: str) -> str:
    name = one_line(encoded_words.decode(written)).translate(_TURNS)
    name = " ".join(name.split()).strip('"').strip()
    if len(name) > 1 and name[0] == name[-1] == "'":
        name = name[1:-1].strip()  # seen in practice: Outlook puts names in single quotes
    return "" if name == address else name[:_LONGEST_NAME]


def _rejoined(found: list[Mailbox]) -> list[Mailbox]:
    """Seen in practice: Last, First <address> without quotes, which reads as two mailboxes."""
    out: list[Mailbox] = []
    for box in found:
        if out and not out[-1].address and box.address and box.name:
            box = Mailbox(f"{out.pop().name}, {box.name}", box.address)  # noqa: PLW2901
        out.append(box)
    return out
