"""What we ask of Slack, asked of a Slack that somebody else built (the npm package ``emulate``), over a real socket.

It cannot be told to call us, and knows neither token rotation nor rate limits: those are in the conformance suite.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings
from slack_sdk import WebClient

from connectors import registry
from connectors.errors import NotFound, RecipientUnavailable
from connectors.slack.connector import SlackConnector
from connectors.slack.settings import SCOPES
from inbox.envelope import (
    ActionKind,
    Address,
    MediaRef,
    OutboundAction,
    OutboundAttachment,
    OutboundMessage,
    OutboundPart,
    SendResult,
)
from inbox.models import Channel
from tests.connectors.slack import workspace
from tests.connectors.slack.workspace import TOKEN
from tests.office import Office
from tests.servers import emulate

SEED = f"""
slack:
  team:
    name: Shop
    domain: shop
  users:
    - name: ada
      real_name: Ada Lovelace
      email: ada@customer.example
    - name: desk
      real_name: Desk
      email: desk@shop.example
  channels:
    - name: general
      topic: General
  tokens:
    - token: {TOKEN}
      user: desk
      scopes: [{", ".join(f'"{scope}"' for scope in (*SCOPES, "channels:read", "channels:join", "users:read.email"))}]
"""


@pytest.fixture(scope="module")
def slack() -> Iterator[str]:
    with emulate.running("slack", SEED) as url:
        yield url


@pytest.fixture
def theirs(slack: str) -> WebClient:
    """Slack's own client, to look at what we did."""
    return WebClient(token=TOKEN, base_url=f"{slack}/api/")


@pytest.fixture
def connector(slack: str, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> SlackConnector:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    made = registry.get("slack")
    assert isinstance(made, SlackConnector)
    monkeypatch.setattr(made, "api", f"{slack}/api".replace("127.0.0.1", "localhost"))  # as its files are addressed
    return made


@pytest.fixture
def channel(shop: Office, theirs: WebClient) -> Channel:
    made = workspace.channel(shop.support)
    made.address = str(theirs.auth_test()["team_id"])
    return made


@pytest.fixture
def room(theirs: WebClient) -> str:
    (found,) = [one for one in theirs.conversations_list()["channels"] if one["name"] == "general"]
    theirs.conversations_join(channel=found["id"])
    return str(found["id"])


def part(conversation: str, text: str = "", html: str = "", files: tuple[OutboundAttachment, ...] = ()) -> OutboundPart:
    message = OutboundMessage(
        message_id=1, ticket_id=1, ticket_ref="1", reply_token="", subject="", body_text=text, body_html=html,
        idempotency_key="7d8e1c90-5f0a-4f7b-9d11-0c4a3f6f2b1e", sender_name="Owner", surface="room",
        conversation=conversation, to=(Address(network="slack:T1", handle="U1"),), attachments=files,
    )  # fmt: skip
    return OutboundPart(number=0, message=message, idempotency_key="k", text=text, attachments=files)


def send(connector: SlackConnector, channel: Channel, wanted: OutboundPart) -> SendResult:
    with connector.sending(channel) as sending:
        return sending(wanted)


def act(connector: SlackConnector, channel: Channel, kind: ActionKind, external_id: str, **more: Any) -> None:
    conversation = external_id.partition(":")[0]
    action = OutboundAction(kind=kind, surface="room", conversation=conversation, external_id=external_id, **more)
    connector.act(channel, action)


def test_an_answer_stands_in_its_thread(
    connector: SlackConnector, channel: Channel, theirs: WebClient, room: str
) -> None:
    root = str(theirs.chat_postMessage(channel=room, text="My kettle leaks.")["ts"])
    (planned,) = connector.plan(channel, part(f"{room}:{root}", "Hi & bye", "<p>Hi &amp; <b>bye</b></p>").message)
    sent = send(connector, channel, planned)
    replies = theirs.conversations_replies(channel=room, ts=root)["messages"]
    assert [(one["text"], f"{room}:{one['ts']}") for one in replies[1:]] == [("Hi &amp; *bye*", sent.external_id)]


def test_our_message_is_edited_and_deleted_and_that_twice_is_harmless(
    connector: SlackConnector, channel: Channel, theirs: WebClient, room: str
) -> None:
    sent = send(connector, channel, part(room, "Helo")).external_id
    act(connector, channel, ActionKind.EDIT, sent, text="Hello <all>", own=True)
    texts = [one["text"] for one in theirs.conversations_history(channel=room)["messages"]]
    assert "Hello &lt;all&gt;" in texts
    for _ in range(2):
        act(connector, channel, ActionKind.DELETE, sent, own=True)
    texts = [one["text"] for one in theirs.conversations_history(channel=room)["messages"]]
    assert "Hello &lt;all&gt;" not in texts
    with pytest.raises(NotFound):
        act(connector, channel, ActionKind.EDIT, sent, text="Hello?", own=True)


def test_a_reaction_is_added_and_taken_back(
    connector: SlackConnector, channel: Channel, theirs: WebClient, room: str
) -> None:
    ts = str(theirs.chat_postMessage(channel=room, text="Thanks!")["ts"])

    def names() -> list[str]:
        found = theirs.reactions_get(channel=room, timestamp=ts)["message"]
        return [one["name"] for one in found.get("reactions", [])]

    for _ in range(2):
        act(connector, channel, ActionKind.REACT, f"{room}:{ts}", emoji="👍")
    assert names() == ["+1"]
    act(connector, channel, ActionKind.REACT, f"{room}:{ts}")
    assert names() == []


def test_a_file_is_shared_and_can_be_fetched_again(
    connector: SlackConnector, channel: Channel, theirs: WebClient, room: str
) -> None:
    file = OutboundAttachment(filename="bill.pdf", content_type="application/pdf", content=b"%PDF-1.7 kettle")
    sent = send(connector, channel, part(room, files=(file,)))
    assert sent.external_id.startswith(f"{room}:file:F")
    info = theirs.files_info(file=sent.external_id.rpartition(":")[2])["file"]
    assert (info["name"], info["size"]) == ("bill.pdf", len(file.content))
    got = connector.download(channel, MediaRef(ref=f"file:{info['id']}"))
    assert got.content == file.content


def test_people_have_names(connector: SlackConnector, channel: Channel, theirs: WebClient) -> None:
    ada = next(one["id"] for one in theirs.users_list()["members"] if one["name"] == "ada")
    assert connector.profile(channel, Address(network="slack:T1", handle=ada)).name in ("Ada Lovelace", "ada")


def test_the_app_is_healthy_and_a_token_of_another_workspace_is_named(
    connector: SlackConnector, channel: Channel
) -> None:
    assert connector.health(channel).ok
    assert all(check.ok for check in connector.validate(channel))
    channel.address = "T0OTHER001"
    assert not connector.health(channel).ok
    assert not connector.validate(channel)[0].ok


def test_a_conversation_that_is_not_there_is_said_to_be_gone(connector: SlackConnector, channel: Channel) -> None:
    with pytest.raises(RecipientUnavailable):
        send(connector, channel, part("C0NOWHERE1", "Hello?"))
