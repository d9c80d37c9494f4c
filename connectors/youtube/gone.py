"""What is not on YouTube any more, as far as can be told by looking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from inbox.models import Channel, Message

YOUNG = dt.timedelta(minutes=10)  # what was said a moment ago may not be everywhere yet


def vanished_replies(channel: Channel, threads: Iterable[dict[str, Any]], now: dt.datetime) -> list[str]:
    """Replies that we know and that a thread does not have any more, where all of it was read."""
    gone: list[str] = []
    for thread in threads:
        replies = (thread.get("replies") or {}).get("comments") or []
        whole = thread.pop("whole", True)
        if not whole or int(thread["snippet"].get("totalReplyCount") or 0) != len(replies):
            continue
        here = {str(thread["id"]), *(str(reply["id"]) for reply in replies)}
        known = standing(channel, now).filter(thread__key=str(thread["id"])).values_list("external_id", flat=True)
        gone += [str(each) for each in known if str(each) not in here]
    return gone


def standing(channel: Channel, now: dt.datetime) -> QuerySet[Message]:
    """What stands on YouTube as far as we know: what we hid is not there for our questions, and not gone."""
    rows = Message.objects.filter(channel=channel, deleted_at=None, hidden_at=None, sent_at__lt=now - YOUNG)
    return rows.exclude(external_id=None)
