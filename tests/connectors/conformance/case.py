"""What a connector brings to the conformance suite: its network's words for what the suite wants to happen.

``tests/connectors/<kind>/conformance.py`` ends with ``case = PigeonCase()`` (or ``cases = (…, …)`` where one kind
speaks several dialects). The suite decides what happens and in which order; the case only writes it down as the
network would. An *item* is one fragment of a payload, whatever its type: only the case that made it looks inside.

Numbers stand for messages: number 3 always has the same external id, is said at ``self.at(3)``, and by
``sender`` 0 unless the suite says otherwise. All items of one channel belong to one conversation per sender.

What a network does not have is declared in ``lacks`` with the reason, and those tests are skipped under that reason:

    lacks = {"edit": "A text message cannot be changed once it is sent."}

Everything else must be overridden; what is not raises NotImplementedError, and the test fails.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pytest

from connectors import fields, registry
from connectors.base import Connector
from inbox.envelope import ReceiptState
from inbox.models import Channel, Team
from tests.servers.answers import Answers, Asked, Reply

Item = Any
FEATURES = {
    "hook": "is told by webhook",
    "stale": "signs a time, so that an old call can be told",
    "raw_body": "signs the raw bytes, so that a changed space is noticed",
    "rotation": "has a field <secret>_before for the time of a change",
    "batch": "may bring several items at once",
    "poison": "has items that can be broken one by one",
    "rubbish": "is read from bytes that can be broken (mail is read whatever it is)",
    "time": "says when something was said",
    "thread": "has conversations of its own, so that nothing in a message must prove where it belongs",
    "pure": "is read from its bytes alone, without the database",
    "unknown": "may bring items of a type that nobody knows yet",
    "edit": "lets customers change what they said",
    "deletion": "lets customers take back what they said",
    "status": "tells what became of our messages",
    "echo": "tells of what we said ourselves",
    "media": "refers to files by URL or id, to be fetched later",
    "poll": "is fetched from over HTTP",
    "reply": "can be answered at all",
    "http": "is sent to over HTTP",
    "encoding": "writes our words into its calls as they are",
    "token": "is used with a token that runs out and can be renewed",
}
START = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(minutes=10)  # no reply window is over yet
_addresses = itertools.count(1)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Call:
    """A webhook call as the provider makes it; header names in any case. ``query`` is what follows the ``?``."""

    body: bytes
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    content_type: str = "application/json"
    query: str = ""


class Case:
    kind: ClassVar[str]
    name = ""  # tells the cases of one kind apart
    surface = ""  # where the suite's messages are said: a key of capabilities["surfaces"]
    lacks: ClassVar[Mapping[str, str]] = {}
    secret = ""  # name of the credential that signs webhooks
    proofs: tuple[str, ...] = ()  # lower-case names of the headers that carry the proof
    sends = ("POST", "")  # method and path of the call that sends a message
    old_after = dt.timedelta(hours=1)  # a call signed so long ago is too old

    # -- the channel

    def settings(self) -> dict[str, Any]:
        """Settings of a working channel; those left out take their default."""
        return {}

    def credentials(self) -> dict[str, Any]:
        """Its secrets. Make them long and odd: the suite looks for them in every log line."""
        return {}

    def address(self, number: int) -> str:
        """The address of the ``number``-th channel, as the connector's ``clean`` returns it."""
        raise NotImplementedError

    def notes(self) -> dict[str, Any]:
        """Credentials starting with ``_`` and facts are the connector's own; here those that a channel in use has."""
        return {}

    def channel(self, team: Team, **more: Any) -> Channel:
        """Set up as an admin would, and saved."""
        number = next(_addresses)
        settings, credentials = fields.clean(self.connector.fields, self.settings(), credentials=self.credentials())
        made = Channel.objects.create(
            kind=self.kind,
            name=f"{self.kind} {self.name} {number}",
            address=self.connector.clean(self.address(number), settings, credentials),
            brand="Shop",
            team=team,
            settings=settings,
            credentials=credentials | self.notes(),
            capabilities=self.connector.capabilities(settings, more.get("facts", {})),
            **more,
        )
        made.teams.add(team)
        return made

    # -- what the network says

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Item:
        raise NotImplementedError

    def external_id(self, channel: Channel, number: int) -> str:
        """``Message.external_id`` of message ``number``."""
        raise NotImplementedError

    def poison(self, channel: Channel) -> Item:
        """A message that lacks what every message has, or has it in the wrong type."""
        raise NotImplementedError

    def unknown(self, channel: Channel) -> Item:
        """An item of a type that the network may invent next year, with something in it that a customer said."""
        raise NotImplementedError

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> Item:
        """Message ``number`` says ``text`` now. A higher ``revision`` is a later change."""
        raise NotImplementedError

    def deletion(self, channel: Channel, number: int) -> Item:
        raise NotImplementedError

    def status(self, channel: Channel, external_id: str, state: ReceiptState) -> Item:
        """News about a message of ours that the network knows by ``external_id``. DELIVERED and FAILED are asked for;
        leave out by ``lacks`` what does not exist as ``status.failed`` or ``status.delivered``.
        """
        raise NotImplementedError

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> Item:
        """What we said, told back to us. ``key`` is our idempotency key, where the network returns it."""
        raise NotImplementedError

    def media_ref(self, channel: Channel, url: str, peer: Answers) -> str:
        """The MediaRef.ref of a file which the network says is at ``url``: the URL itself, or an id. For an id, script
        ``peer`` to answer with the URL.
        """
        return url

    # -- how it comes

    def calls(
        self, channel: Channel, items: Sequence[Item], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        """Genuine webhook calls that bring the items in this order: one call where the network batches.

        ``secret`` signs instead of the right one; ``at`` is when it was signed (default: now).
        """
        raise NotImplementedError

    def unsigned(self, made: Call) -> Call:
        """The same call without its proof: without the headers in ``proofs``, where it is not in the body."""
        rest = {name: value for name, value in made.headers.items() if name.lower() not in self.proofs}
        return dataclasses.replace(made, headers=rest)

    def raws(self, channel: Channel, items: Sequence[Item]) -> list[bytes]:
        """The bodies that are kept for the items. Networks that are fetched from override it."""
        return [call.body for call in self.calls(channel, items)]

    def feed(self, channel: Channel, items: Sequence[Item], peer: Answers) -> None:
        """Script ``peer`` so that the next polls find exactly these items: oldest ones too, as a network would."""
        raise NotImplementedError

    # -- how it is answered

    def aim(self, channel: Channel, peer: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
        """Everything the connector asks goes to ``peer`` from now on."""
        if "server_url" in channel.settings:
            channel.settings["server_url"] = peer.url
            channel.save(update_fields=("settings",))
        else:
            monkeypatch.setattr(self.connector, "api", peer.url)

    def accepted(self, channel: Channel, number: int) -> Reply:
        """The network takes a message of ours, which it calls ``self.sent_id(channel, number)`` from now on."""
        raise NotImplementedError

    def sent_id(self, channel: Channel, number: int) -> str:
        """``Message.external_id`` of our ``number``-th message."""
        raise NotImplementedError

    def key_of(self, asked: Asked) -> str:
        """The key in a sending call by which the network knows a repetition; asked for where it promises to."""
        raise NotImplementedError

    def throttled(self, retry_after: float | None) -> Reply:
        """Too many requests; ``retry_after`` in seconds, None where it does not say."""
        return Reply(status=429, json={}, headers={} if retry_after is None else {"Retry-After": f"{retry_after:g}"})

    def refused(self) -> Reply:
        """The token is not valid (any more)."""
        return Reply(status=401, json={})

    def renews(self, channel: Channel, peer: Answers, token: str) -> None:
        """Script ``peer`` to give ``token`` out when the connector asks for a fresh one."""
        raise NotImplementedError

    def revoked(self, channel: Channel, peer: Answers) -> None:
        """Script ``peer`` to refuse to renew the token, for good."""
        raise NotImplementedError

    # -- for the suite

    @property
    def connector(self) -> Connector:
        return registry.get(self.kind)

    def at(self, number: int) -> dt.datetime:
        """When message ``number`` was said."""
        return START + dt.timedelta(seconds=number)

    def need(self, *features: str) -> None:
        """Skip the test under the reason why this network does not have what it is about."""
        for feature in features:
            assert feature.partition(".")[0] in FEATURES, f"unknown feature {feature}"
            for name in (feature, feature.partition(".")[0]):
                if name in self.lacks:
                    pytest.skip(f"{self}: {self.lacks[name]}")

    def __str__(self) -> str:
        return f"{self.kind}-{self.name}" if self.name else self.kind
