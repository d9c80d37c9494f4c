"""Fetching from the reference homeserver: every room, every gap, once."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from connectors.errors import AuthRevoked, RateLimited, Unreachable
from connectors.matrix.connector import connector
from connectors.stop import Stop
from inbox import ingest
from inbox.models import Channel, RawInbound
from tests.connectors.matrix.desk import connected, look
from tests.office import Office
from tests.servers.answers import Answers, Reply
from tests.servers.synapse import Person, Synapse


def bodies(channel: Channel) -> list[dict[str, Any]]:
    return [json.loads(bytes(raw.body) or b"{}") for raw in RawInbound.objects.filter(channel=channel).order_by("pk")]


def said(channel: Channel) -> list[str]:
    return [one["event"]["content"].get("body", "") for one in bodies(channel) if "event" in one]


def test_an_invitation_is_accepted_and_what_was_said_since_is_read(channel: Channel, bot: Person, ada: Person) -> None:
    room = ada.opens(bot)
    ada.says(room, "Hello, my kettle leaks.")
    connector.poll(channel)  # accepts
    ada.says(room, "Anybody?")
    connector.poll(channel)
    assert said(channel) == ["Hello, my kettle leaks.", "Anybody?"]


def test_what_was_said_before_we_were_invited_is_not_for_us(channel: Channel, bot: Person, ada: Person) -> None:
    room = ada.opens()
    ada.says(room, "Between friends")
    ada.ask("POST", f"/_matrix/client/v3/rooms/{room}/invite", {"user_id": bot.id})
    ada.says(room, "Dear shop")
    connector.poll(channel)
    connector.poll(channel)
    assert said(channel) == ["Dear shop"]


def test_a_hundred_messages_while_we_were_away_are_kept_once_each_and_in_order(
    channel: Channel, room: str, ada: Person
) -> None:
    for number in range(100):
        ada.says(room, f"{number:03}")
    assert connector.poll(channel) == 100
    assert connector.poll(channel) == 0
    assert said(channel) == [f"{number:03}" for number in range(100)]


def test_a_restart_of_the_homeserver_loses_nothing(channel: Channel, room: str, ada: Person, synapse: Synapse) -> None:
    ada.says(room, "before")
    synapse.stop()
    with pytest.raises(Unreachable):
        connector.poll(channel)
    synapse.start()
    ada.says(room, "after")
    connector.poll(channel)
    assert said(channel) == ["before", "after"]


def test_of_invitations_from_elsewhere_only_those_of_listed_servers_are_accepted(
    shop: Office, bot: Person, ada: Person
) -> None:
    channel = connected(bot, shop.support, accept="listed", servers=["friends.example"])
    room = ada.opens(bot)
    connector.poll(channel)
    members = ada.ask("GET", f"/_matrix/client/v3/rooms/{room}/members")["chunk"]
    assert {one["state_key"]: one["content"]["membership"] for one in members}[bot.id] == "leave"


def test_an_encrypted_room_is_said_once(channel: Channel, room: str, ada: Person) -> None:
    sealed = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgAEnACgAkLmt6q", "session_id": "X3lU"}
    for _ in range(3):
        ada.puts(room, "m.room.encrypted", sealed)
    connector.poll(channel)
    ada.puts(room, "m.room.encrypted", sealed)
    connector.poll(channel)
    assert [one["event"]["type"] for one in bodies(channel)] == ["m.room.encrypted"]


def test_a_public_room_is_told_from_a_private_chat(channel: Channel, bot: Person, ada: Person, room: str) -> None:
    lobby = ada.opens(bot, preset="public_chat")
    look(channel)
    ada.says(lobby, "to all")
    ada.says(room, "to you")
    connector.poll(channel)
    assert {one["event"]["content"]["body"]: one["room"]["public"] for one in bodies(channel)} == {
        "to all": True,
        "to you": False,
    }


def test_a_reaction_that_is_taken_back_is_known_for_what_it_was(channel: Channel, room: str, ada: Person) -> None:
    hello = ada.says(room, "hello")
    reaction = ada.reacts(room, hello, "🎉")
    connector.poll(channel)
    ada.redacts(room, reaction)
    connector.poll(channel)
    assert bodies(channel)[-1]["redacted"]["content"]["m.relates_to"]["key"] == "🎉"


def test_listening_hears_at_once_and_a_stop_ends_it(
    channel: Channel, room: str, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = Stop()
    keep_many = ingest.keep_many

    def watched(*arguments: Any, **more: Any) -> list[RawInbound]:
        rows = keep_many(*arguments, **more)
        if rows:
            stop.set()
        return rows

    monkeypatch.setattr(ingest, "keep_many", watched)
    threading.Timer(0.5, lambda: ada.says(room, "Are you there?")).start()
    connector.listen(channel, stop=stop)
    assert said(channel) == ["Are you there?"]


def test_the_homeservers_own_pause_is_obeyed(channel: Channel, peer: Answers) -> None:
    """source: Matrix specification, "Rate limiting": retry_after_ms in the body."""
    channel.settings["server_url"] = peer.url
    limited = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too many requests", "retry_after_ms": 2500}
    peer.on("GET", "/_matrix/client/v3/sync", Reply(status=429, json=limited))
    with pytest.raises(RateLimited) as refused:
        connector.poll(channel)
    assert refused.value.retry_after == 2.5


def test_a_token_that_was_logged_out_says_what_to_do(channel: Channel, bot: Person) -> None:
    bot.ask("POST", "/_matrix/client/v3/logout", {})
    with pytest.raises(AuthRevoked, match="Enter a new one"):
        connector.poll(channel)
