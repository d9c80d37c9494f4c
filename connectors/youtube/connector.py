"""The YouTube connector: what the rest of the product calls."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings as site

from connectors import health, http
from connectors.base import Check, Download, HealthReport, Send
from connectors.errors import ConnectorError, ContractChanged, Refused, Unsupported
from connectors.youtube import account, poll, replies
from connectors.youtube.calls import Api, signed_in
from connectors.youtube.read import read
from inbox.envelope import (
    ActionKind,
    InboundEvent,
    MediaRef,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    SendResult,
)
from inbox.models import Channel, RawInbound

STATUS = {ActionKind.HIDE: "heldForReview", ActionKind.UNHIDE: "published", ActionKind.DELETE: "rejected"}


class YoutubeConnector:
    key = "youtube"
    name = "YouTube"
    fields = account.FIELDS
    api = "https://youtube.googleapis.com"
    token_url = "https://oauth2.googleapis.com/token"  # noqa: S105 (an address)

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return account.capabilities()

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        return account.canonical(address)

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return read(bytes(raw.body), own=raw.channel.address, received_at=raw.received_at)

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        try:
            with self._api(channel) as api:
                kept = poll.look(api, channel)
        except (KeyError, TypeError, ValueError) as error:
            raise ContractChanged(f"YouTube answers in another shape than documented ({error}).") from None
        return kept

    def pace(self, channel: Channel) -> dt.timedelta:
        return dt.timedelta(minutes=channel.settings.get("poll_minutes", 5))

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with self._api(channel, priority=True) as api:
            yield functools.partial(replies.send, api)

    def reconcile(self, channel: Channel, part: OutboundPart) -> SendResult | None:
        with self._api(channel, priority=True) as api:
            return replies.find(api, channel, part)

    def act(self, channel: Channel, action: OutboundAction) -> None:
        comment = action.external_id
        with self._api(channel, priority=True) as api:
            match action.kind:
                case ActionKind.EDIT if action.own:
                    body = {"id": comment, "snippet": {"textOriginal": action.text}}
                    api.write("PUT", "comments", {"part": "snippet"}, body, repeatable=True)
                case ActionKind.DELETE if action.own:
                    api.write("DELETE", "comments", {"id": comment}, repeatable=True)
                case ActionKind.HIDE | ActionKind.UNHIDE | ActionKind.DELETE:
                    params = {"id": comment, "moderationStatus": STATUS[action.kind]}
                    api.write("POST", "comments/setModerationStatus", params, repeatable=True)
                case _:
                    raise Unsupported("YouTube does not offer this.")

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        return http.fetch(ref.ref, max_bytes=site.MAX_UPLOAD_BYTES)

    def health(self, channel: Channel) -> HealthReport:
        with self._api(channel) as api:
            rows = api.read("channels", part="id,snippet", mine="true").get("items") or []
        names = {str(row["id"]): str(row["snippet"]["title"]) for row in rows}
        if not names:
            raise Refused("The permission is of a Google account without a YouTube channel.")
        same = channel.address in names
        other = next(iter(names.values()))
        return HealthReport(
            ok=same,
            detail="" if same else f"The permission is of the channel {other}, not of {channel.address}.",
            facts={"title": names.get(channel.address, other)},
        )

    def validate(self, channel: Channel) -> list[Check]:
        try:
            report = self.health(channel)
        except ConnectorError as error:
            return [Check(name="Channel", ok=False, detail=health.redacted(str(error), channel.credentials))]
        return [Check(name="Channel", ok=report.ok, detail=report.detail or f"Signed in as {report.facts['title']}.")]

    def _api(self, channel: Channel, *, priority: bool = False) -> contextlib.AbstractContextManager[Api]:
        return signed_in(channel, self.api, self.token_url, priority=priority)


connector = YoutubeConnector()
