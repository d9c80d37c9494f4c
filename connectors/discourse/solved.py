"""An answer of the community that was accepted as the solution solves the ticket, as answered by the community.

Source: plugins/discourse-solved of discourse/discourse, 2026-11-22: its webhook brings ``{"solved": {…the post…}}``,
and each post in a webhook says with ``accepted_answer`` whether it is the solution.
"""

from __future__ import annotations

import json
from typing import Any

from connectors.discourse.parse import TOPIC, ours
from inbox import tickets
from inbox.models import RawInbound, Thread, Ticket


def follow(raw: RawInbound) -> None:
    """An answer of ours that was accepted changes nothing: whoever gave it solves the ticket."""
    post = _accepted(bytes(raw.body))
    if post is None or ours(post, str(raw.channel.settings.get("username", ""))):
        return
    found = Thread.objects.filter(channel=raw.channel, surface=TOPIC, key=str(post["topic_id"])).select_related(
        "ticket"
    )
    for thread in found:
        if thread.ticket.status in Ticket.UNSOLVED and thread.ticket.merged_into_id is None:
            tickets.update(thread.ticket_id, actor=None, outcome=Ticket.Outcome.COMMUNITY.value)


def _accepted(body: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(body)
    except ValueError:
        return None
    post = (said.get("solved") or said.get("post")) if isinstance(said, dict) else None
    if not isinstance(post, dict) or post.get("accepted_answer") is not True or post.get("post_number") == 1:
        return None
    return post if {"topic_id", "username"} <= post.keys() else None
