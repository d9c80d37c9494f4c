"""Comments, threads and videos of YouTube in the documented shape.

source: developers.google.com/youtube/v3/docs, "CommentThreads", "Comments", "Videos" and "Errors" (2026-11).
``test_read.py`` holds them against the discovery document inside google-api-python-client.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import pathlib
from collections.abc import Mapping
from typing import Any

import googleapiclient
import jsonschema

from tests.servers.answers import Asked

OWN = "UC_x5XG1OV2P6uZZ5FSM9Ttw"
ADA, BOB = "UCadaaaaaaaaaaaaaaaaaaaa", "UCbobbbbbbbbbbbbbbbbbbbb"
VIDEO = "wtLJPvx7-ys"
AT = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC)
Item = dict[str, Any]


def comment(
    comment_id: str,
    text: str,
    *,
    author: str = ADA,
    parent: str = "",
    at: dt.datetime = AT,
    updated: dt.datetime | None = None,
    **more: Any,
) -> Item:
    said: Item = {
        "channelId": OWN,
        "videoId": VIDEO,
        "textDisplay": text,
        "authorDisplayName": f"@{author[2:5].lower()}",
        "authorProfileImageUrl": "https://yt3.ggpht.com/x",
        "authorChannelUrl": f"http://www.youtube.com/@{author[2:5]}",
        "authorChannelId": {"value": author},
        "canRate": True,
        "viewerRating": "none",
        "likeCount": 0,
        "publishedAt": _time(at),
        "updatedAt": _time(updated or at),
    }
    if parent:
        said["parentId"] = parent
    return {"kind": "youtube#comment", "etag": "e", "id": comment_id, "snippet": said | more}


def thread(top: Item, *replies: Item, total: int | None = None) -> Item:
    made: Item = {
        "kind": "youtube#commentThread",
        "etag": "e",
        "id": top["id"],
        "snippet": {
            "channelId": OWN,
            "videoId": VIDEO,
            "topLevelComment": top,
            "canReply": True,
            "totalReplyCount": len(replies) if total is None else total,
            "isPublic": True,
        },
    }
    if replies:
        made["replies"] = {"comments": list(replies)}
    return made


def video() -> Item:
    said = {
        "publishedAt": "2026-10-01T08:00:00Z",
        "channelId": OWN,
        "title": "How to descale a kettle",
        "description": "With vinegar.",
        "channelTitle": "Example Shop",
    }
    return {"kind": "youtube#video", "etag": "e", "id": VIDEO, "snippet": said}


def page(*items: Item, kind: str = "youtube#commentThreadListResponse", **more: Any) -> Item:
    info = {"totalResults": len(items), "resultsPerPage": 100}
    return {"kind": kind, "etag": "e", "pageInfo": info, "items": list(items), **more}


def body(*threads: Item, gone: tuple[str, ...] = (), videos: tuple[Item, ...] = ()) -> bytes:
    """As it is kept."""
    if gone and not threads:
        return json.dumps({"gone": list(gone)}).encode()
    return json.dumps({"items": list(threads), "videos": list(videos)}).encode()


def error(status: int, reason: str, message: str = "…") -> Item:
    errors = [{"message": message, "domain": "youtube.comment", "reason": reason}]
    return {"error": {"code": status, "message": message, "errors": errors}}


def _time(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@functools.cache
def document() -> Item:
    """Google's own description of the API, as its Python client ships it."""
    folder = pathlib.Path(str(googleapiclient.__file__)).parent / "discovery_cache" / "documents"
    found: Item = json.loads((folder / "youtube.v3.json").read_text())
    return found


def check(schema: str, payload: Any) -> None:
    """Fail unless ``payload`` fits the schema, and has no property that Google does not know."""
    schemas = {name: _as_json_schema(each) for name, each in document()["schemas"].items()}
    jsonschema.Draft202012Validator({"$ref": f"#/$defs/{schema}", "$defs": schemas}).validate(payload)


def check_asked(asked: Asked) -> None:
    """Fail unless Google's document knows this method with these parameters and this body."""
    methods = [
        method for resource in document()["resources"].values() for method in resource.get("methods", {}).values()
    ]
    path = asked.path.removeprefix("/")
    found = [each for each in methods if (each["httpMethod"], each["path"]) == (asked.method, path)]
    assert len(found) == 1, f"{asked.method} {path}"
    known: Mapping[str, Item] = found[0]["parameters"]
    assert set(asked.query) <= set(known), f"unknown: {set(asked.query) - set(known)}"
    assert {name for name, rule in known.items() if rule.get("required")} <= set(asked.query)
    for name, value in asked.query.items():
        assert value in known[name].get("enum", [value])
        if known[name].get("type") == "integer":
            assert int(known[name].get("minimum", 0)) <= int(value) <= int(known[name].get("maximum", 10**9))
    if "request" in found[0] and asked.body:
        check(found[0]["request"]["$ref"], asked.json)
    else:
        assert not asked.body


def _as_json_schema(rule: Any) -> Any:
    """Discovery is an old JSON schema: ``$ref`` without a pointer, formats and descriptions besides."""
    if "$ref" in rule:
        return {"$ref": f"#/$defs/{rule['$ref']}"}
    made: Item = {name: rule[name] for name in ("type", "enum") if name in rule}
    if made.get("type") == "any":
        del made["type"]
    if "properties" in rule:
        made["properties"] = {name: _as_json_schema(each) for name, each in rule["properties"].items()}
        made["additionalProperties"] = False
    if "items" in rule:
        made["items"] = _as_json_schema(rule["items"])
    return made
