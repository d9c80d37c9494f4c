"""The picture of an authenticator app's key."""

from __future__ import annotations

import re

import pytest
import qrcode
from django.test import Client

from inbox.models import User

pytestmark = pytest.mark.django_db
PICTURE = "/_allauth/authenticator.svg"
OFFER = "/_allauth/browser/v1/account/authenticators/totp"
QUIET = 4  # modules of white around it, which readers need


@pytest.fixture
def ada(client: Client) -> User:
    ada = User.objects.create_user(username="ada", email="ada@example.org", password="correct horse battery")
    login = {"username": "ada", "password": "correct horse battery"}
    client.post("/_allauth/browser/v1/auth/login", login, content_type="application/json")
    return ada


def dark(svg: str) -> set[tuple[int, int]]:
    """Column and row of every dark module: each is drawn as a unit square of its own, in tenths of the width."""
    width = float(re.findall(r'viewBox="0 0 ([\d.]+) ', svg)[0])
    corners = re.findall(r"M([\d.]+),([\d.]+)H", svg)
    modules = round(width)
    assert modules == width
    return {(round(float(x)), round(float(y))) for x, y in corners}


def test_it_is_the_address_that_was_offered(client: Client, ada: User) -> None:
    offered = client.get(OFFER).json()["meta"]
    answer = client.get(PICTURE)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
    assert "no-store" in answer.headers["Cache-Control"]
    code = qrcode.QRCode()
    code.add_data(offered["totp_url"])
    code.make()
    rows = enumerate(code.get_matrix())
    assert dark(answer.content.decode()) == {(x, y) for y, row in rows for x, full in enumerate(row) if full}
    assert f"secret={offered['secret']}" in offered["totp_url"]


def test_there_is_none_for_others_or_before_a_key_is_offered(client: Client, ada: User) -> None:
    assert client.get(PICTURE).status_code == 404
    assert Client().get(PICTURE).status_code == 404
    client.get(OFFER)
    assert client.get(PICTURE).status_code == 200
    client.logout()
    assert client.get(PICTURE).status_code == 404
