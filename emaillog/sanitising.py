"""The first wall around foreign HTML: only what is listed here gets through (the second is emaillog.views.body).

It stands alone: without the sandboxed frame around it no script would run either. It is called when a mail is logged
and once more when it is shown, so that a rule added later also holds for what was logged before.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import unquote

import nh3

from emaillog.mime.quoting import marks
from emaillog.nesting import is_bounded, names

AttributeFilter = Callable[[str, str, str], str | None]

LIMIT = 2 * 2**20  # characters

TAGS = names(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details "
    "dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p "
    "pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul "
    "var wbr"
)
CONTENT_TOO = names("script style title textarea xmp iframe noembed noframes noscript object svg math template")
CELL = names("abbr colspan height nowrap rowspan scope valign width")
ATTRIBUTES = {
    "*": {"align", "bgcolor", "class", "dir", "id", "lang", "style", "title"},  # of class and id marks.kept only
    "a": {"href"},
    "bdo": {"dir"},
    "blockquote": {"type"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "div": {"name"},
    "font": {"color", "face", "size"},
    "hr": {"color", "noshade", "size", "width"},
    "img": {"alt", "border", "height", "hspace", "src", "vspace", "width"},
    "li": {"type", "value"},
    "ol": {"reversed", "start", "type"},
    "table": {"border", "cellpadding", "cellspacing", "height", "width"},
    "td": set(CELL),
    "th": set(CELL),
    "tr": {"height", "valign"},
    "ul": {"type"},
}
MARKING = {"class", "id", "name"}  # they tell quotations by, and are otherwise the sender's own business
SCHEMES = {"http", "https", "mailto", "tel", "cid"}
STYLES = names(
    "background background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width "
    "border-collapse border-color border-left border-left-color border-left-style border-left-width border-radius "
    "border-right border-right-color border-right-style border-right-width border-spacing border-style border-top "
    "border-top-color border-top-style border-top-width border-width box-sizing caption-side clear color direction "
    "display empty-cells float font font-family font-size font-style font-variant font-weight height letter-spacing "
    "line-height list-style-position list-style-type margin margin-bottom margin-left margin-right margin-top "
    "max-height max-width min-height min-width overflow overflow-wrap padding padding-bottom padding-left "
    "padding-right padding-top table-layout text-align text-decoration text-indent text-transform unicode-bidi "
    "vertical-align visibility white-space width word-break word-spacing word-wrap"
)
# A value may compute colours and lengths; every other function could fetch, and an escape could hide its name.
UNSAFE_STYLE = re.compile(
    r"[\\@<>]|expression|image-set|javascript|url\s*\(|var\s*\(|(?<!rgb)(?<!rgba)(?<!hsl)(?<!hsla)(?<!calc)\(",
    re.IGNORECASE,
)
NO_IMAGES: Mapping[str, str] = MappingProxyType({})
REMOTE_IMAGE = re.compile(r'<img [^>]*?src="https?:')


def sanitised(html: str) -> str:
    """The HTML of a mail with everything taken out that could run, load by itself or leave its place.

    "" when it is larger than 2 MiB or nested deeper than 512: then its text is what is shown. Never raises.
    """
    return _clean(_KEEPING, html)


def as_shown(html: str, inline: Mapping[str, str] = NO_IMAGES, *, with_remote_images: bool) -> str:
    """Sanitised once more, with its images where this reader may load them from.

    `inline` leads from a Content-ID to our own absolute address of that part; a `cid:` of any other part shows nothing.
    """

    def image(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) != ("img", "src"):
            return safe(tag, attribute, value)
        if value[:4].lower() == "cid:":
            return inline.get(unquote(value[4:]))
        return value if with_remote_images else None

    return _clean(_cleaner(image), html)


def has_remote_images(html: str) -> bool:
    """Whether sanitised HTML would load something from outside if it were let."""
    return REMOTE_IMAGE.search(html) is not None


def safe(_tag: str, attribute: str, value: str) -> str | None:
    """An attribute's value without what could do harm, None for an attribute that stays out."""
    if attribute in MARKING:
        return marks.kept(attribute, value) or None
    return safe_style(value) if attribute == "style" else value


def safe_style(value: str) -> str | None:
    """Without the declarations whose value is not plain; nh3 then drops those whose property is not listed."""
    if not UNSAFE_STYLE.search(value):
        return value
    return ";".join(part for part in value.split(";") if not UNSAFE_STYLE.search(part)) or None


def _clean(cleaner: nh3.Cleaner, html: str) -> str:
    if len(html) > LIMIT or not is_bounded(html):
        return ""
    return cleaner.clean(html.encode("utf-8", "replace").decode())  # a lone surrogate is no text to nh3


def _cleaner(attribute_filter: AttributeFilter) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(CONTENT_TOO),
        attributes=ATTRIBUTES,
        attribute_filter=attribute_filter,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer",
        url_schemes=SCHEMES,
        url_relative="deny",
        filter_style_properties=STYLES,
    )


_KEEPING = _cleaner(safe)
