"""Mail in the suite: as a mailbox or a pipe brings it, and as four providers do.

Fetching from real servers, and sending through them, has tests of its own.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import email.utils
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from inbox.models import Channel
from tests.connectors.conformance.case import Call, Case
from tests.connectors.email.providers import calls
from tests.servers.letters import letter

FINAL = "A mail that was sent stays as it is."
ANY_BYTES = "Whatever bytes arrive are a mail: what cannot be read is shown as it is."
LACKS = {
    "batch": "Each mail is kept on its own.",
    "pure": "Mail from one address of ours to another is told apart by the list of our addresses, read every 15 s.",
    "edit": FINAL,
    "deletion": FINAL,
    "thread": "Anybody can claim to answer a mail: it joins a ticket by proof only.",
    "status": "Bounces and providers' news are tested with real letters and documented payloads.",
    "echo": "Nobody tells us what we sent.",
    "media": "Files come in the mail itself.",
    "poll": "Fetched by IMAP, tested against Dovecot.",
    "http": "Sent by SMTP, tested against Exim.",
    "token": "OAuth of mailboxes is tested against Dovecot.",
}
PASSWORD = "It proves itself by a password, which says nothing of time or content."


class MailCase(Case):
    kind = "email"
    lacks: ClassVar[Mapping[str, str]] = LACKS | {
        "hook": "This channel is handed its mail by a mail server.",
        "poison": ANY_BYTES,
        "rubbish": ANY_BYTES,
        "unknown": "There is one type of mail.",
    }
    receive = "pipe"

    def settings(self) -> dict[str, Any]:
        return {"receive": self.receive, "send": "default"}

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


class ProviderCase(MailCase):
    """``poison`` and ``unknown`` are bytes that the provider's call wraps as if they were a mail."""

    def __init__(self) -> None:
        self.name = self.receive
        self.secret = f"{self.receive}_secret"

    def credentials(self) -> dict[str, Any]:
        return {self.secret: "signing-key-91c2f07be4d65a38"}

    def calls(
        self, channel: Channel, items: Sequence[bytes], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        key = secret or channel.credentials.get(self.secret, "")
        return [self.call(item, key, at) for item in items]

    def raws(self, channel: Channel, items: Sequence[bytes]) -> list[bytes]:
        return [made.body for made in self.calls(channel, items)]

    def call(self, item: bytes, secret: str, at: dt.datetime | None) -> Call:
        raise NotImplementedError


ONE = {"poison": "A call brings one mail, and any bytes are one.", "unknown": "News of other types concern nobody."}
BYTES = {"rubbish": "Bytes without the type of a call are read as a mail."}


class MailgunCase(ProviderCase):
    receive = "mailgun"
    lacks: ClassVar[Mapping[str, str]] = (
        LACKS | ONE | BYTES | {"raw_body": "Mailgun signs a time and a token, not the body."}
    )
    old_after = dt.timedelta(hours=10)  # it tries again for eight

    def call(self, item: bytes, secret: str, at: dt.datetime | None) -> Call:
        return calls.mailgun_mail(item, secret=secret, at=at)

    def unsigned(self, made: Call) -> Call:
        return dataclasses.replace(made, body=made.body.partition(b"&timestamp=")[0])


class PostmarkCase(ProviderCase):
    receive = "postmark"
    proofs = ("authorization",)
    lacks: ClassVar[Mapping[str, str]] = LACKS | ONE | BYTES | {"raw_body": PASSWORD, "stale": PASSWORD}

    def call(self, item: bytes, secret: str, at: dt.datetime | None) -> Call:
        return calls.postmark_mail(item, secret=secret)


class SendGridCase(ProviderCase):
    receive = "sendgrid"
    proofs = ("authorization",)
    lacks: ClassVar[Mapping[str, str]] = LACKS | ONE | BYTES | {"raw_body": PASSWORD, "stale": PASSWORD}

    def call(self, item: bytes, secret: str, at: dt.datetime | None) -> Call:
        return calls.sendgrid_mail(item, secret=secret)


cases = (MailCase(), MailgunCase(), PostmarkCase(), SendGridCase())
