"""Servers as fixtures: started once, each test with mailboxes of its own. Import them into an area's conftest.py."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.servers.answers import Answers
from tests.servers.answers import running as running_answers
from tests.servers.dovecot import Dovecot
from tests.servers.dovecot import running as running_dovecot
from tests.servers.exim import Exim
from tests.servers.exim import running as running_exim
from tests.servers.mastodon import Mastodon
from tests.servers.mastodon import running as running_mastodon
from tests.servers.synapse import Synapse
from tests.servers.synapse import running as running_synapse
from tests.servers.wordpress import WordPress
from tests.servers.wordpress import running as running_wordpress

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


@pytest.fixture(scope="session")
def exim(dovecot: Dovecot) -> Iterator[Exim]:
    with running_exim(dovecot) as server:
        yield server


@pytest.fixture(scope="session")
def wordpress() -> Iterator[WordPress]:
    with running_wordpress() as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> str:
    """An address of this test's own, with an empty INBOX; its server's certificate is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.ca))
    address = f"support{next(_numbers)}@help.example"
    dovecot.folder(address)
    return address


@pytest.fixture
def peer(settings: Settings) -> Iterator[Answers]:
    """A scripted HTTP server that connectors may reach, though it is on this machine."""
    settings.ALLOW_PRIVATE_HOSTS = "all"
    with running_answers() as server:
        yield server


@pytest.fixture(scope="session")
def mastodon() -> Iterator[Mastodon]:
    with running_mastodon() as server:
        yield server


@pytest.fixture(scope="session")
def synapse() -> Iterator[Synapse]:
    with running_synapse() as server:
        yield server
