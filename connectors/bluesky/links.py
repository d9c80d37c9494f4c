"""Addresses on the web, and texts whose links and names are told apart by facets."""

from __future__ import annotations

from html import escape
from typing import Any

from connectors.bluesky.keys import split_uri

Json = dict[str, Any]


def post(uri: str) -> str:
    repo, collection, key = split_uri(uri)
    return f"https://bsky.app/profile/{repo}/post/{key}" if collection == "app.bsky.feed.post" else ""


def html(text: str, facets: list[Json]) -> str:
    """The text with its links and names: facets count UTF-8 bytes, and one that does not fit is passed over."""
    raw, position, parts = text.encode(), 0, []
    for facet in sorted(facets, key=lambda one: int(one["index"]["byteStart"])):
        begin, end = int(facet["index"]["byteStart"]), int(facet["index"]["byteEnd"])
        href = next((target for feature in facet.get("features") or [] if (target := _target(feature))), "")
        if not href or not position <= begin < end <= len(raw):
            continue
        shown = escape(raw[begin:end].decode(errors="replace"))
        rel = "noopener noreferrer nofollow"
        parts += [
            escape(raw[position:begin].decode(errors="replace")),
            f'<a href="{escape(href)}" rel="{rel}">{shown}</a>',
        ]
        position = end
    parts.append(escape(raw[position:].decode(errors="replace")))
    return "<p>" + "".join(parts).replace("\n", "<br>") + "</p>"


def _target(feature: Json) -> str:
    kind = str(feature.get("$type") or "").partition("#")[2]
    if kind == "mention":
        return f"https://bsky.app/profile/{feature['did']}"
    uri = str(feature.get("uri") or "") if kind == "link" else ""
    return uri if uri.startswith(("https://", "http://")) else ""
