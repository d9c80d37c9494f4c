"""The guide of a kind: docs/channels/<kind>.md, as HTML for the screen on which such a channel is connected."""

from __future__ import annotations

import functools
import re

from django.conf import settings
from markdown_it import MarkdownIt

NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def has(kind: str) -> bool:
    return bool(NAME.fullmatch(kind)) and (settings.GUIDES_DIR / f"{kind}.md").is_file()


@functools.cache
def html(kind: str) -> str:
    """Without its title; links to the web open beside the console, those to other files of ours are only words.

    The files are ours, and still no HTML in them counts.
    """
    text = (settings.GUIDES_DIR / f"{kind}.md").read_text("utf-8")
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    if tokens and tokens[0].type == "heading_open":
        tokens = tokens[3:]  # the title: it stands on the dialog
    for token in tokens:
        if token.type == "table_open":
            token.attrSet("tabindex", "0")  # a wide one is moved sideways, by the keyboard too
        outside = False
        for child in token.children or ():
            if child.type == "link_open":
                outside = str(child.attrs["href"]).startswith(("https://", "http://"))
                child.tag = "a" if outside else "span"
                child.attrs = {"href": child.attrs["href"], "target": "_blank", "rel": "noopener"} if outside else {}
            elif child.type == "link_close":
                child.tag = "a" if outside else "span"
    return str(reader.renderer.render(tokens, reader.options, {}))
