"""Links, names and tags in a text: Bluesky wants to be told where they are, counted in UTF-8 bytes.

Source: docs.bsky.app/docs/advanced-guides/post-richtext; lexicon app.bsky.richtext.facet; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import regex

Json = dict[str, Any]
FACET = "app.bsky.richtext.facet"
LINK = regex.compile(r"(?<![\w@])https?://[^\s<>\"]+")
NAME = regex.compile(r"(?<![\w@./])@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z][a-zA-Z0-9-]*)")
TAG = regex.compile(r"(?<![\w#])#(?=[^\d\s\p{P}]|\d+[^\d\s\p{P}])([^\s\p{P}]{1,64})")
TRAILING = ".,;:!?'”’"


def find(text: str, resolve: Callable[[str], str]) -> list[Json]:
    """Facets of a text. ``resolve`` gives the DID of a handle, or nothing where there is none."""
    found: list[Json] = []
    for match in LINK.finditer(text):
        url = match.group().rstrip(TRAILING)
        if url.endswith(")") and "(" not in url:
            url = url[:-1]
        found.append(_facet(text, match.start(), url, {"$type": f"{FACET}#link", "uri": url}))
    for match in NAME.finditer(text):
        if did := resolve(match.group(1).lower()):
            found.append(_facet(text, match.start(), match.group(), {"$type": f"{FACET}#mention", "did": did}))
    for match in TAG.finditer(text):
        found.append(_facet(text, match.start(), match.group(), {"$type": f"{FACET}#tag", "tag": match.group(1)}))
    return _apart(sorted(found, key=lambda facet: facet["index"]["byteStart"]))


def _facet(text: str, start: int, words: str, feature: Json) -> Json:
    begin = len(text[:start].encode())
    return {"index": {"byteStart": begin, "byteEnd": begin + len(words.encode())}, "features": [feature]}


def _apart(facets: list[Json]) -> list[Json]:
    """Facets may not overlap; the first wins (a tag inside a link is part of the link)."""
    kept: list[Json] = []
    for facet in facets:
        if not kept or facet["index"]["byteStart"] >= kept[-1]["index"]["byteEnd"]:
            kept.append(facet)
    return kept
