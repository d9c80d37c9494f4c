"""Mail in the suite, as a mailbox or a pipe brings it. Fetching it from real servers has tests of its own."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping, Sequence
from typing import ClassVar

from inbox.models import Channel
from tests.connectors.conformance.case import Case
from tests.servers.letters import letter

FINAL = "A mail that was sent stays as it is."


class MailCase(Case):
    kind = "email"
    lacks: ClassVar[Mapping[str, str]] = {
        "hook": "This channel fetches from a mailbox.",
        "batch": "Each mail is kept on its own.",
        "poison": "Whatever bytes arrive are a mail: what cannot be read is shown as it is.",
        "rubbish": "Whatever bytes arrive are a mail: what cannot be read is shown as it is.",
        "edit": FINAL,
        "deletion": FINAL,
        "unknown": "There is one type of mail.",
        "thread": "Anybody can claim to answer a mail: it joins a ticket by proof only.",
        "status": "Bounces are mails, tested with the letters of real servers.",
        "echo": "Nobody tells us what we sent.",
        "media": "Files come in the mail itself.",
        "poll": "Fetched by IMAP, tested against Dovecot.",
        "http": "Sent by SMTP, tested against Exim.",
        "token": "OAuth of mailboxes is tested against Dovecot.",
    }

    def settings(self) -> dict[str, object]:
        return {"receive": "pipe", "send": "default"}

    def address(self, number: int) -> str:
        return f"support{number}@help.example"

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> bytes:
        return letter(
            "A kettle",
            text,
            sender=f"Ada <customer{sender}@customer.example>",
            to=channel.address,
            message_id=f"<{number}@customer.example>",
            Date=email.utils.format_datetime(self.at(number)),
        )

    def external_id(self, channel: Channel, number: int) -> str:
        return f"{number}@customer.example"

    def raws(self, channel: Channel, items: Sequence[bytes]) -> list[bytes]:
        return list(items)


case = MailCase()
