"""The pipe: a mail server may forget the mail only after we have committed it."""

from __future__ import annotations

import hashlib

import pytest

from inbox.models import RawInbound
from tests import office
from tests.office import Office
from tests.servers.processes import manage

MAIL = b"From: Ada <ada@customer.example>\nSubject: Kettle\nMessage-ID: <1@customer.example>\n\nIt leaks.\n"


@pytest.fixture
def shop(transactional_db: None) -> Office:
    return office.build()


def test_exit_zero_means_kept_whatever_name_the_channel_is_called_by(shop: Office) -> None:
    for number, name in enumerate((shop.channel.address, shop.channel.name, str(shop.channel.pk))):
        body = MAIL + str(number).encode()
        ended = manage("inbound", name, stdin=body)
        assert (ended.returncode, ended.stderr) == (0, b"")
        row = RawInbound.objects.get(external_id=f"sha256:{hashlib.sha256(body).hexdigest()}")
        assert (bytes(row.body), row.source, row.state, row.channel_id) == (body, "pipe", "kept", shop.channel.pk)


def test_the_same_mail_handed_over_twice_is_kept_once(shop: Office) -> None:
    assert [manage("inbound", shop.channel.address, stdin=MAIL).returncode for _ in range(2)] == [0, 0]
    assert RawInbound.objects.count() == 1


def test_it_works_while_redis_is_down(shop: Office) -> None:
    ended = manage("inbound", shop.channel.address, stdin=MAIL, REDIS_URL="redis://127.0.0.1:1/0")
    assert ended.returncode == 0
    assert RawInbound.objects.count() == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        {"DATABASE_URL": "not a url"},
        {"SECRET_KEY": "short"},
    ],
)
def test_trouble_on_our_side_leaves_the_mail_with_the_mail_server(shop: Office, broken: dict[str, str]) -> None:
    ended = manage("inbound", shop.channel.address, stdin=MAIL, **broken)
    assert ended.returncode == 75
    assert ended.stderr
    assert RawInbound.objects.count() == 0


def test_a_wrong_call_and_an_unknown_channel_are_told_apart(shop: Office) -> None:
    assert manage("inbound", stdin=MAIL).returncode == 64
    assert manage("inbound", shop.channel.address, "--what", stdin=MAIL).returncode == 64
    unknown = manage("inbound", "nobody@shop.example", stdin=MAIL)
    assert unknown.returncode == 67
    assert b"nobody@shop.example" in unknown.stderr
    assert manage("inbound", shop.channel.address, stdin=b"\n").returncode == 65
