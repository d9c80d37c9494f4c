"""Direct messages, with a scripted server that answers to the lexicons: the network's own package has none to offer."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.bluesky.connector import connector
from connectors.bluesky.session import CHAT
from connectors.errors import Ambiguous, RecipientUnavailable
from inbox.envelope import ActionKind, Address, OutboundAction
from inbox.models import Channel, Message
from tests.connectors.bluesky import shapes
from tests.connectors.bluesky.conformance import token
from tests.connectors.bluesky.desk import look, part, unsaved
from tests.office import Office
from tests.servers.answers import Answers, Reply

CONVO = "3lconvoaaaaaa"


@pytest.fixture
def channel(shop: Office, peer: Answers) -> Channel:
    """Signed in, looked at once, with nothing said yet."""
    made = unsaved("shop.example", peer.url, direct_messages=True)
    made.team = shop.support
    made.capabilities = connector.capabilities(made.settings, {})
    made.save()
    given = {"accessJwt": token("a"), "refreshJwt": token("r"), "did": shapes.US}
    peer.on("POST", "/xrpc/com.atproto.server.createSession", Reply(json=given))
    peer.on("GET", "/xrpc/app.bsky.notification.listNotifications", Reply(json={"notifications": []}))
    peer.on("GET", "/xrpc/app.bsky.feed.getAuthorFeed", Reply(json={"feed": []}))
    members = [shapes.profile(shapes.US, "shop.example", "Shop"), shapes.profile()]
    convo = {"id": CONVO, "rev": "2", "members": members, "muted": False, "unreadCount": 0}
    peer.on("GET", "/xrpc/chat.bsky.convo.getConvo", Reply(json={"convo": convo}))
    log(peer, "2220")
    connector.poll(made)
    return made


def log(peer: Answers, cursor: str, *entries: dict[str, Any]) -> None:
    there = Reply(json={"logs": list(entries), "cursor": cursor})
    peer.on("GET", "/xrpc/chat.bsky.convo.getLog", there, Reply(json={"logs": [], "cursor": cursor}))


def test_what_is_said_is_fetched_once_with_who_said_it(channel: Channel, peer: Answers) -> None:
    theirs = shapes.logged("logCreateMessage", shapes.said(1, "It leaks"))
    ours = shapes.logged("logCreateMessage", shapes.said(2, "Send it back", by=shapes.US))
    begun = {"$type": "chat.bsky.convo.defs#logBeginConvo", "rev": "2221", "convoId": CONVO}
    log(peer, "2223", begun, theirs, ours)
    assert look(channel) == 3
    assert look(channel) == 0
    question, answer = Message.objects.filter(channel=channel).order_by("pk")
    assert question.author_identity is not None
    assert (question.author_identity.handle, question.author_name) == (shapes.ADA, "Ada")
    assert (question.direction, question.visibility, question.surface) == ("inbound", "private", "dm")
    assert (answer.direction, answer.ticket_id) == ("outbound", question.ticket_id)
    asked = peer.to("GET", "/xrpc/chat.bsky.convo.getLog")
    assert asked[-1].query["cursor"] == "2223"
    assert all(one.headers["atproto-proxy"] == CHAT["Atproto-Proxy"] for one in asked)


def test_an_answer_goes_to_the_conversation(channel: Channel, peer: Answers) -> None:
    peer.on("POST", "/xrpc/chat.bsky.convo.sendMessage", Reply(json=shapes.said(9, "Hello", by=shapes.US)))
    with connector.sending(channel) as send:
        result = send(part("Hello", surface="dm", conversation=CONVO))
    assert (result.external_id, result.conversation) == (f"{CONVO}/3lm00009", CONVO)
    (asked,) = peer.to("POST", "/xrpc/chat.bsky.convo.sendMessage")
    assert asked.json == {"convoId": CONVO, "message": {"text": "Hello"}}
    assert asked.headers["atproto-proxy"] == CHAT["Atproto-Proxy"]


def test_a_private_answer_to_a_public_question_opens_the_conversation(channel: Channel, peer: Answers) -> None:
    peer.on("POST", "/xrpc/chat.bsky.convo.sendMessage", Reply(json=shapes.said(9, "Hello", by=shapes.US)))
    peer.on("GET", "/xrpc/chat.bsky.convo.getConvoForMembers", Reply(json={"convo": {"id": "3lnewaaaaaaaa"}}))
    to = (Address(network="bluesky", handle=shapes.ADA),)
    with connector.sending(channel) as send:
        result = send(part("Hello", surface="dm", private_reply_to=shapes.uri(1), to=to))
    assert result.conversation == "3lnewaaaaaaaa"
    (asked,) = peer.to("GET", "/xrpc/chat.bsky.convo.getConvoForMembers")
    assert asked.query["members"] == shapes.ADA


def test_somebody_who_takes_no_messages_is_said(channel: Channel, peer: Answers) -> None:
    said = {"error": "MessagesDisabled", "message": "recipient has disabled incoming messages"}
    peer.on("GET", "/xrpc/chat.bsky.convo.getConvoForMembers", Reply(status=400, json=said))
    to = (Address(network="bluesky", handle=shapes.ADA),)
    with connector.sending(channel) as send, pytest.raises(RecipientUnavailable, match="do not take direct messages"):
        send(part("Hello", surface="dm", to=to))


def test_an_answer_that_got_lost_is_for_a_person_to_decide(channel: Channel, peer: Answers) -> None:
    peer.on("POST", "/xrpc/chat.bsky.convo.sendMessage", Reply(hang_up=True))
    what = part("Hello", surface="dm", conversation=CONVO)
    with connector.sending(channel) as send, pytest.raises(Ambiguous):
        send(what)
    with pytest.raises(Ambiguous):
        connector.reconcile(channel, what)
    assert len(peer.to("POST", "/xrpc/chat.bsky.convo.sendMessage")) == 1


def test_a_message_is_read_and_reacted_to(channel: Channel, peer: Answers) -> None:
    for name in ("updateRead", "addReaction"):
        peer.on("POST", f"/xrpc/chat.bsky.convo.{name}", Reply(json={}))
    for kind, emoji in ((ActionKind.MARK_READ, ""), (ActionKind.REACT, "👍")):
        connector.act(
            channel,
            OutboundAction(kind=kind, surface="dm", conversation=CONVO, external_id=f"{CONVO}/3lm00001", emoji=emoji),
        )
    (read,) = peer.to("POST", "/xrpc/chat.bsky.convo.updateRead")
    (reacted,) = peer.to("POST", "/xrpc/chat.bsky.convo.addReaction")
    assert read.json == {"convoId": CONVO, "messageId": "3lm00001"}
    assert reacted.json == {"convoId": CONVO, "messageId": "3lm00001", "value": "👍"}


def test_without_the_right_the_test_of_the_connection_says_which_is_missing(channel: Channel, peer: Answers) -> None:
    peer.on("GET", "/xrpc/com.atproto.server.getSession", Reply(json={"did": shapes.US, "handle": "shop.example"}))
    refused = {"error": "InvalidToken", "message": "Bad token method"}
    peer.on("GET", "/xrpc/chat.bsky.convo.getLog", Reply(status=400, json=refused))
    signing_in, messages = connector.validate(channel)
    assert (signing_in.ok, messages.ok) == (True, False)
    assert "allow access to direct messages" in messages.detail
