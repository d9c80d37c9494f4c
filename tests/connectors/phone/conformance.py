"""Phone calls in the suite, by what callers say: voicemails that Twilio has written down, in which words can be told.

source: https://www.twilio.com/docs/voice/twiml/record#transcribecallback, read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from inbox.envelope import ReceiptState
from inbox.models import Channel, Team
from tests.connectors.conformance.case import Call, Case
from tests.connectors.sms.conformance import Form, SmsCase
from tests.connectors.sms.conformance import case as texting
from tests.connectors.twilio.accounts import ACCOUNT, TOKEN, signed

SPOKEN = "What was said on the phone cannot be changed or taken back."


class PhoneCase(SmsCase):
    kind = "phone"
    surface = "call"
    lacks: ClassVar[Mapping[str, str]] = {
        **SmsCase.lacks,
        "poll": "A call cannot be taken up afterwards.",
        "edit": SPOKEN,
        "deletion": SPOKEN,
        "echo": "Twilio does not tell us of the text messages that answer a call.",
    }

    def channel(self, team: Team, **more: Any) -> Channel:
        """Answered by a text message channel of the same account."""
        texts = texting.channel(team)
        made = Case.channel(self, team, **more)
        made.settings["text_channel_id"] = texts.pk
        made.save(update_fields=("settings",))
        return made

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Form:
        recording = self.external_id(channel, number)
        form = {"TranscriptionSid": f"TR{number:032x}", "TranscriptionStatus": "completed", "TranscriptionText": text}
        form |= {"RecordingSid": recording, "RecordingUrl": self.recording(recording)}
        form |= {"CallSid": f"CA{channel.pk or 0:016x}{number:016x}", "CallStatus": "completed", "AccountSid": ACCOUNT}
        return form | {"From": self.customer(sender), "To": channel.address, "Direction": "inbound"}

    def recording(self, sid: str) -> str:
        return f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/{sid}"

    def external_id(self, channel: Channel, number: int) -> str:
        return f"RE{channel.pk or 0:016x}{number:016x}"

    def poison(self, channel: Channel) -> Form:
        form = self.message(channel, 0, "Hello.")
        del form["RecordingSid"]
        return form

    def status(self, channel: Channel, external_id: str, state: ReceiptState) -> Form:
        return texting.status(channel, external_id, state)

    def calls(
        self, channel: Channel, items: Sequence[Form], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        return [Call(**signed(channel, form, token=secret or TOKEN)) for form in items]


case = PhoneCase()
