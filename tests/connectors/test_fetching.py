"""Files from URLs that strangers wrote: every hop is checked, tokens stay where they belong, bytes are counted."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from connectors.errors import ConnectorError, InvalidContent, NotFound, PermissionMissing, Refused, Transient
from connectors.http import fetch
from tests.servers.answers import Answers, Reply

BEARER = {"Authorization": "Bearer canary"}


def test_a_file_comes_with_its_type_and_name(peer: Answers) -> None:
    headers = {"Content-Type": "image/png; x=1", "Content-Disposition": "attachment; filename*=UTF-8''caf%C3%A9.png"}
    peer.on("GET", "/f", Reply(body=b"png", headers=headers))
    found = fetch(f"{peer.url}/f", max_bytes=10)
    assert (found.content, found.content_type, found.filename) == (b"png", "image/png", "café.png")


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:169.254.169.254]/",
        "http://0.0.0.0/",
        "file:///etc/passwd",
        "ftp://files.example/x",
    ],
)
def test_a_redirect_into_forbidden_places_is_not_followed(peer: Answers, target: str) -> None:
    peer.on("GET", "/f", Reply(status=302, headers={"Location": target}))
    with pytest.raises(Refused):
        fetch(f"{peer.url}/f", max_bytes=10)
    assert len(peer.asked) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::1]", "10.0.0.1"])
def test_no_spelling_of_a_private_address_is_fetched(peer: Answers, settings: Settings, host: str) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "mail"
    with pytest.raises(ConnectorError) as raised:
        fetch(f"https://{host}:{peer.port}/f", max_bytes=10)
    assert isinstance(raised.value, Refused) or "Cannot connect" in str(raised.value)
    assert peer.asked == []


def test_a_token_goes_to_its_host_and_not_where_that_sends_us(peer: Answers) -> None:
    peer.on("GET", "/f", Reply(status=302, headers={"Location": f"http://localhost:{peer.port}/g"}))
    peer.on("GET", "/g", Reply(body=b"file"))
    assert fetch(f"{peer.url}/f", max_bytes=10, headers=BEARER).content == b"file"
    assert ["authorization" in asked.headers for asked in peer.asked] == [True, False]
    fetch(f"{peer.url}/f", max_bytes=10, headers=BEARER, keep_headers_on="localhost")
    assert ["authorization" in asked.headers for asked in peer.asked[2:]] == [False, True]


@pytest.mark.parametrize("reply", [Reply(body=b"x" * 11), Reply(chunks=[b"x" * 6, b"x" * 6])])
def test_what_is_too_large_is_refused_however_it_is_announced(peer: Answers, reply: Reply) -> None:
    peer.on("GET", "/f", reply)
    with pytest.raises(InvalidContent, match="larger"):
        fetch(f"{peer.url}/f", max_bytes=10)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(status=404), NotFound),
        (Reply(status=403), PermissionMissing),
        (Reply(status=500), Transient),
        (Reply(hang_up=True), Transient),
        (Reply(body=b"x", cut=True), Transient),
        (Reply(status=302, headers={"Location": "/f"}), NotFound),
    ],
)
def test_what_does_not_come_says_why(peer: Answers, reply: Reply, error: type[ConnectorError]) -> None:
    peer.on("GET", "/f", reply)
    with pytest.raises(ConnectorError) as raised:
        fetch(f"{peer.url}/f", max_bytes=10)
    assert type(raised.value) is error
