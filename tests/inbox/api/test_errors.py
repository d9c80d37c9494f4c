from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client
from knox.models import AuthToken

from inbox import access
from tests import office
from tests.inbox.api.conftest import Desk
from tests.inbox.api.contract import check
from tests.office import PASSWORD, Office


def test_nobody_gets_a_401_that_asks_for_a_token(desk: Desk) -> None:
    answer = desk.nobody.get("me")
    assert (answer.status, answer.code) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["nonsense", "tickets/", "tickets/x", "tickets/1/nonsense", "../admin", ""])
def test_an_address_that_is_no_route_answers_in_the_same_shape(desk: Desk, path: str) -> None:
    response = desk.owner.client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    check("Error", response.json())


def test_a_wrong_method_answers_in_the_same_shape(desk: Desk) -> None:
    for method in ("DELETE", "OPTIONS"):
        answer = desk.owner.call(method, "me")
        assert (answer.status, answer.code) == (405, "method_not_allowed")


def test_what_nobody_foresaw_tells_nothing_and_is_logged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(user: object) -> object:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(access, "tickets", broken)
    response = desk.owner.client.get("/api/v1/tickets")
    assert (response.status_code, response.json()["code"]) == (500, "server_error")
    assert b"secret detail" not in response.content
    assert "secret detail" in caplog.text


def test_a_database_that_does_not_answer_is_a_503(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(user: object) -> object:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(access, "tickets", away)
    answer = desk.owner.get("tickets")
    assert (answer.status, answer.code) == (503, "unavailable")


def test_a_session_needs_the_csrf_token_and_a_bearer_token_does_not(shop: Office) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.login(username="owner", password=PASSWORD)
    assert browser.patch("/api/v1/me", {"signature": "x"}, content_type="application/json").status_code == 403
    _, token = AuthToken.objects.create(shop.owner)
    program = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {token}"})
    answer = program.patch("/api/v1/me", {"signature": "x"}, content_type="application/json")
    assert (answer.status_code, answer.json()["signature"]) == (200, "x")


def test_every_answer_forbids_caches_and_sniffing(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    for path in ("me", f"tickets/{ticket.pk}", "tickets/0"):
        headers = desk.owner.get(path).headers
        assert headers["Cache-Control"] == "no-store", path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Content-Security-Policy" in headers
