"""What HTML from a mail may hold when it is shown, judged by another parser than the one that cleaned it."""

from lxml import html as lxml_html

from emaillog import sanitising

SAFE_STARTS = (
    "http://ok.test",
    "http://evil.test",
    "https://",
    "mailto:",
    "tel:",
    "cid:",
    "http://testserver/mail-image/",
)
ALLOWED = {name for names in sanitising.ATTRIBUTES.values() for name in names} | {"target", "rel"}
FORBIDDEN_IN_STYLES = ("url", "var(", "image-set", "@", "expression", "\\", "position", "z-index", "attr(")


def elements(html: str):
    return lxml_html.fragment_fromstring(html, create_parent="div").iterdescendants() if html.strip() else ()


def check_inert(html: str) -> None:
    for element in elements(html):
        assert element.tag in sanitising.TAGS
        for name, value in element.attrib.items():
            assert name in ALLOWED
            if name in {"href", "src"}:
                assert value.lower().startswith(SAFE_STARTS)
            if name == "style":
                assert not any(word in value.lower() for word in FORBIDDEN_IN_STYLES)
