"""Fetching from a server that others wrote: everything once, in order, also over a restart."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from connectors import health, looking_again
from connectors.errors import AuthRevoked, RateLimited, Transient, Unreachable
from connectors.mastodon import connector as module
from connectors.mastodon.connector import connector
from connectors.stop import Stop
from inbox import ingest
from inbox.models import Channel, Cursor, RawInbound
from tests.connectors.mastodon import shapes
from tests.connectors.mastodon.desk import look, unsaved
from tests.office import Office
from tests.servers.answers import Answers, Reply
from tests.servers.mastodon import Mastodon, Person


def kept(channel: Channel) -> list[str]:
    return [raw.external_id.partition("/")[0] for raw in RawInbound.objects.filter(channel=channel).order_by("pk")]


def bodies(channel: Channel) -> list[dict[str, Any]]:
    return [json.loads(bytes(raw.body) or b"{}") for raw in RawInbound.objects.filter(channel=channel).order_by("pk")]


def test_the_first_look_takes_the_last_day_and_leaves_what_is_older(shop: Office, brand: Person, peer: Answers) -> None:
    made = unsaved(brand, team=shop.support, facts={"account_id": "1"})
    made.settings = {"server_url": peer.url}
    made.save()
    now = timezone.now()
    found = [
        shapes.notification("mention", shapes.status(number, "<p>x</p>"), number=number)
        | {"created_at": (now - dt.timedelta(hours=hours)).isoformat()}
        for number, hours in ((7, 1), (6, 23), (5, 25))
    ]
    peer.on("GET", "/api/v1/notifications", Reply(json=found))
    peer.on("GET", "/api/v1/accounts/1/statuses", Reply(json=[]))
    assert connector.poll(made) == 2
    assert [raw.external_id for raw in RawInbound.objects.order_by("pk")] == ["notification/6", "notification/7"]


def test_fifty_mentions_are_kept_once_each_and_in_order(channel: Channel, brand: Person, ada: Person) -> None:
    for number in range(50):
        ada.posts(f"@{brand.name} question {number:03}")
    assert connector.poll(channel) == 50
    assert connector.poll(channel) == 0
    said = [str(body["notification"]["status"]["content"]) for body in bodies(channel)]
    assert said == sorted(said)
    assert len(said) == 50


def test_a_restart_of_the_server_loses_nothing(
    channel: Channel, brand: Person, ada: Person, mastodon: Mastodon
) -> None:
    ada.posts(f"@{brand.name} before")
    mastodon.stop()
    with pytest.raises(Unreachable):
        connector.poll(channel)
    mastodon.start()
    ada.posts(f"@{brand.name} after")
    assert connector.poll(channel) == 2


def test_a_reply_comes_with_what_it_answers(channel: Channel, brand: Person, ada: Person) -> None:
    post = brand.posts("New kettles!")
    first = ada.posts(f"@{brand.name} how much?", in_reply_to_id=post["id"])
    connector.poll(channel)
    ancestors = [body["ancestors"] for body in bodies(channel) if "notification" in body]
    assert [[one["id"] for one in found] for found in ancestors] == [[post["id"]]]
    assert first["in_reply_to_id"] == post["id"]


def test_what_we_said_in_another_client_is_kept_and_a_post_to_nobody_is_not(
    channel: Channel, brand: Person, ada: Person
) -> None:
    asked = ada.posts(f"@{brand.name} hello?")
    brand.posts("Good morning, all.")
    brand.posts(f"@{ada.name} hello!", in_reply_to_id=asked["id"])
    connector.poll(channel)
    assert kept(channel) == ["notification", "own"]


def test_an_edit_and_a_deletion_are_found_by_looking_again(channel: Channel, brand: Person, ada: Person) -> None:
    edited = ada.posts(f"@{brand.name} it leeks")
    deleted = ada.posts(f"@{brand.name} my password is hunter2")
    ada.posts(f"@{brand.name} untouched")
    look(channel)
    ada.edits(edited, f"@{brand.name} it leaks")
    ada.deletes(deleted)
    Cursor.objects.filter(channel=channel, stream=looking_again.STREAM).delete()  # two minutes later
    look(channel)
    assert kept(channel)[3:] == ["edited", "deleted"]
    assert RawInbound.objects.filter(external_id=f"deleted/{deleted['id']}").exists()
    assert "hunter2" not in str(bodies(channel))


def test_a_like_of_our_answer_is_kept_and_one_of_a_post_is_not(channel: Channel, brand: Person, ada: Person) -> None:
    post = brand.posts("New kettles!")
    asked = ada.posts(f"@{brand.name} hello?")
    answer = brand.posts(f"@{ada.name} hello!", in_reply_to_id=asked["id"])
    ada.ask("POST", f"/api/v1/statuses/{post['id']}/favourite")
    ada.ask("POST", f"/api/v1/statuses/{answer['id']}/favourite")
    connector.poll(channel)
    likes = [one["notification"] for one in bodies(channel) if one.get("notification", {}).get("type") == "favourite"]
    assert [like["status"]["id"] for like in likes] == [answer["id"]]


def test_a_limit_of_the_server_is_obeyed(channel: Channel, mastodon: Mastodon) -> None:
    mastodon.fault("/api/v1/notifications", type="ratelimit")
    with pytest.raises(RateLimited) as refused:
        connector.poll(channel)
    assert 200 < refused.value.retry_after <= 300


def test_a_revoked_token_says_what_to_do(channel: Channel) -> None:
    channel.credentials = {"access_token": "nobody's"}
    with pytest.raises(AuthRevoked, match="Make a new one"):
        connector.poll(channel)


def test_the_stream_wakes_us_and_a_stop_ends_it(
    channel: Channel, brand: Person, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = Stop()
    once_listening(monkeypatch, lambda: ada.posts(f"@{brand.name} are you there?"), stop)
    connector.listen(channel, stop=stop)
    assert kept(channel) == ["notification"]


def test_a_deletion_on_the_stream_is_followed_at_once(
    channel: Channel, brand: Person, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand.ask("POST", f"/api/v1/accounts/{me(ada)}/follow")
    said = ada.posts(f"@{brand.name} oh no, my address")
    look(channel)
    stop = Stop()
    once_listening(monkeypatch, lambda: ada.deletes(said), stop)
    connector.listen(channel, stop=stop)
    assert kept(channel) == ["notification", "deleted"]


def test_a_stream_that_breaks_off_is_said(
    channel: Channel, mastodon: Mastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    once_listening(monkeypatch, mastodon.stop, Stop())
    with pytest.raises(Transient):
        connector.listen(channel, stop=Stop())
    mastodon.start()


def test_where_there_is_no_stream_it_looks_often(
    channel: Channel, peer: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 404 as GoToSocial gives, whose stream is a WebSocket."""
    stop = Stop()
    looks: list[int] = []
    channel.settings["server_url"], channel.facts["streaming"] = peer.url, ""
    monkeypatch.setattr(module, "WITHOUT_STREAM", 0.01)

    def look_once(*_: object) -> None:
        looks.append(1)
        if len(looks) == 3:
            stop.set()

    monkeypatch.setattr(module, "_look", look_once)
    connector.listen(channel, stop=stop)
    assert len(looks) == 3
    assert [asked.path for asked in peer.asked] == ["/api/v1/streaming/user"]


def once_listening(monkeypatch: pytest.MonkeyPatch, action: Callable[[], object], stop: Stop) -> None:
    """Do it once the listener has had its first look; ``stop`` is set as soon as something was kept after that."""
    done = threading.Event()
    keep_many = ingest.keep_many
    ok = health.ok

    def looked(channel: Channel, side: health.Side) -> None:
        ok(channel, side)
        if not done.is_set():
            done.set()
            threading.Thread(target=action).start()

    def watched(*arguments: Any, **more: Any) -> list[RawInbound]:
        rows = keep_many(*arguments, **more)
        if rows and done.is_set():
            stop.set()
        return rows

    monkeypatch.setattr(health, "ok", looked)
    monkeypatch.setattr(ingest, "keep_many", watched)


def me(person: Person) -> str:
    return str(person.ask("GET", "/api/v1/accounts/verify_credentials")["id"])
