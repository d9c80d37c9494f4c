"""Slack in the suite, with a bot token and with token rotation."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from connectors.slack import mrkdwn
from inbox.models import Channel
from tests.connectors.conformance.case import Call, Case
from tests.connectors.slack import workspace
from tests.connectors.slack.workspace import ADA, BOB, SECRET, TOKEN, signed
from tests.servers.answers import Answers, Reply

Json = dict[str, Any]
PEOPLE = (("D0ADA00001", ADA), ("D0BOB00001", BOB))


class SlackCase(Case):
    kind = "slack"
    surface = "dm"
    secret = "signing_secret"
    proofs = ("x-slack-signature",)
    sends = ("POST", "/chat.postMessage")
    old_after = dt.timedelta(minutes=6)
    lacks: ClassVar[Mapping[str, str]] = {
        "batch": "Every call of Slack's is one event.",
        "status": "Slack does not say what became of a message.",
        "poll": "Slack tells us; reading its history is limited to one call a minute.",
        "token": "A bot token without rotation does not run out.",
    }

    def credentials(self) -> Json:
        return {"signing_secret": SECRET, "bot_token": TOKEN}

    def address(self, number: int) -> str:
        return f"T0SHOP{number:04}"

    def ts(self, number: int) -> str:
        return f"{self.at(number).timestamp():.6f}"

    def event(self, channel: Channel, event: Json) -> Json:
        whole = workspace.call(event | {"team": channel.address})
        whole["authorizations"][0]["team_id"] = channel.address
        return whole | {"team_id": channel.address, "context_team_id": channel.address}

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Json:
        place, who = PEOPLE[sender]
        event = workspace.message(mrkdwn.escape(text), ts=self.ts(number), channel=place) | {"user": who}
        return self.event(channel, event)

    def external_id(self, channel: Channel, number: int) -> str:
        return f"{PEOPLE[0][0]}:{self.ts(number)}"

    def poison(self, channel: Channel) -> Json:
        broken = self.message(channel, 90, "Hello.")
        del broken["event"]["ts"]
        return broken

    def unknown(self, channel: Channel) -> Json:
        event = workspace.message("Hello from next year.", ts=self.ts(91)) | {"type": "hologram"}
        return self.event(channel, event)

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> Json:
        now = workspace.message(mrkdwn.escape(text), ts=self.ts(number))
        now["edited"] = {"user": ADA, "ts": f"{self.at(number).timestamp() + 60 * revision:.6f}"}
        before = workspace.message("…", ts=self.ts(number))
        return self.event(channel, self.about("message_changed", revision, message=now, previous_message=before))

    def deletion(self, channel: Channel, number: int) -> Json:
        before = workspace.message("…", ts=self.ts(number))
        return self.event(
            channel, self.about("message_deleted", 9, deleted_ts=self.ts(number), previous_message=before)
        )

    def about(self, subtype: str, minutes: int, **more: Any) -> Json:
        ts = f"{self.at(0).timestamp() + 60 * minutes:.6f}"
        event = {"type": "message", "subtype": subtype, "channel": PEOPLE[0][0], "channel_type": "im", "hidden": True}
        return event | {"ts": ts, "event_ts": ts} | more

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> Json:
        place, _, ts = external_id.partition(":")
        return self.event(channel, workspace.ours(text, ts=ts, channel=place))

    def calls(
        self, channel: Channel, items: Sequence[Json], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        bodies = [json.dumps(item).encode() for item in items]
        stamp = at.timestamp() if at else None
        return [Call(body=body, headers=signed(body, secret=secret or SECRET, at=stamp)) for body in bodies]

    def accepted(self, channel: Channel, number: int) -> Reply:
        place, _, ts = self.sent_id(channel, number).partition(":")
        return Reply(json={"ok": True, "channel": place, "ts": ts, "message": {"type": "message", "text": "…"}})

    def sent_id(self, channel: Channel, number: int) -> str:
        return f"{PEOPLE[0][0]}:{self.at(300 + number).timestamp():.6f}"

    def throttled(self, retry_after: float | None) -> Reply:
        headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
        return Reply(status=429, json={"ok": False, "error": "ratelimited"}, headers=headers)

    def refused(self) -> Reply:
        return Reply(json={"ok": False, "error": "invalid_auth"})


class RotatingCase(SlackCase):
    name = "rotating"
    lacks: ClassVar[Mapping[str, str]] = {name: why for name, why in SlackCase.lacks.items() if name != "token"}

    def settings(self) -> Json:
        return {"client_id": "12345.67890"}

    def credentials(self) -> Json:
        secrets = {"client_secret": "slack-client-canary-77aa", "refresh_token": "xoxe-1-canary-refresh-0001"}
        return {"signing_secret": SECRET} | secrets

    def renews(self, channel: Channel, peer: Answers, token: str) -> None:
        said = {"ok": True, "access_token": token, "refresh_token": f"xoxe-1-{token}", "expires_in": 43200}
        peer.on("POST", "/oauth.v2.access", Reply(json=said))

    def revoked(self, channel: Channel, peer: Answers) -> None:
        peer.on("POST", "/oauth.v2.access", Reply(json={"ok": False, "error": "invalid_refresh_token"}))

    def refused(self) -> Reply:
        return Reply(json={"ok": False, "error": "token_expired"})


cases = (SlackCase(), RotatingCase())
