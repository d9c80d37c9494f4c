"""What webhooks leave open is asked for once, kept, and read like a call."""

from __future__ import annotations

import datetime as dt

import pytest

from connectors import errors, tasks
from connectors.facebook.connector import FacebookConnector
from connectors.instagram.connector import InstagramConnector
from inbox import ingest
from inbox.models import Channel, Message, Post, RawInbound
from tests.connectors.facebook import payloads as page
from tests.connectors.facebook.conformance import CommentCase as PageCase
from tests.connectors.instagram import payloads as account
from tests.connectors.instagram.conformance import CommentCase as AccountCase
from tests.office import Office
from tests.servers.answers import Answers, Reply


@pytest.fixture
def shop_page(shop: Office) -> Channel:
    channel = PageCase().channel(shop.support)
    Channel.objects.filter(pk=channel.pk).update(address=page.PAGE)
    channel.refresh_from_db()
    return channel


@pytest.fixture
def shop_account(shop: Office) -> Channel:
    channel = AccountCase().channel(shop.support)
    Channel.objects.filter(pk=channel.pk).update(address=account.ACCOUNT)
    channel.refresh_from_db()
    return channel


def hooked(channel: Channel, *bodies: bytes) -> None:
    for number, body in enumerate(bodies):
        ingest.keep(channel, f"hook:{number}", body, source="hook")
    tasks.process_raws()


def test_the_post_below_which_somebody_commented_gets_its_words(shop_page: Channel, peer: Answers) -> None:
    connector = FacebookConnector()
    connector.api = peer.url
    post = {"id": page.POST, "message": "New kettles!", "created_time": "2026-11-01T08:00:00+0000", "from": {"id": "9"}}
    peer.on("GET", f"/v25.0/{page.POST}", Reply(json=post))
    hooked(shop_page, page.call(changes=[page.comment(1), page.comment(2)]), page.call(changes=[page.comment(3)]))
    assert connector.poll(shop_page) == 1
    assert connector.poll(shop_page) == 0
    tasks.process_raws()
    found = Post.objects.get(channel=shop_page)
    assert (found.text, found.published_at) == ("New kettles!", dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC))
    assert len(peer.asked) == 1
    assert Message.objects.filter(channel=shop_page).count() == 3


def test_a_mention_gets_its_words_and_its_author(shop_account: Channel, peer: Answers) -> None:
    connector = InstagramConnector()
    connector.api = peer.url
    said = {"id": "1788", "text": "@shop leaks", "timestamp": "2026-11-21T10:00:00+0000", "username": "ada.lovelace"}
    peer.on("GET", f"/v25.0/{account.ACCOUNT}", Reply(json={"mentioned_comment": said, "id": account.ACCOUNT}))
    hooked(shop_account, account.call(changes=[account.mention(comment_id="1788")]))
    assert not Message.objects.filter(channel=shop_account).exists()
    assert connector.poll(shop_account) == 1
    tasks.process_raws()
    message = Message.objects.get(channel=shop_account)
    assert (message.surface, message.body_text, message.external_id) == ("mention", "@shop leaks", "1788")
    assert message.author_name == "ada.lovelace"
    assert peer.asked[0].query["fields"].startswith("mentioned_comment.comment_id(1788){id,text")


def test_what_meta_does_not_tell_holds_up_nothing_and_an_outage_is_tried_again(
    shop_page: Channel, peer: Answers
) -> None:
    connector = FacebookConnector()
    connector.api = peer.url
    refused = {"error": {"message": "no", "type": "OAuthException", "code": 10}}
    peer.on("GET", f"/v25.0/{page.POST}", Reply(status=500, json={}), Reply(status=400, json=refused))
    hooked(shop_page, b"[]", page.call(changes=[page.comment(1)]))
    with pytest.raises(errors.Transient):
        connector.poll(shop_page)
    assert connector.poll(shop_page) == 0
    assert connector.poll(shop_page) == 0
    assert len(peer.asked) == 2
    assert not RawInbound.objects.filter(external_id__startswith="found:").exists()
