"""Comments below comments below comments: Facebook names the parent, and not the root of the tree."""

from __future__ import annotations

import pytest

from connectors import tasks
from inbox import ingest
from inbox.models import Message, Thread
from tests.connectors.facebook import payloads
from tests.connectors.facebook.conformance import CommentCase
from tests.office import Office


@pytest.mark.django_db
def test_an_answer_to_an_answer_stays_in_the_conversation(shop: Office) -> None:
    channel = CommentCase().channel(shop.support)
    rows = [
        payloads.comment(1),
        payloads.comment(2, parent_id="122100_1", author="7402"),
        payloads.comment(3, parent_id="122100_2"),
        payloads.comment(4, parent_id="122100_3", author="7402"),
    ]
    for number, row in enumerate(rows):
        ingest.keep(channel, str(number), payloads.call(changes=[row], page=channel.address), source="hook")
        tasks.process_raws()
    assert [thread.key for thread in Thread.objects.all()] == ["122100_1"]
    assert Message.objects.values("ticket_id").distinct().count() == 1
