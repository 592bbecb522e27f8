"""A small part of Markdown for what people write: bold, italic, lists, links. All else is text as it was typed.

Everything is escaped first, so that only the few marks known here become tags; nh3 then lets nothing else through.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
ITEM = re.compile(r"\s{0,8}(?:[-*•]|(\d{1,3})[.)])\s+(?=\S)")
# In this order: what is in a link's address must not be taken for a mark.
LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((https?://[^\s()<>]{1,2000}|mailto:[^\s()<>]{1,320})\)")
BARE = re.compile(r"(?<![\w/])https?://[^\s<>\"']{1,2000}")
BOLD = re.compile(r"\*\*(?=\S)((?:[^*\n]|\*(?!\*)){1,2000}?)(?<=\S)\*\*")
ITALIC = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]{1,2000}?)(?<=\S)\1(?![\w*_])")
AFTER_A_SENTENCE = ".,;:!?)]}*_"
HELD = re.compile("\ue000(\\d+)\ue001")


def marked(text: str) -> SafeString:
    """The text as HTML that is safe on our own pages."""
    blocks = "".join(_blocks(text.replace("\r\n", "\n").replace("\r", "\n")))
    clean = nh3.clean(
        blocks, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel="nofollow"
    )
    return mark_safe(clean)  # noqa: S308 (nh3 has cleaned it)


def plain(text: str) -> str:
    """The text without its marks, as one line shows it."""
    words = LINK.sub(lambda link: link[1], text)
    words = ITALIC.sub(lambda found: found[2], BOLD.sub(lambda found: found[1], words))
    return " ".join(ITEM.sub("", line) for line in words.split("\n")).strip()


def _blocks(text: str) -> Iterator[str]:
    for kind, lines in groupby(text.strip("\n").split("\n"), _kind):
        if kind == "p":
            yield from _paragraphs(lines)
        else:
            items = "".join(f"<li>{_inline(ITEM.sub('', line, count=1))}</li>" for line in lines)
            yield f"<{kind}>{items}</{kind}>"


def _kind(line: str) -> str:
    item = ITEM.match(line)
    return "p" if item is None else "ol" if item[1] else "ul"


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Lines stay lines; an empty one parts paragraphs."""
    for is_text, part in groupby(lines, lambda line: bool(line.strip())):
        if is_text:
            yield f"<p>{'<br>'.join(_inline(line) for line in part)}</p>"


def _inline(line: str) -> str:
    held: list[str] = []

    def hold(html: str) -> str:
        held.append(html)
        return f"\ue000{len(held) - 1}\ue001"

    def bare(found: re.Match[str]) -> str:
        address = found[0].rstrip(AFTER_A_SENTENCE)
        return hold(_link(address, address)) + found[0][len(address) :]

    line = line.replace("\ue000", "").replace("\ue001", "")
    line = LINK.sub(lambda link: hold(_link(link[2], link[1])), line)
    line = escape(BARE.sub(bare, line))
    line = BOLD.sub(r"<strong>\1</strong>", line)
    line = ITALIC.sub(r"<em>\2</em>", line)
    return HELD.sub(lambda place: held[int(place[1])], line)


def _link(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words)}</a>'
