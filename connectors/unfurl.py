"""Read what a web page says of itself, for the preview of a link (``inbox/previews.py``).

The page belongs to a stranger. Only public addresses are reached, every redirect is checked anew, no cookie is kept,
and size, time and type are bounded before anything is read (``connectors/fetching.py``).
"""

from __future__ import annotations

import codecs
import dataclasses
import logging
import re
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.conf import settings

from connectors.base import Download
from connectors.errors import ConnectorError, RateLimited, Transient, Unreachable
from connectors.http import fetch
from inbox import previews
from inbox.models import LinkPreview

log = logging.getLogger(__name__)

HEAD = 128 * 1024  # bytes: what a page says of itself stands at its beginning
PICTURE = 1024 * 1024
SECONDS = 10.0
PAGES = ("text/html", "application/xhtml+xml")
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w-]{2,40})", re.IGNORECASE)
# What Open Graph, Twitter and HTML call the same; the first that a page has counts.
TITLE = ("og:title", "twitter:title", "title")
DESCRIPTION = ("og:description", "twitter:description", "description")
IMAGE = ("og:image:secure_url", "og:image", "twitter:image")
MOST = 40  # entries of a page that are read
LONGEST = 2000  # characters of each


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What a page says of itself; ``image`` is an absolute address."""

    title: str = ""
    description: str = ""
    site: str = ""
    image: str = ""


def look(wanted: LinkPreview) -> None:
    """One try at one claimed link; what came of it is on its row."""
    try:
        page = fetch(_secure(wanted.url), max_bytes=HEAD, types=PAGES, within=SECONDS, cut=True)
        card = read(page)
        previews.settle(
            wanted, title=card.title, description=card.description, site=card.site, image=_picture(card.image)
        )
    except (Transient, Unreachable, RateLimited):
        previews.failed(wanted, for_good=False)
    except ConnectorError:
        previews.failed(wanted, for_good=True)
    except Exception:  # whatever a stranger's page does to us, the others have their turn
        log.exception("the link of preview %s could not be read", wanted.pk)
        previews.failed(wanted, for_good=True)


def read(page: Download) -> Card:
    """The card of a page, by its own words."""
    parser = _Head()
    parser.feed(page.content.decode(_charset(page), errors="replace"))
    found = parser.found

    def first(*names: str) -> str:
        return next((found[name] for name in names if found.get(name)), "")

    image = first(*IMAGE)
    return Card(
        title=first(*TITLE),
        description=first(*DESCRIPTION),
        site=first("og:site_name", "application-name"),
        image=urljoin(page.url, image) if image else "",
    )


def _picture(url: str) -> bytes:
    """A card does without its picture rather than wait for it."""
    if not url.startswith(("http://", "https://")):
        return b""
    try:
        return fetch(_secure(url), max_bytes=PICTURE, types=PICTURES, within=SECONDS).content
    except ConnectorError:
        return b""


def _secure(url: str) -> str:
    """Nearly every server that is asked without encryption has it too."""
    return url if settings.ALLOW_PRIVATE_HOSTS == "all" else re.sub(r"^http:", "https:", url)


def _charset(page: Download) -> str:
    match = CHARSET.search(page.content[:2048])
    named = page.charset or (match[1].decode() if match else "utf-8")
    try:
        return codecs.lookup(named).name if codecs.lookup(named)._is_text_encoding else "utf-8"
    except LookupError:
        return "utf-8"


class _Head(HTMLParser):
    """Collects the title and the meta entries up to the body."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self._title = False
        self._done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        self._done = tag == "body" or len(self.found) >= MOST
        self._title = tag == "title"
        if tag == "meta":
            values = dict(attrs)
            name = (values.get("property") or values.get("name") or "").strip().lower()
            if name:
                self.found.setdefault(name, (values.get("content") or "").strip()[:LONGEST])

    def handle_endtag(self, tag: str) -> None:
        self._title = False

    def handle_data(self, data: str) -> None:
        if self._title and not self._done:
            self.found["title"] = (self.found.get("title", "") + data)[:LONGEST]
