"""The names by which mail clients mark quotations and signatures in HTML: nearly the only ids and classes kept."""

import re
from typing import Literal

from lxml.etree import _Element as Element

Meaning = Literal["quotation", "until a quotation", "rest", "signature"]

_NAMES: dict[Meaning, str] = {
    "quotation": """gmail_attr moz-cite-prefix moz-forward-container yahoo_quoted missive_quote zmail_extra
        isReplyContent origbody reply-intro quote quoted-content ms-outlook-mobile-reference-message
        mail-editor-reference-message-container OutlookMessageHeader AOLMsgPart front-blockquote tutanota_quote""",
    # Answers stand between the quotations of such an element, so that it is not quoted as a whole.
    "until a quotation": "gmail_quote gmail_quote_container protonmail_quote",
    "rest": "divRplyFwdMsg appendonsend zwchr stopSpelling",
    "signature": """gmail_signature gmail_signature_prefix moz-signature ms-outlook-mobile-signature Signature
        AppleMailSignature protonmail_signature_block""",
}
_MEANINGS: dict[str, Meaning] = {name: meaning for meaning, names in _NAMES.items() for name in names.split()}
_LOOKS = {"MsoNormal"}  # Word's paragraphs, which have no margins: empty ones stand between them
_BY_LENGTH = sorted([*_MEANINGS, *_LOOKS], key=len, reverse=True)
# Each client that handed a mail on has put a prefix of its own before the names.
_MARK = re.compile(
    r"(?<!\S)(?:x_){0,9}(?:ydp[0-9a-f]{1,16})?(?:yiv\d{1,12})?"
    rf"({'|'.join(map(re.escape, _BY_LENGTH))})(?:_[0-9]{{1,20}})?(?!\S)"
)


_AS_NAME = {"quote", "quoted-content"}  # GMX; as a class "quote" may be anything


def kept(attribute: str, value: str) -> str:
    """What of a class, id or name is such a mark, without prefixes; "" for all else."""
    if len(value) < 5:
        return ""
    return " ".join(each for each in _MARK.findall(value[:500]) if (each in _AS_NAME) == (attribute == "name"))


def meaning(node: Element) -> Meaning | None:
    """What an element's marks say, None where it has none. A citation is a quotation, an indented paragraph is not."""
    if not node.attrib or not isinstance(node.tag, str):
        return None
    is_cited = node.tag == "blockquote" and (node.get("type") or "").lower() == "cite"
    names = " ".join(kept(each, node.get(each) or "") for each in ("class", "id", "name")).split()
    found = "quotation" if is_cited else next((_MEANINGS[name] for name in names if name in _MEANINGS), None)
    return "quotation" if found == "until a quotation" and node.tag == "blockquote" else found
