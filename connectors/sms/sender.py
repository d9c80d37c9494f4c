"""The number or Messaging Service that a channel speaks with, as Twilio knows it.

source: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource and
https://www.twilio.com/docs/messaging/api/service-resource, read 2026-11-22.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from connectors import views
from connectors.base import Check, HealthReport
from connectors.errors import ConnectorError
from connectors.twilio import rest, subscription
from inbox.models import Channel


@dataclasses.dataclass(frozen=True, slots=True)
class Sender:
    channel: Channel
    api: str
    messaging_api: str

    def report(self) -> HealthReport:
        with rest.client(self.channel, self.api) as http:
            account = rest.account_check(http, self.channel)
        return HealthReport(ok=account.ok, detail=account.detail, subscribed=self._calls() == views.url(self.channel))

    def checks(self) -> list[Check]:
        try:
            with rest.client(self.channel, self.api) as http:
                account = rest.account_check(http, self.channel)
            return [account, self._check()]
        except ConnectorError as error:
            return [Check(name="Account", ok=False, detail=str(error))]

    def point(self, url: str) -> None:
        """Have Twilio call ``url`` for every message to this sender."""
        if self._is_service:
            changes = {"InboundRequestUrl": url, "InboundMethod": "POST", "UseInboundWebhookOnNumber": "false"}
            with rest.client(self.channel, self.messaging_api) as http:
                http.call("POST", self._service_path, form=changes, repeatable=True)
            return
        with rest.client(self.channel, self.api) as http:
            subscription.point(http, self.channel, {"SmsUrl": url, "SmsMethod": "POST"})

    @property
    def _is_service(self) -> bool:
        return self.channel.address.startswith("MG")

    @property
    def _service_path(self) -> str:
        return f"/v1/Services/{self.channel.address}"

    def _row(self) -> dict[str, Any]:
        """What Twilio says of it; empty when the account has no such number."""
        if self._is_service:
            with rest.client(self.channel, self.messaging_api) as http:
                found: dict[str, Any] = http.call("GET", self._service_path).json()
                return found
        with rest.client(self.channel, self.api) as http:
            return rest.number(http, self.channel) or {}

    def _calls(self) -> str:
        """The URL that Twilio calls, without the connection's overrides."""
        said = self._row().get("inbound_request_url" if self._is_service else "sms_url")
        return str(said or "").partition("#")[0]

    def _check(self) -> Check:
        row, name = self._row(), "Sender"
        if self._is_service:
            return Check(name=name, ok=True, detail=f"Messaging Service {row.get('friendly_name', '')}.")
        if not row:
            return Check(name=name, ok=False, detail=f"The account has no number {self.channel.address}.")
        able = bool(row.get("capabilities", {}).get("sms"))
        words = "can" if able else "cannot"
        return Check(name=name, ok=able, detail=f"{self.channel.address} {words} send and receive text messages.")
