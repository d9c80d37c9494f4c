"""The web form in the suite: its submissions are kept by its own page, which has tests of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from connectors.webform.submission import NEW, TYPED, Submission, pack
from inbox.models import Channel
from tests.connectors.conformance.case import Case

ALONE = "A form sends one submission at a time, and what was sent stays as it is."
MAIL = "Answers to a form leave by a mail channel, and its news come in there."


class WebformCase(Case):
    kind = "webform"
    lacks: ClassVar[Mapping[str, str]] = {
        "hook": "Customers send a form to our own page; nobody calls it for them.",
        "batch": ALONE,
        "edit": ALONE,
        "deletion": ALONE,
        "unknown": ALONE,
        "time": "A form says nothing of time: it is received when it is sent.",
        "thread": "An address typed into a form proves nothing, so each submission is a ticket of its own.",
        "status": MAIL,
        "echo": MAIL,
        "http": MAIL,
        "token": MAIL,
        "media": "Files come with the form itself.",
        "poll": "There is nothing to fetch.",
    }

    def address(self, number: int) -> str:
        return f"contact-{number}"

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> bytes:
        return pack(
            Submission(
                id=f"nonce-{number}",
                kind=NEW,
                email=f"customer{sender}@customer.example",
                name="Ada",
                subject="A kettle",
                message=text,
            )
        )

    def external_id(self, channel: Channel, number: int) -> str:
        return f"{TYPED}nonce-{number}"

    def poison(self, channel: Channel) -> bytes:
        line, _, rest = self.message(channel, 0, "Hello.").partition(b"\n")
        head: dict[str, Any] = json.loads(line)
        del head["email"]
        return json.dumps(head).encode() + b"\n" + rest

    def raws(self, channel: Channel, items: Sequence[bytes]) -> list[bytes]:
        return list(items)


case = WebformCase()
