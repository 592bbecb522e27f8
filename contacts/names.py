"""What to call a person of whom only a mail header is known (R15)."""

import re

MOST = 100  # characters of each part, as the columns hold
BIDI_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # they turn round what stands beside a name


def split(display_name: str, address: str) -> tuple[str, str]:
    """First and last name from a display name ("Last, First" turned round), else guessed from the local-part."""
    display_name = BIDI_CONTROLS.sub("", display_name)
    name = " ".join(display_name.replace("@", " @ ").split()).strip("'\" ") if "@" not in display_name else ""
    if not name:
        name = from_local_part(address)
    last, comma, first = name.partition(",")
    if not comma or not first.strip() or "," in first:
        first, _blank, last = name.partition(" ")
    return first.strip()[:MOST], last.strip()[:MOST]


def from_local_part(address: str) -> str:
    """ "Maya Chen" for `maya.chen+news@…`; digits and single marks are no names."""
    local = address.rpartition("@")[0].partition("+")[0]
    words = [word for word in re.split(r"[._\-\d]+", local) if word]
    return " ".join(word.capitalize() for word in words) or local
