"""XOAUTH2 at a real IMAP server, with tokens from a token endpoint that rotates them."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import connection
from pytest_django import Settings

from connectors import registry, tasks
from connectors.base import Polls
from connectors.email import oauth
from connectors.errors import Refused, Transient
from inbox.models import Channel, RawInbound
from tests import office
from tests.office import Office
from tests.servers.channels import mail_settings
from tests.servers.dovecot import Dovecot, token
from tests.servers.letters import letter


class TokenServer:
    """Gives an access token for the refresh token that is current, and a new refresh token each time."""

    def __init__(self) -> None:
        self.current, self.issued, self.seconds, self.answer_with = "refresh-0", 0, 3600.0, 200
        self.user = ""
        self.forms: list[dict[str, str]] = []
        self._lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status, answer = outer.answer({key: values[0] for key, values in parse_qs(body).items()})
                payload = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/token"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        with self._lock:
            self.forms.append(form)
            if self.answer_with != 200:
                return self.answer_with, {"error": "server_error"}
            if form["grant_type"] == "refresh_token" and form["refresh_token"] != self.current:
                return 400, {"error": "invalid_grant"}
            self.issued += 1
            self.current = f"refresh-{self.issued}"
            access = token(self.user, seconds=self.seconds)
            return 200, {"access_token": access, "expires_in": self.seconds, "refresh_token": self.current}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def tokens(mailbox: str, settings: Settings) -> Iterator[TokenServer]:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    server = TokenServer()
    server.user = mailbox
    try:
        yield server
    finally:
        server.close()


def connect(shop: Office, dovecot: Dovecot, mailbox: str, tokens: TokenServer, **credentials: str) -> Channel:
    own = mail_settings(dovecot, auth="xoauth2", oauth_token_url=tokens.url, oauth_client_id="janice")
    secrets = {"oauth_refresh_token": "refresh-0", "oauth_client_secret": "canary-client-secret"} | credentials
    return office.channel(mailbox, shop.support, settings=own, credentials=secrets)


def poll(channel: Channel) -> int:
    channel.refresh_from_db()
    connector = registry.get("email")
    assert isinstance(connector, Polls)
    return connector.poll(channel)


def test_a_mailbox_is_read_with_a_token_that_is_kept_and_renewed(
    shop: Office, dovecot: Dovecot, mailbox: str, tokens: TokenServer
) -> None:
    channel = connect(shop, dovecot, mailbox, tokens)
    poll(channel)
    dovecot.deliver(mailbox, letter())
    assert poll(channel) == 1
    assert tokens.issued == 1
    assert tokens.forms[0]["client_secret"] == "canary-client-secret"
    channel.credentials["_expires_at"] = time.time() + 60
    channel.save()
    poll(channel)
    assert tokens.issued == 2
    channel.refresh_from_db()
    assert channel.credentials["_refresh_token"] == tokens.current == "refresh-2"
    assert channel.credentials["oauth_refresh_token"] == "refresh-0"


def test_a_token_that_the_server_refuses_is_renewed_once(
    shop: Office, dovecot: Dovecot, mailbox: str, tokens: TokenServer
) -> None:
    stale = {"_access_token": token(mailbox, seconds=-5), "_expires_at": time.time() + 3600}
    channel = connect(shop, dovecot, mailbox, tokens)
    channel.credentials |= stale
    channel.save()
    poll(channel)
    assert tokens.issued == 1
    tokens.user = "somebody.else@help.example"
    channel.credentials |= {"_access_token": "garbage"}
    channel.save()
    with pytest.raises(Refused, match="refuses the sign-in"):
        poll(channel)


def test_a_revoked_account_needs_attention_and_says_nothing_secret(
    shop: Office, dovecot: Dovecot, mailbox: str, tokens: TokenServer
) -> None:
    channel = connect(shop, dovecot, mailbox, tokens)
    tokens.current = "revoked"
    tasks.poll_due()
    channel.refresh_from_db()
    assert channel.health == "needs_attention"
    assert "invalid_grant" in channel.health_detail
    assert "canary" not in channel.health_detail
    assert channel.next_poll_at is not None
    tokens.current = "refresh-0"
    Channel.objects.update(next_poll_at=None)
    tasks.poll_due()
    channel.refresh_from_db()
    assert (channel.health, channel.health_detail, channel.failures) == ("ok", "", 0)


def test_a_token_endpoint_in_trouble_is_tried_again(
    shop: Office, dovecot: Dovecot, mailbox: str, tokens: TokenServer
) -> None:
    tokens.answer_with = 503
    with pytest.raises(Transient, match="503"):
        poll(connect(shop, dovecot, mailbox, tokens))


def test_an_application_may_sign_in_for_itself(
    shop: Office, dovecot: Dovecot, mailbox: str, tokens: TokenServer
) -> None:
    channel = connect(shop, dovecot, mailbox, tokens, oauth_refresh_token="")
    poll(channel)
    assert tokens.forms[0]["grant_type"] == "client_credentials"


def test_two_processes_at_once_spend_a_refresh_token_once(
    transactional_db: None, dovecot: Dovecot, mailbox: str, tokens: TokenServer
) -> None:
    channel = connect(office.build(), dovecot, mailbox, tokens)
    got: list[str] = []
    start = threading.Barrier(4)

    def fetch() -> None:
        start.wait()
        try:
            got.append(oauth.access_token(Channel.objects.get(pk=channel.pk)))
        finally:
            connection.close()

    threads = [threading.Thread(target=fetch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 1
    assert len(got) == 4
    assert tokens.issued == 1
    assert RawInbound.objects.count() == 0
