"""Text messages in the suite. source: https://www.twilio.com/docs/messaging/guides/webhook-request, read 2026-11-22."""

from __future__ import annotations

import datetime as dt
import email.utils
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pytest

from inbox.envelope import ReceiptState
from inbox.models import Channel
from tests.connectors.conformance.case import Call, Case
from tests.connectors.twilio.accounts import ACCOUNT, TOKEN, signed
from tests.servers.answers import Answers, Reply

Form = dict[str, str]
GONE_IS_GONE = "A text message cannot be changed or taken back."


class SmsCase(Case):
    kind = "sms"
    surface = "dm"
    secret = "auth_token"
    proofs = ("x-twilio-signature",)
    sends = ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    lacks: ClassVar[Mapping[str, str]] = {
        "stale": "Twilio signs no time.",
        "batch": "Every call of Twilio's is one message or one status.",
        "edit": GONE_IS_GONE,
        "deletion": GONE_IS_GONE,
        "time": "Twilio's call does not say when the message was sent.",
        "echo": "Twilio does not tell us of our own messages, only of what became of them.",
        "encoding": "Twilio takes forms, in which a space is a plus.",
        "token": "The Auth Token does not run out.",
    }

    def settings(self) -> dict[str, Any]:
        return {"account_sid": ACCOUNT}

    def credentials(self) -> dict[str, Any]:
        return {"auth_token": TOKEN}

    def address(self, number: int) -> str:
        return f"+1555123{number:04}"

    def customer(self, sender: int) -> str:
        return f"+1555765{sender:04}"

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Form:
        sid = self.external_id(channel, number)
        form = {"MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "SmsStatus": "received", "Body": text}
        return form | {"From": self.customer(sender), "To": channel.address, "NumMedia": "0", "NumSegments": "1"}

    def external_id(self, channel: Channel, number: int) -> str:
        return f"SM{channel.pk or 0:016x}{number:016x}"

    def poison(self, channel: Channel) -> Form:
        return self.message(channel, 0, "Hello.") | {"From": ""}

    def unknown(self, channel: Channel) -> Form:
        return {"AccountSid": ACCOUNT, "HologramSid": "HO1", "Body": "Hello from next year."}

    def status(self, channel: Channel, external_id: str, state: ReceiptState) -> Form:
        said = {ReceiptState.FAILED: "undelivered"}.get(state, state.value)
        form = {"MessageSid": external_id, "SmsSid": external_id, "MessageStatus": said, "SmsStatus": said}
        failed = {"ErrorCode": "30003"} if state is ReceiptState.FAILED else {}
        return form | failed | {"From": channel.address, "To": self.customer(0), "AccountSid": ACCOUNT}

    def calls(
        self, channel: Channel, items: Sequence[Form], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        return [Call(**signed(channel, form, token=secret or TOKEN)) for form in items]

    def aim(self, channel: Channel, peer: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where a lost answer is looked up, Twilio lists nothing."""
        super().aim(channel, peer, monkeypatch)
        peer.on("GET", self.sends[1], Reply(json={"messages": [], "next_page_uri": None}))

    def feed(self, channel: Channel, items: Sequence[Form], peer: Answers) -> None:
        rows = [self.listed(channel, number, item) for number, item in enumerate(items)]
        page = {"messages": list(reversed(rows)), "next_page_uri": None}
        peer.on("GET", self.sends[1], Reply(json=page))

    def listed(self, channel: Channel, number: int, item: Form) -> dict[str, Any]:
        """The message as Twilio's list has it."""
        row = {"sid": item["MessageSid"], "from": item["From"], "to": item["To"], "body": item["Body"]}
        row |= {"direction": "inbound", "status": "received", "num_media": "0"}
        return row | {"date_created": email.utils.format_datetime(self.at(number))}

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(status=201, json={"sid": self.sent_id(channel, number), "status": "queued", "num_segments": "1"})

    def sent_id(self, channel: Channel, number: int) -> str:
        return f"SM{channel.pk or 0:016x}{number + 2**32:016x}"

    def throttled(self, retry_after: float | None) -> Reply:
        said = {"code": 20429, "message": "Too Many Requests", "status": 429}
        return Reply(status=429, json=said, headers={} if retry_after is None else {"Retry-After": f"{retry_after:g}"})

    def refused(self) -> Reply:
        return Reply(status=401, json={"code": 20003, "message": "Authenticate", "status": 401})


case = SmsCase()
