"""Our shapes, and what we send, held against the lexicons in the npm package of Bluesky's authors."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import pytest

from connectors.bluesky import facets
from tests.connectors.bluesky import shapes
from tests.servers import bluesky

SHAPES: list[tuple[str, str, Any]] = [
    (
        "output",
        "app.bsky.feed.getPosts",
        {"posts": [shapes.post(1, "it leaks"), shapes.post(2, "look", view=shapes.PICTURES)]},
    ),
    (
        "output",
        "app.bsky.notification.listNotifications",
        {"notifications": [shapes.notification("reply", shapes.post(1, "x"))]},
    ),
    (
        "output",
        "chat.bsky.convo.getLog",
        {
            "cursor": "2222",
            "logs": [
                shapes.logged("logCreateMessage", shapes.said(1, "It leaks")),
                {"$type": "chat.bsky.convo.defs#logBeginConvo", "rev": "2", "convoId": "c"},
            ],
        },
    ),
    ("output", "com.atproto.repo.createRecord", {"uri": shapes.uri(1), "cid": shapes.CID}),
    ("input", "chat.bsky.convo.sendMessage", {"convoId": "3l", "message": {"text": "Send it back"}}),
    ("input", "chat.bsky.convo.addReaction", {"convoId": "3l", "messageId": "3m", "value": "👍"}),
    ("input", "chat.bsky.convo.updateRead", {"convoId": "3l", "messageId": "3m"}),
    ("input", "app.bsky.notification.updateSeen", {"seenAt": "2026-11-21T12:00:00.000Z"}),
    (
        "record",
        "app.bsky.feed.post",
        {
            "$type": "app.bsky.feed.post",
            "text": "@shop.example see https://example.org #kettle",
            "createdAt": "2026-11-21T12:00:00.000Z",
            "facets": facets.find("@shop.example see https://example.org #kettle", lambda handle: shapes.US),
            "reply": {"root": shapes.ref(1), "parent": shapes.ref(2)},
        },
    ),
]
WRONG = ("input", "chat.bsky.convo.sendMessage", {"convoId": "3l", "message": {"words": "Send it back"}})


def verdicts(asked: list[tuple[str, str, Any]]) -> list[str]:
    if os.environ.get("JANICE_TEST_PEERS") != "1" or not (bluesky.HERE / "node_modules" / "@atproto").is_dir():
        pytest.skip("the lexicons of Bluesky are not installed (make test-peers)")
    lines = "".join(json.dumps({"kind": kind, "id": name, "value": value}) + "\n" for kind, name, value in asked)
    done = subprocess.run(
        [str(bluesky.NODE), "validate.mjs"],
        cwd=bluesky.HERE,
        input=lines.encode(),
        capture_output=True,
        timeout=120,
        check=True,
    )
    return done.stdout.decode().splitlines()


def test_every_shape_is_valid_by_the_lexicons_and_a_wrong_one_is_not() -> None:
    *found, wrong = verdicts([*SHAPES, WRONG])
    assert dict(zip([name for _, name, _ in SHAPES], found, strict=True)) == {name: "valid" for _, name, _ in SHAPES}
    assert wrong != "valid"
