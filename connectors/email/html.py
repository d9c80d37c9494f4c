"""HTML of a stranger: made safe, read as text, its quotations folded.

nh3 (html5ever) parses and cleans; what it returns is balanced, every ``<`` in text is escaped and every attribute value
is quoted, so the single pass over its tokens (html_pass.py) needs no second parser.
"""

from __future__ import annotations

import dataclasses
import html
import re

import nh3

from connectors.email import html_pass, quotes
from connectors.email.quotes import Hint

MAX_TAGS = 10_000
MAX_DEPTH = 300

_TAGS_LIST = """
    a abbr address article b big blockquote br caption center cite code col colgroup dd del details dfn div dl
    dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark main nav ol p pre q
    s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var
    wbr
"""
_TAGS = set(_TAGS_LIST.split())
_DROP_WITH_CONTENT_LIST = """
    script style title textarea noscript iframe object embed applet svg math select option template head xmp
    noembed noframes video audio canvas
"""
_DROP_WITH_CONTENT = set(_DROP_WITH_CONTENT_LIST.split())
_ANY = {"align", "class", "dir", "id", "lang", "style", "title", "type", "valign", "bgcolor", "width", "height"}
_ATTRIBUTES = {
    "*": _ANY,
    "a": {"href", "name"},
    "img": {"src", "alt", "border", "hspace", "vspace"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing", "summary", "rules", "frame"},
    "td": {"colspan", "rowspan", "nowrap", "headers", "scope"},
    "th": {"colspan", "rowspan", "nowrap", "headers", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "time": {"datetime"},
}
_STYLES_LIST = """
    background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width
    border-collapse border-color border-left border-left-color border-left-style border-left-width
    border-radius border-right border-right-color border-right-style border-right-width border-spacing
    border-style border-top border-top-color border-top-style border-top-width border-width box-sizing
    caption-side clear color direction display empty-cells float font font-family font-size font-style
    font-variant font-weight height letter-spacing line-height list-style-type margin margin-bottom
    margin-left margin-right margin-top max-height max-width min-height min-width overflow-wrap padding
    padding-bottom padding-left padding-right padding-top table-layout text-align text-decoration text-indent
    text-transform unicode-bidi vertical-align white-space width word-break word-spacing word-wrap
"""
_STYLES = set(_STYLES_LIST.split())
# The only class and id values that survive the cleaning (and are taken out after the pass): they tell what a part is.
_HINTS = {
    "yahoo_quoted": Hint.QUOTE,
    "protonmail_quote": Hint.QUOTE,
    "tutanota_quote": Hint.QUOTE,
    "divrplyfwdmsg": Hint.TAIL,
    "outlookmessageheader": Hint.TAIL,
    "isreplycontent": Hint.QUOTE,
    "zwchr": Hint.TAIL,
    "gmail_signature": Hint.SIGNATURE,
    "gmail_signature_prefix": Hint.SIGNATURE,
    "moz-signature": Hint.SIGNATURE,
    "protonmail_signature_block": Hint.SIGNATURE,
    "signature": Hint.SIGNATURE,
    "ms-outlook-mobile-signature": Hint.SIGNATURE,
    "applemailsignature": Hint.SIGNATURE,
}
_HINT_MARK = re.compile(rf"(?:^|[\s_])(?:x_)*({'|'.join(sorted(_HINTS, key=len, reverse=True))})(?=$|[\s_])", re.I)
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpeg|jpg|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]*", re.I)
_STYLE_DANGER = re.compile(r"url\s*\(|expression|@import|javascript|\\|image\s*\(|image-set|/\*", re.I)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("class", "id"):
        match = _HINT_MARK.search(value)
        return match[1].lower() if match else None
    if name == "style":
        return None if _STYLE_DANGER.search(value) else value
    scheme = value[:5].lower()
    if scheme == "data:":
        return value if tag == "img" and name == "src" and _DATA_IMAGE.fullmatch(value) else None
    if scheme.startswith("cid:") and not (tag == "img" and name == "src"):
        return None
    if name == "href" and value.startswith("//"):
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROP_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    strip_comments=True,
    link_rel="noopener noreferrer nofollow ugc",
    url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
    url_relative="deny",
    filter_style_properties=_STYLES,
)

_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_VOID = frozenset({"br", "hr", "img", "wbr", "col", "input", "meta", "link", "area", "base"})
_IMPLIED_END = frozenset({"p", "li", "td", "tr", "th", "option", "font", "o:p"})
_BLANK_LINES = re.compile(r"\n{3,}")
_STRIP_TAGS = re.compile(r"<[^<>]{0,5000}>")


@dataclasses.dataclass(frozen=True, slots=True)
class Cleaned:
    html: str
    text: str
    cids: frozenset[str]
    notes: tuple[str, ...] = ()


def clean(source: str, *, forward: bool = False) -> Cleaned:
    """Safe HTML with folds, its text, and the content ids of the images it shows."""
    if too_deep(source):
        text = html.unescape(_STRIP_TAGS.sub(" ", source))
        return Cleaned(from_text(text), text.strip(), frozenset(), ("HTML nested too deep, shown as text",))
    walked = html_pass.walk(_CLEANER.clean(source), hints=_HINTS)
    folds = quotes.find(walked.lines, forward=forward, hints=walked.hints)
    text = _BLANK_LINES.sub("\n\n", "\n".join(walked.lines)).strip("\n")
    return Cleaned(walked.html(folds), text, frozenset(walked.cids))


def too_deep(source: str) -> bool:
    """Would html5ever's cost, tags times depth, get out of hand? Counted so that it can only err upwards."""
    if source.count("<") <= MAX_TAGS:
        return False
    stack: list[str] = []
    for match in _OPEN_OR_CLOSE.finditer(source):
        name = match[2].lower()
        if not match[1]:
            if name not in _VOID and name not in _IMPLIED_END:
                stack.append(name)
                if len(stack) > MAX_DEPTH:
                    return True
        elif stack and stack[-1] == name:
            stack.pop()
    return False


def from_text(text: str) -> str:
    """Plain text as HTML."""
    return html.escape(text, quote=False).replace("\n", "<br>\n")
