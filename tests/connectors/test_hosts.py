"""What may be reached, in every spelling of an address."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from pytest_django import Settings

from connectors import hosts as door
from connectors.errors import Refused, Unreachable

PRIVATE = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "198.18.0.1", "192.0.2.1",
    "::1", "fc00::1", "fd00:ec2::254", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2001:db8::1",
]  # fmt: skip
NEVER = [
    "0.0.0.0", "255.255.255.255", "169.254.169.254", "224.0.0.1", "::", "fe80::1", "ff02::1", "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111"]


@pytest.mark.parametrize("text", PRIVATE)
def test_private_addresses_are_for_mail_only_unless_the_operator_says_otherwise(text: str, settings: Settings) -> None:
    address = ipaddress.ip_address(text)
    answers = {}
    for who in ("none", "mail", "all"):
        settings.ALLOW_PRIVATE_HOSTS = who
        answers[who] = [door.allowed(address, use) for use in (door.Use.HTTP, door.Use.MAIL)]
    assert answers == {"none": [False, False], "mail": [False, True], "all": [True, True]}


@pytest.mark.parametrize("text", NEVER)
def test_some_addresses_are_refused_whatever_the_operator_says(text: str, settings: Settings) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    assert not door.allowed(ipaddress.ip_address(text), door.Use.MAIL)


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_open_to_everything(text: str, settings: Settings) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "none"
    assert door.allowed(ipaddress.ip_address(text), door.Use.HTTP)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]"])
def test_every_spelling_of_this_machine_is_refused(host: str, settings: Settings) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "none"
    with pytest.raises((Refused, Unreachable)):
        door.connect(host, 25, timeout=1, use=door.Use.MAIL)


def test_a_name_with_one_forbidden_address_is_refused_whole(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "none"

    def both(*args: object, **kwargs: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("8.8.8.8", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(Refused, match=r"127\.0\.0\.1"):
        door.resolve("rebind.example", 443, door.Use.HTTP)


def test_the_connection_goes_to_the_address_that_was_checked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "mail"
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    asked: list[object] = []
    real = socket.getaddrinfo

    def rebinding(host: str, *args: object, **kwargs: object) -> object:
        asked.append(host)
        name = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return real(name if host == "rebind.example" else host, port, type=socket.SOCK_STREAM)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    sock = door.connect("rebind.example", port, timeout=2, use=door.Use.MAIL)
    assert sock.getpeername()[0] == "127.0.0.1"
    assert asked.count("rebind.example") == 1
    sock.close()
    listener.close()
