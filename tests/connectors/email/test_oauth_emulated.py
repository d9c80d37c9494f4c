"""Tokens from a Google and a Microsoft that somebody else built (the npm package ``emulate``), over real sockets.

A person consents once, as the guide describes; from then on Janice renews the token by itself. The emulators accept
any token, so what a mail server does with a bad one is in test_oauth.py, at Dovecot.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pytest_django import Settings

from connectors.email import oauth
from connectors.errors import Refused
from inbox.models import Channel
from tests import office
from tests.office import Office
from tests.servers import emulate

USER, CLIENT, SECRET = "mailbox@shop.example", "janice-client", "canary-client-secret"
BACK = "http://localhost:9/back"
SEED = """
{service}:
  users:
    - email: {user}
      name: Support
  oauth_clients:
    - client_id: {client}
      client_secret: {secret}
      name: Janice
      redirect_uris:
        - {back}
"""


@dataclasses.dataclass(frozen=True)
class Provider:
    url: str
    consent: str
    token: str
    who: str
    scope: str

    def consented(self) -> str:
        """The refresh token that a person gets by signing in and agreeing."""
        asked = {
            "email": USER,
            "redirect_uri": BACK,
            "client_id": CLIENT,
            "scope": self.scope,
            "response_mode": "query",
        }
        back = httpx.post(self.url + self.consent, data=asked, timeout=10)
        assert back.status_code == 302, back.text[:300]
        (code,) = parse_qs(urlsplit(back.headers["location"]).query)["code"]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": CLIENT}
        answer = httpx.post(self.url + self.token, data=form | {"client_secret": SECRET}, timeout=10)
        assert answer.status_code == 200, answer.text[:300]
        return str(answer.json()["refresh_token"])


PATHS = {
    "google": ("/o/oauth2/v2/auth/callback", "/oauth2/token", "/oauth2/v2/userinfo", "https://mail.google.com/"),
    "microsoft": (
        "/oauth2/v2.0/authorize/callback",
        "/oauth2/v2.0/token",
        "/oidc/userinfo",
        "offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send",
    ),
}


@pytest.fixture(params=PATHS)
def provider(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Provider]:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    service = str(request.param)
    seed = SEED.format(service=service, user=USER, client=CLIENT, secret=SECRET, back=BACK)
    with emulate.running(service, seed) as url:
        yield Provider(url, *PATHS[service])


def connect(shop: Office, provider: Provider, refresh_token: str) -> Channel:
    own = {
        "auth": "xoauth2",
        "oauth_token_url": provider.url + provider.token,
        "oauth_client_id": CLIENT,
        "oauth_scope": provider.scope,
    }
    secrets = {"oauth_refresh_token": refresh_token, "oauth_client_secret": SECRET}
    return office.channel(USER, shop.billing, settings=own, credentials=secrets)


def test_a_token_is_got_renewed_and_is_the_persons(shop: Office, provider: Provider) -> None:
    channel = connect(shop, provider, provider.consented())
    first = oauth.access_token(channel)
    assert oauth.access_token(channel) == first
    second = oauth.access_token(channel, renew=True)
    assert second != first
    who = httpx.get(provider.url + provider.who, headers={"Authorization": f"Bearer {second}"}, timeout=10)
    assert who.json()["email"] == USER
    channel.refresh_from_db()
    assert second not in str(channel.settings)


def test_a_consent_that_is_not_worth_anything_needs_a_person(shop: Office, provider: Provider) -> None:
    with pytest.raises(Refused) as refused:
        oauth.access_token(connect(shop, provider, "never-issued"))
    assert SECRET not in str(refused.value)
