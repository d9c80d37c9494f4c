"""Discourse as a connector: told by webhook, looked after once a minute, answered as a user of the forum."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as site

from connectors import http, signatures
from connectors.base import Accept, Check, Download, HealthReport, HookRequest, Reject, Send, Verdict
from connectors.discourse import parse, poll, solved
from connectors.discourse.forum import Forum
from connectors.discourse.settings import FIELDS
from connectors.errors import ConnectorError, Rejected, Unsupported
from connectors.networks import scoped
from inbox.envelope import (
    ActionKind,
    DeliveryClass,
    InboundEvent,
    MediaRef,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    SendResult,
)
from inbox.errors import InboxError
from inbox.models import Channel, Message, RawInbound

LONGEST = 32_000  # characters; max_post_length as a forum comes
LARGEST = 4096 * 1024  # bytes; max_image_size_kb and max_attachment_size_kb as a forum comes
ACTIONS = {"own": ["edit", "delete"], "theirs": ["like", "unlike", "delete"]}


class DiscourseConnector:
    key = "discourse"
    name = "Discourse community"
    fields = FIELDS
    retry_status = 503  # tried again where the forum's setting retry_web_hook_events is on; our looking finds the rest

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        said = {
            "text": {"max": LONGEST, "unit": "codepoints", "format": "markdown", "split": False},
            "attachments": {"max_count": 10, "max_size": LARGEST},
            "actions": ACTIONS,
        }
        return {
            "network": _network(str(settings.get("server_url", ""))),
            "delivery_class": DeliveryClass.LOOKUP.value,
            "visibilities": ["public", "private"],
            "recipients": {"editable": False},
            "surfaces": {
                parse.TOPIC: {"label": "Topic", "visibility": "public", **said},
                parse.PERSONAL: {"label": "Personal message", "visibility": "private", **said},
            },
        }

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        url = str(settings["server_url"])
        if not re.match(r"https?://[^/?#@\s]+(/[^?#\s]*)?$", url):
            words = "The address of the forum, as in https://community.example."
            raise InboxError("invalid_settings", "That is no forum.", fields={"settings.server_url": words})
        return _host(url)

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        """``X-Discourse-Event-Signature``: ``sha256=`` and the hex HMAC of the raw body. It carries no time."""
        given = request.headers.get("x-discourse-event-signature", "")
        secrets = [channel.credentials.get(name, "") for name in ("webhook_secret", "webhook_secret_before")]
        if request.method != "POST" or not any(
            secret and signatures.same(f"sha256={signatures.hmac_hex(secret, request.body)}", given)
            for secret in secrets
        ):
            return Reject(reason="The X-Discourse-Event-Signature does not match the secret.")
        return Accept(keep=request.headers.get("x-discourse-event-type") != "ping")

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        own = raw.channel.settings
        url = str(own.get("server_url", ""))
        return parse.to_events(
            bytes(raw.body),
            url=url,
            network=_network(url),
            username=str(own.get("username", "")),
            categories=own.get("categories", []),
        )

    def settled(self, raw: RawInbound, messages: Sequence[Message]) -> None:
        solved.follow(raw)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        with Forum(channel) as forum:
            return poll.look(forum, channel)

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with Forum(channel, priority=True) as forum:

            def send(part: OutboundPart) -> SendResult:
                topic, under = _place(part)
                shown = [forum.upload(file) for file in part.attachments]
                post = forum.say(topic, "\n\n".join(filter(None, [part.text, *shown])), under=under)
                if "post_number" not in post:
                    raise Rejected("The forum holds it for review; its moderators decide.", code="enqueued")
                return SendResult(external_id=f"{post['topic_id']}/{post['post_number']}")

            yield send

    def reconcile(self, channel: Channel, part: OutboundPart) -> SendResult | None:
        """Among the newest posts of the topic: ours, that says this."""
        topic, _ = _place(part)
        with Forum(channel, priority=True) as forum:
            for post in reversed(forum.newest_of(topic)):
                ours = str(post.get("username", "")).lower() == forum.username.lower()
                said = str(post.get("raw", "")).strip()
                same = said.startswith(part.text.strip()) if part.attachments else said == part.text.strip()
                if ours and same:
                    return SendResult(external_id=f"{topic}/{post['post_number']}")
        return None

    def act(self, channel: Channel, action: OutboundAction) -> None:
        """Each of them sets a state, so doing one twice is harmless."""
        with Forum(channel, priority=True) as forum:
            match action.kind:
                case ActionKind.EDIT if action.own:
                    forum.edit(forum.post_id(action.external_id), action.text)
                case ActionKind.DELETE:
                    forum.delete(forum.post_id(action.external_id))
                case ActionKind.LIKE:
                    forum.like(forum.post_id(action.external_id))
                case ActionKind.UNLIKE:
                    forum.unlike(forum.post_id(action.external_id))
                case _:
                    raise Unsupported(f"Discourse cannot {action.kind} a post.")

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        """Uploads of a forum that one must sign in to need the key; it goes to the forum's own host only."""
        same = urlsplit(ref.ref).netloc == urlsplit(channel.settings["server_url"]).netloc
        headers = {"Api-Key": channel.credentials.get("api_key", ""), "Api-Username": channel.settings["username"]}
        return http.fetch(ref.ref, max_bytes=site.MAX_UPLOAD_BYTES, headers=headers if same else {})

    def validate(self, channel: Channel) -> list[Check]:
        try:
            with Forum(channel) as forum:
                me = forum.me()
                forum.latest("private-posts")
        except ConnectorError as error:
            return [Check(name="Sign in", ok=False, detail=str(error))]
        staff = bool(me.get("moderator") or me.get("admin"))
        return [
            Check(name="Sign in", ok=True, detail=f"As {me.get('username')}."),
            Check(name="Webhook secret", ok=bool(channel.credentials.get("webhook_secret")), detail=_hint(channel)),
            Check(
                name="Moderate",
                ok=staff,
                detail="May delete posts of others." if staff else "May answer, but not delete posts: no moderator.",
            ),
        ]

    def health(self, channel: Channel) -> HealthReport:
        with Forum(channel) as forum:
            return HealthReport(ok=True, detail=f"Signed in as {forum.me().get('username')}.")


def _hint(channel: Channel) -> str:
    return "Set." if channel.credentials.get("webhook_secret") else "Without it Janice only looks once a minute."


def _place(part: OutboundPart) -> tuple[int, int | None]:
    """(topic, number of the post that is answered; none for the first, which is the topic itself)"""
    topic = int(part.message.conversation)
    number = part.message.parent_id.rpartition("/")[2]
    return topic, int(number) if number.isdigit() and int(number) > 1 else None


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}".rstrip("/").lower()


def _network(url: str) -> str:
    """Ids of users are the forum's own."""
    return scoped("discourse", _host(url))


connector = DiscourseConnector()
