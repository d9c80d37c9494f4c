"""Speaking HTTP: what every way to fail means, at a real socket."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from pytest_django import Settings

from connectors.errors import (
    Ambiguous,
    AuthExpired,
    ConnectorError,
    ContractChanged,
    InvalidContent,
    NotFound,
    PermissionMissing,
    RateLimited,
    Refused,
    Transient,
    Unreachable,
)
from connectors.http import Answer, Client
from connectors.stop import Stop
from tests.servers import eventually, free_port
from tests.servers.answers import Answers, Reply


def test_a_call_brings_its_answer_and_the_peer_sees_what_was_asked(peer: Answers) -> None:
    peer.on("POST", "/v1/messages", Reply(json={"id": "m1"}, headers={"X-Trace": "7"}))
    with Client(f"{peer.url}/v1", headers={"Authorization": "Bearer t"}) as client:
        answer = client.call("POST", "messages", json={"text": "مرحبا 👩‍👩‍👧"}, params={"fields": "id"})
    assert (answer.status, answer.json(), answer.headers["x-trace"]) == (200, {"id": "m1"}, "7")
    (asked,) = peer.asked
    assert asked.json == {"text": "مرحبا 👩‍👩‍👧"}
    assert asked.query == {"fields": "id"}
    assert asked.headers["authorization"] == "Bearer t"


def test_a_whole_call_may_have_a_limit_though_each_step_is_quick(peer: Answers) -> None:
    peer.on("GET", "/slow", Reply(json={"id": "m1"}))
    with Client(peer.url) as client, pytest.raises(Transient, match="no answer in time"):
        client.call("GET", "slow", within=0.0)
    assert len(peer.asked) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, InvalidContent),
        (401, AuthExpired),
        (403, PermissionMissing),
        (404, NotFound),
        (410, NotFound),
        (413, InvalidContent),
        (422, InvalidContent),
        (429, RateLimited),
        (418, ContractChanged),
        (500, Ambiguous),
        (503, Ambiguous),
    ],
)
def test_a_status_has_one_meaning(peer: Answers, status: int, error: type[ConnectorError]) -> None:
    peer.on("POST", "/x", Reply(status=status))
    with Client(peer.url) as client, pytest.raises(ConnectorError) as raised:
        client.call("POST", "/x", json={})
    assert type(raised.value) is error


@pytest.mark.parametrize("reply", [Reply(status=500), Reply(hang_up=True), Reply(json=[1] * 100, cut=True)])
def test_a_write_in_doubt_is_ambiguous_unless_repeating_it_is_harmless(peer: Answers, reply: Reply) -> None:
    peer.on("POST", "/x", reply)
    peer.on("GET", "/x", reply)
    with Client(peer.url) as client:
        with pytest.raises(Ambiguous):
            client.call("POST", "/x", json={})
        with pytest.raises(Transient):
            client.call("POST", "/x", json={}, repeatable=True)
        with pytest.raises(Transient):
            client.call("GET", "/x")


def test_a_server_that_asks_for_a_pause_has_done_nothing(peer: Answers) -> None:
    peer.on("POST", "/x", Reply(status=503, headers={"Retry-After": "5"}))
    with Client(peer.url) as client, pytest.raises(Transient):
        client.call("POST", "/x")


def test_no_connection_is_unreachable_and_surely_not_sent(settings: Settings) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    with Client(f"http://127.0.0.1:{free_port()}") as client, pytest.raises(Unreachable):
        client.call("POST", "/x")


def test_a_late_answer_is_in_doubt(peer: Answers) -> None:
    gate = threading.Event()
    peer.on("POST", "/x", Reply(gate=gate))
    with Client(peer.url, timeout=0.2) as client, pytest.raises(Ambiguous, match="no answer in time"):
        client.call("POST", "/x")
    gate.set()


@pytest.mark.parametrize(
    ("headers", "low", "high"),
    [
        ({}, 60, 60),
        ({"Retry-After": "7"}, 7, 7),
        ({"Retry-After": "0"}, 1, 1),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 1, 1),
        ({"x-rate-limit-reset": "epoch"}, 8000, 9001),
        ({"X-RateLimit-Reset": "date"}, 8000, 9001),
        ({"RateLimit-Reset": "30"}, 30, 30),
        ({"Retry-After": "soon"}, 60, 60),
    ],
)
def test_the_pause_of_a_429_is_read_however_it_is_spelt(
    peer: Answers, headers: dict[str, str], low: float, high: float
) -> None:
    then = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=9000)
    times = {"epoch": str(int(then.timestamp())), "date": then.isoformat()}
    peer.on("GET", "/x", Reply(status=429, headers={name: times.get(value, value) for name, value in headers.items()}))
    with Client(peer.url) as client, pytest.raises(RateLimited) as raised:
        client.call("GET", "/x")
    assert low <= raised.value.retry_after <= high


def test_a_networks_own_words_come_before_the_meaning_of_a_status(peer: Answers) -> None:
    def understand(answer: Answer) -> ConnectorError | None:
        return None if answer.json()["ok"] else NotFound("channel_not_found")

    peer.on("POST", "/x", Reply(json={"ok": False}), Reply(json={"ok": True}))
    with Client(peer.url, understand=understand) as client:
        with pytest.raises(NotFound, match="channel_not_found"):
            client.call("POST", "/x")
        assert client.call("POST", "/x").status == 200


def test_redirects_are_shown_and_never_followed(peer: Answers) -> None:
    peer.on("GET", "/x", Reply(status=302, headers={"Location": "http://169.254.169.254/"}))
    with Client(peer.url, headers={"Authorization": "Bearer canary"}) as client:
        assert client.call("GET", "/x").status == 302
    assert len(peer.asked) == 1


def test_a_call_for_another_host_is_not_made(peer: Answers) -> None:
    with Client(peer.url, headers={"Authorization": "Bearer canary"}) as client:
        for path in ("https://evil.example/x", f"http://127.0.0.1:{peer.port}@evil.example/", "http://127.0.0.1:1/x"):
            with pytest.raises(Refused):
                client.call("GET", path)
        peer.on("GET", "/next", Reply())
        assert client.call("GET", f"{peer.url}/next").status == 200
    assert len(peer.asked) == 1


def test_http_is_https_and_stays_out_of_private_networks(peer: Answers, settings: Settings) -> None:
    peer.on("POST", "/x", Reply())
    settings.ALLOW_PRIVATE_HOSTS = "mail"
    with Client(peer.url) as client, pytest.raises(Refused, match="https"):
        client.call("POST", "/x")
    with Client(peer.url.replace("http:", "https:")) as client, pytest.raises(Refused, match="not allowed for HTTP"):
        client.call("POST", "/x")
    assert peer.asked == []


def test_an_answer_that_never_ends_is_cut_off(peer: Answers) -> None:
    peer.on("GET", "/x", Reply(chunks=[b"x" * 2**20] * 11))
    with Client(peer.url) as client, pytest.raises(Transient, match="larger than"):
        client.call("GET", "/x")


def test_what_is_not_json_is_a_changed_contract(peer: Answers) -> None:
    peer.on("GET", "/x", Reply(body=b"<html>"))
    with Client(peer.url) as client, pytest.raises(ContractChanged, match="not JSON"):
        client.call("GET", "/x").json()


def test_errors_name_the_host_and_nothing_that_may_be_secret(peer: Answers) -> None:
    peer.on("POST", "/bot123:canary/send", Reply(status=500), Reply(hang_up=True))
    with Client(f"{peer.url}/bot123:canary", headers={"X-Key": "canary"}) as client:
        for _ in range(2):
            with pytest.raises(Ambiguous) as raised:
                client.call("POST", "send", params={"key": "canary"}, json={"password": "canary"})
            assert "canary" not in str(raised.value)
            assert "127.0.0.1" in str(raised.value)


def test_a_stream_is_read_line_by_line(peer: Answers) -> None:
    peer.on("GET", "/sse", Reply(chunks=[b"event: upd", b"ate\r\ndata: \xc3", b"\xa9\n\n", b"rest"]))
    with Client(peer.url) as client, client.stream("GET", "/sse") as lines:
        assert list(lines) == ["event: update", "data: é", ""]


def test_a_stream_with_an_endless_line_is_left(peer: Answers) -> None:
    peer.on("GET", "/sse", Reply(chunks=[b"x" * 2**20] * 3))
    with Client(peer.url) as client, client.stream("GET", "/sse") as lines, pytest.raises(ContractChanged):
        list(lines)


def test_a_stream_that_is_refused_raises_as_a_call_does(peer: Answers) -> None:
    peer.on("GET", "/sse", Reply(status=401))
    with Client(peer.url) as client, pytest.raises(AuthExpired), client.stream("GET", "/sse"):
        pass


def test_stop_ends_a_wait_at_once(peer: Answers) -> None:
    gate, stop, ended = threading.Event(), Stop(), threading.Event()
    peer.on("GET", "/poll", Reply(gate=gate))

    def wait() -> None:
        with Client(peer.url, stop=stop) as client, pytest.raises(Transient):
            client.call("GET", "/poll", timeout=30)
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    eventually(lambda: peer.asked)
    stop.set()
    assert ended.wait(5)
    gate.set()
