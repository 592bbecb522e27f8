"""Mailboxes of an address field (RFC 5322 section 3.4), read in one pass without recursion: nothing to stall on."""

import re

from emaillog.mime import bounds, spelling
from emaillog.mime.values import Mailbox

_IN_A_NAME = re.compile(r": [^\s@,;:<>\"][^@,;:<>\"]{0,100}<")  # Support: Team North <team@example.com>


def mailboxes(value: str, separators: str = ",;", *, is_shown: bool = False) -> tuple[Mailbox, ...]:
    """Every mailbox of a field, groups flattened. `separators` are what its writer puts between people.

    `is_shown` says that it was written for people: quotation marks and colons inside a name are a part of it.
    """
    reader = _Reader(separators, is_shown=is_shown)
    position = 0
    while position < len(value) and len(reader.found) < bounds.ADDRESSES:
        position = reader.step(value, position)
    reader.finish()
    return tuple(_rejoined(reader.found)[: bounds.ADDRESSES])


class _Reader:
    def __init__(self, separators: str, *, is_shown: bool) -> None:
        self.separators, self.is_shown = separators, is_shown
        self.found: list[Mailbox] = []
        self.may_quote = True  # a quotation mark that nothing closes tells that no later one is closed either
        self._reset()

    def _reset(self) -> None:
        self.phrase: list[str] = []
        self.has_words = self.has_at = False  # what of them the phrase has
        self.comment, self.is_comment_behind, self.is_sound = "", False, True
        self.angle, self.named = "", 0

    def _append(self, written: str) -> None:
        self.phrase.append(written)
        self.has_words = self.has_words or not written.isspace()
        self.has_at = self.has_at or "@" in written

    def step(self, value: str, at: int) -> int:
        """Take what begins at `at`; returns where the next thing begins."""
        letter = value[at]
        if letter in self.separators:
            self.finish()
        elif letter == '"' and self.may_quote:
            return self._quoted(value, at, _closing_quote(value, at))
        elif letter == "(":
            return self._comment(value, at)
        elif letter == "<":
            return self._angle(value, at)
        elif letter == ":" and not (self.has_at or self.angle or (self.is_shown and _IN_A_NAME.match(value, at))):
            self.phrase, self.has_words = [], False  # the name of a group (RFC 5322 section 3.4), or "mailto"
        elif letter == "=" and value.startswith("=?", at) and (end := _encoded_word_end(value, at)) > 0:
            # Whole: broken writers leave commas in it. An address it cannot be (RFC 2047 section 5).
            self.phrase.append(value[at:end])
            self.has_words = True
            return end
        elif letter != ">":
            self._append(letter)
        return at + 1

    def _quoted(self, value: str, at: int, end: int) -> int:
        if not end:
            self.may_quote = False
            self._append('"')
            return at + 1
        keep = value.startswith("@", end) or (self.is_shown and self.has_words)  # "us er"@example.com; Ann "Max" Fox
        self._append(value[at:end] if keep else value[at + 1 : end - 1].replace('\\"', '"').replace("\\\\", "\\"))
        return end

    def _comment(self, value: str, at: int) -> int:
        depth, start = 0, at
        while at < len(value):
            depth += (value[at] == "(") - (value[at] == ")")
            self.is_sound = self.is_sound and depth <= bounds.COMMENT_DEPTH
            at += 2 if value[at] == "\\" else 1
            if not depth:
                break
        if not self.comment or (self.has_at and not self.is_comment_behind):  # bob@acme.test (Bob)
            self.comment, self.is_comment_behind = value[start + 1 : at - 1], self.has_at
        if self.has_words and not self.has_at:
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
        if not inner.endswith(":;"):  # <undisclosed-recipients:;>
            self.angle, self.named = self.angle or inner, len(self.phrase)
        return end + 1

    def finish(self) -> None:
        name, behind = "".join(self.phrase[: self.named]), "".join(self.phrase[self.named :])
        if not self.is_sound:
            pass
        elif self.has_at and "@" in behind:
            if self.angle:  # a comma is missing, and brackets
                self._found(name, self.angle)
            for pair in spelling.without_brackets(behind, "" if self.angle else self.comment):
                self._found(*pair)
        else:
            self._found(name + behind, self.angle)
        self._reset()

    def _found(self, name: str, address: str) -> None:
        if address or name.strip():
            self.found.append(Mailbox(spelling.name(name, spelling.address(address)), spelling.address(address)))


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


def _rejoined(found: list[Mailbox]) -> list[Mailbox]:
    """Seen in practice: Last, First <address> without quotes, which reads as two mailboxes."""
    out: list[Mailbox] = []
    for box in found:
        if out and not out[-1].address and box.address and box.name:
            box = Mailbox(f"{out.pop().name}, {box.name}", box.address)  # noqa: PLW2901
        out.append(box)
    return out
