"""What of HTML is seen: many mails begin with a preview that is not, and lines are drawn above forwarded headers."""

import re

from lxml.etree import _Element as Element

_SKIPPED = {"head", "script", "style", "title", "template", "object", "svg", "math", "noframes"}
_HIDDEN = re.compile(
    r"(?<![\w-])(?:display\s{0,5}:\s{0,5}none|mso-hide\s{0,5}:\s{0,5}all|visibility\s{0,5}:\s{0,5}hidden"
    r"|(?:max-height|opacity)\s{0,5}:\s{0,5}0(?![.\d])|color\s{0,5}:\s{0,5}transparent)",
    re.IGNORECASE,
)
_BORDER = re.compile(r"border-top(?:-style)?\s{0,5}:[^;]{0,40}solid", re.IGNORECASE)
_EMPTY = re.compile(r"(?<![\w-])(?:height|font-size)\s{0,5}:\s{0,5}0(?![.\d])", re.IGNORECASE)


def is_rule(node: Element) -> bool:
    """Whether a line is drawn above what the element holds."""
    style = node.get("style")
    return node.tag == "hr" or bool(style and _BORDER.search(style))


def is_hidden(node: Element) -> bool:
    """Whether a reader sees nothing of the element."""
    if not isinstance(node.tag, str) or node.tag in _SKIPPED or node.get("hidden") is not None:
        return True
    style = node.get("style")
    if not style:
        return False
    has_no_size = not len(node) or "overflow" in style
    return bool(_HIDDEN.search(style) or (has_no_size and _EMPTY.search(style)))
