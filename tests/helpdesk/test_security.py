from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from helpdesk.proxies import Scope, TrustedProxies
from inbox.models import User

pytestmark = pytest.mark.django_db
LOGIN = "/_allauth/browser/v1/auth/login"


@pytest.fixture
def ada() -> User:
    return User.objects.create_user(username="ada", email="ada@example.org", password="correct horse battery")


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/readyz", "/nothing/here.txt", "/setup/x/", "/static/helpdesk/setup.css"]
)
def test_every_answer_carries_the_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in f"{policy};"
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_foreign_host_name_is_refused_with_the_headers(client: Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "Content-Security-Policy" in answer.headers


def test_people_sign_in_by_json_with_name_or_address(client: Client, ada: User) -> None:
    for who in ({"username": "ada"}, {"email": "ada@example.org"}):
        answer = client.post(LOGIN, {**who, "password": "correct horse battery"}, content_type="application/json")
        assert answer.status_code == 200, answer.content
        assert client.get("/_allauth/browser/v1/auth/session").json()["meta"]["is_authenticated"]
        client.logout()


def test_signing_in_needs_the_csrf_token(ada: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    body = {"username": "ada", "password": "correct horse battery"}
    assert strict.post(LOGIN, body, content_type="application/json").status_code == 403
    strict.get("/")  # the console's page sets the cookie
    token = strict.cookies[settings.CSRF_COOKIE_NAME].value
    answer = strict.post(LOGIN, body, content_type="application/json", headers={"x-csrftoken": token})
    assert answer.status_code == 200


def test_a_wrong_password_is_slowed_down(client: Client, ada: User) -> None:
    def attempt(number: int) -> int:
        body = {"username": "ada", "password": f"wrong-{number}"}
        return client.post(LOGIN, body, content_type="application/json", REMOTE_ADDR="192.0.2.7").status_code

    assert {attempt(number) for number in range(12)} <= {400, 429}
    body = {"username": "ada", "password": "correct horse battery"}
    answer = client.post(LOGIN, body, content_type="application/json", REMOTE_ADDR="192.0.2.7")
    assert answer.status_code in {400, 429}, "the right password is not told from a wrong one while locked"


def test_nobody_signs_up(client: Client) -> None:
    body = {"username": "eve", "email": "eve@example.org", "password": "correct horse battery"}
    answer = client.post("/_allauth/browser/v1/auth/signup", body, content_type="application/json")
    assert answer.status_code == 403
    assert not User.objects.filter(username="eve").exists()


def test_authenticators_can_be_set_up(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert client.get("/_allauth/browser/v1/account/authenticators").json()["data"] == []
    supported = client.get("/_allauth/browser/v1/config").json()["data"]["mfa"]["supported_types"]
    assert set(supported) == {"totp", "webauthn", "recovery_codes"}


@pytest.mark.parametrize(
    ("count", "forwarded", "client_address"),
    [
        (0, "198.51.100.9", "10.0.0.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        (2, "6.6.6.6, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (2, "198.51.100.9", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_say_who_the_client_is(count: int, forwarded: str, client_address: str) -> None:
    seen: list[Scope] = []

    async def application(scope: Scope, receive: Any, send: Any) -> None:
        seen.append(scope)

    async def nothing() -> None: ...

    headers = [(b"x-forwarded-for", forwarded.encode()), (b"x-forwarded-proto", b"https")]
    scope: Scope = {"type": "http", "scheme": "http", "client": ("10.0.0.1", 4000), "headers": headers}
    asyncio.run(TrustedProxies(application, count)(scope, nothing, nothing))
    assert seen[0]["client"][0] == client_address
    assert seen[0]["scheme"] == ("https" if client_address != "10.0.0.1" else "http")
