"""text/enriched (RFC 1896), which mail programs of the nineties wrote instead of HTML: its words without its markup."""

import re

_PARAMETER = re.compile(r"<param>[^<]{0,1000}</param>", re.IGNORECASE)
_COMMAND = re.compile(r"</?[A-Za-z0-9-]{1,60}>")
_LINE_ENDS = re.compile(r"\n+")


def text(source: str) -> str:
    """Plain text: a line end is a space, two are one line end, and so on; "<<" is a "<"."""
    literal = source.replace("<<", "\x00")
    bare = _COMMAND.sub("", _PARAMETER.sub("", literal)).replace("\x00", "<")
    return _LINE_ENDS.sub(lambda found: "\n" * (len(found[0]) - 1) or " ", bare).strip()
