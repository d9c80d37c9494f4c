"""What the composer is told: every way to answer, with the connector's last word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone

from connectors import options
from inbox.models import Channel, Thread
from tests import office
from tests.connectors import pigeon
from tests.inbox.api.contract import Api
from tests.office import Office
from tests.servers.answers import Answers


@pytest.fixture
def loft(shop: Office, peer: Answers) -> Iterator[Channel]:
    with pigeon.known(peer):
        yield pigeon.channel(shop.support)


def test_a_comment_may_be_answered_in_public_and_in_private(loft: Channel, shop: Office) -> None:
    comment = pigeon.said(loft, surface="comment", key="c1")
    answer = Api(shop.owner).get(f"tickets/{comment.ticket_id}/options")
    public, private = answer.body["results"]
    assert (public["visibility"], public["label"], public["private_reply"]) == ("public", "Comment", False)
    assert (public["text"]["max"], public["to"], public["parent_message_id"]) == (10, "Ada", comment.pk)
    assert (private["visibility"], private["surface"], private["private_reply"]) == ("private", "dm", True)
    assert private["until"] is not None
    assert [template["name"] for template in private["templates"]] == ["hello"]


def test_a_closed_window_names_its_end_and_what_still_goes(loft: Channel, shop: Office) -> None:
    asked = pigeon.said(loft)
    Thread.objects.update(last_customer_at=timezone.now() - dt.timedelta(hours=25))
    (choice,) = [options.row(each) for each in options.choices(asked.ticket)]
    assert (choice["allowed"], choice["code"], choice["escapes"]) == (False, "window_closed", ["template"])
    assert choice["templates"] == [{"name": "hello", "language": "en", "parameters": ("1",), "body": "Hello {{1}}"}]


def test_mail_has_one_way_without_an_end(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    (choice,) = [options.row(each) for each in options.choices(ticket)]
    assert (choice["surface"], choice["allowed"], choice["until"], choice["visibility"]) == ("", True, None, "private")
    assert choice["recipients_editable"]
