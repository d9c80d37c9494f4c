"""A connector for a network of our own making, to test what drives connectors: it has every ability.

Its messages have at most ten characters each, its "network" is a scripted HTTP server. It says nothing of how true the
real connectors are.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from connectors import planning, registry
from connectors.base import Check, HealthReport, Send
from connectors.errors import ConnectorError, WindowClosed
from connectors.fields import Field
from connectors.http import Answer, Client
from connectors.stop import Stop
from inbox import limits
from inbox.envelope import (
    Address,
    Conversation,
    InboundEvent,
    InboundMessage,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    PostSnapshot,
    ReplyOption,
    SendResult,
    Template,
    Visibility,
)
from inbox.models import Channel, Message, RawInbound, Team, Thread
from tests import office
from tests.servers.answers import Answers

TEMPLATES: list[dict[str, Any]] = [{"name": "hello", "language": "en", "body": "Hello {{1}}", "places": ["1"]}]
ACTIONS = {"own": ["edit", "delete", "react"], "theirs": ["hide", "unhide", "delete", "like", "react", "mark_read"]}
LIMITS: dict[str, Any] = {
    "network": "pigeon",
    "delivery_class": "unsafe",
    "visibilities": ["public", "private"],
    "recipients": {"editable": False},
    "surfaces": {
        "comment": {
            "label": "Comment",
            "visibility": "public",
            "text": {"max": 10, "unit": "codepoints", "format": "plain", "split": False},
            "attachments": {"max_count": 0},
            "actions": ACTIONS,
            "private_reply": {"surface": "dm", "days": 7, "once": True},
        },
        "dm": {
            "label": "Direct message",
            "visibility": "private",
            "text": {"max": 10, "unit": "codepoints", "format": "plain", "split": True},
            "attachments": {"max_count": 1, "with_text": False},
            "window": {"hours": 24, "escapes": ["template"]},
            "actions": {**ACTIONS, "theirs": ["react", "mark_read", "typing"]},
            "quoted_reply": True,
        },
    },
}


class Forgetful:
    """All but looking up what became of a letter."""

    key = "pigeon"
    name = "Pigeon post"
    fields: tuple[Field, ...] = (Field(name="token", title="Token", secret=True),)
    api = ""

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return {**LIMITS, "told": facts.get("told", "")}

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        return address

    def validate(self, channel: Channel) -> list[Check]:
        return [Check(name="Loft", ok=True, detail="The pigeons are at home.")]

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return []

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        return planning.parts(message, limits.of(channel, message.surface))

    def _client(self, channel: Channel, stop: Stop | None = None) -> Client:
        return Client(self.api, headers={"Authorization": "Bearer canary"}, timeout=5, understand=_own_words, stop=stop)

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with self._client(channel) as client:

            def send(part: OutboundPart) -> SendResult:
                message = part.message
                said = {
                    "text": part.text,
                    "key": part.idempotency_key,
                    "after": part.reply_to,
                    "surface": message.surface,
                    "to": [address.handle for address in message.to],
                    "conversation": message.conversation,
                    "answers": message.parent_id,
                    "privately": message.private_reply_to,
                    "template": message.template.name if message.template else "",
                }
                answer = client.call("POST", "/letters", json=said).json()
                return SendResult(external_id=answer["id"], conversation=answer.get("conversation", ""))

            yield send

    def act(self, channel: Channel, action: OutboundAction) -> None:
        said = {"kind": action.kind, "id": action.external_id, "text": action.text, "emoji": action.emoji}
        with self._client(channel) as client:
            client.call("POST", "/acts", json={**said, "conversation": action.conversation})

    def narrow(self, channel: Channel, conversation: Conversation, option: ReplyOption) -> ReplyOption:
        if option.surface != "dm":
            return option
        offered = tuple(
            Template(name=row["name"], language=row["language"], parameters=tuple(row["places"]), body=row["body"])
            for row in TEMPLATES
        )
        return ReplyOption(
            surface=option.surface,
            allowed=option.allowed,
            until=option.until,
            code=option.code,
            detail=option.detail,
            escapes=option.escapes,
            templates=offered,
        )

    def health(self, channel: Channel) -> HealthReport:
        with self._client(channel) as client:
            said = client.call("GET", "/me").json()
        ends = dt.datetime.fromisoformat(said["ends"]) if said.get("ends") else None
        return HealthReport(
            ok=said.get("ok", True),
            detail=said.get("detail", ""),
            token_expires_at=ends,
            subscribed=said.get("subscribed"),
            facts=said.get("facts", {}),
        )

    def subscribe(self, channel: Channel, url: str) -> None:
        with self._client(channel) as client:
            client.call("PUT", "/hook", json={"url": url})

    def unsubscribe(self, channel: Channel) -> None:
        with self._client(channel) as client:
            client.call("DELETE", "/hook")


class PigeonConnector(Forgetful):
    def reconcile(self, channel: Channel, part: OutboundPart) -> SendResult | None:
        with self._client(channel) as client:
            found = client.call("GET", f"/letters/{part.idempotency_key}").json()
        return SendResult(external_id=found["id"]) if found else None


class Waiting(PigeonConnector):
    """Is told of letters over a call that does not end."""

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        return 0

    def listen(self, channel: Channel, *, stop: Stop) -> None:
        with self._client(channel, stop) as client:
            client.call("GET", f"/wait/{channel.pk}", timeout=120)


connector: Forgetful = PigeonConnector()


def _own_words(answer: Answer) -> ConnectorError | None:
    return WindowClosed("Too late.", escapes=("template",)) if answer.status == 409 else None


@contextlib.contextmanager
def known(peer: Answers, made: Forgetful | None = None) -> Iterator[None]:
    """The kind ``pigeon`` exists, and flies to ``peer``."""
    global connector
    connector = made or PigeonConnector()
    connector.api = peer.url
    registry.MODULES["pigeon"] = __name__
    registry.modules.cache_clear()
    registry.get.cache_clear()
    try:
        yield
    finally:
        del registry.MODULES["pigeon"]
        registry.modules.cache_clear()
        registry.get.cache_clear()


def channel(team: Team, **more: Any) -> Channel:
    made = office.channel(f"loft-{Channel.objects.count()}", team, kind="pigeon", **more)
    made.capabilities = connector.capabilities({}, {})
    made.save()
    return made


def said(channel: Channel, text: str = "Coo?", *, surface: str = "dm", key: str = "chat-1", **more: Any) -> Message:
    """A customer wrote: in private, or as a comment under a post."""
    public = surface == "comment"
    values: dict[str, Any] = {
        "sender": Address(network="pigeon", handle="Ada-7", name="Ada"),
        "surface": surface,
        "conversation": key,
        "visibility": Visibility.PUBLIC if public else Visibility.PRIVATE,
        "subject": "",
        "post": PostSnapshot(external_id="post-1", text="New kettles") if public else None,
    }
    return office.receive(channel, dataclasses.replace(office.mail(text), **(values | more)))


def thread(message: Message) -> Thread:
    assert message.thread is not None
    return message.thread


__all__ = ["InboundMessage", "channel", "connector", "known", "said", "thread"]
