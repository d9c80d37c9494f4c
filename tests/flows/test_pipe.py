"""The pipe in the hands of a real mail server, set up as docs/channels/email.md says."""

from __future__ import annotations

import hashlib
import itertools
import pathlib
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest

from connectors import tasks
from inbox.models import Message, RawInbound
from tests.engines import ROOT
from tests.office import Office
from tests.servers import eventually, exim
from tests.servers.customer import Customer
from tests.servers.dovecot import Dovecot, mail_owner
from tests.servers.exim import Exim
from tests.servers.handover import handed_over
from tests.servers.processes import environment

DOCS = ROOT / "docs" / "channels" / "email.md"
SETTINGS = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "DEMO", "PUBLIC_URL", "SECRET_KEY", "FIELD_KEYS")
AWAY = "postgresql://nobody@127.0.0.1:1/none"
WITHIN = 30  # seconds for one start of manage.py on a busy machine; mostly it takes one or two
_numbers = itertools.count(1)


class Pipe:
    """A mail server whose pipe reads its settings from a file, as an installation's does."""

    def __init__(self, folder: pathlib.Path, dovecot: Dovecot) -> None:
        self.dovecot, self._settings = dovecot, folder / "janice.env"
        self.mta: Exim

    def settings(self, **more: str) -> None:
        values = environment(**more)
        lines = [f"{name}={shlex.quote(values[name])}\n" for name in SETTINGS if name in values]
        self._settings.write_text("".join(lines))

    def customer(self) -> Customer:
        return Customer(f"pipe{next(_numbers)}@customer.example", self.dovecot, self.mta)


def script_of(folder: pathlib.Path, **broken: str) -> pathlib.Path:
    """The documented wrapper, with the places of this machine."""
    places = {"/etc/janice.env": folder / "janice.env", "/opt/janice": ROOT, ".venv/bin/python": sys.executable}
    script = folder / "janice-inbound"
    script.write_text(_documented(r"```sh\n(#!/bin/sh.*?)```", {**places, **broken}))
    script.chmod(0o755)
    return script


@pytest.fixture
def pipe(committed_shop: Office, dovecot: Dovecot, tmp_path: pathlib.Path) -> Iterator[Pipe]:
    address = committed_shop.channel.address
    made = Pipe(tmp_path, dovecot)
    made.settings()
    with handed_over([script_of(tmp_path), address], mail_owner()) as script:
        here = {
            "/usr/local/bin/janice-inbound": script,
            "user = janice": f"user = {mail_owner().pw_name}",
            "support@example.org": address,
            "domains = example.org": f"domains = {address.partition('@')[2]}",
        }
        with exim.running(
            dovecot,
            routers=_documented(r"# router\n(.*?)# transport", here),
            transports=_documented(r"# router.*?# transport\n(.*?)```", here),
        ) as made.mta:
            yield made


def test_a_mail_handed_to_the_mail_server_is_kept_and_becomes_a_ticket(committed_shop: Office, pipe: Pipe) -> None:
    channel = committed_shop.channel
    pipe.customer().writes(channel.address, subject="By pipe")
    eventually(RawInbound.objects.exists, within=WITHIN, what=f"it is kept; {pipe.mta.log()}")
    row = RawInbound.objects.get()
    assert (row.channel_id, row.source, row.state) == (channel.pk, "pipe", "kept")
    assert row.external_id == f"sha256:{hashlib.sha256(bytes(row.body)).hexdigest()}"
    assert f"Envelope-to: {channel.address}".encode() in bytes(row.body)
    eventually(lambda: not pipe.mta.queue(), what="the mail server lets go of it")
    tasks.process_raws()
    assert Message.objects.get().subject == "By pipe"


def test_while_the_database_is_away_the_mail_server_keeps_the_mail_and_nothing_is_lost_or_returned(
    committed_shop: Office, pipe: Pipe
) -> None:
    pipe.settings(DATABASE_URL=AWAY)
    ada = pipe.customer()
    local, _, domain = committed_shop.channel.address.partition("@")
    ada.writes(committed_shop.channel.address, subject="one")
    ada.writes(f"{local}+anything@{domain}", subject="two")

    def deferred() -> int:
        return len(re.findall(r"==.*T=janice defer", pipe.mta.log()))

    eventually(lambda: deferred() == 2, within=WITHIN, what=f"both are put off; {pipe.mta.log()}")
    assert len(pipe.mta.queue()) == 2
    assert not RawInbound.objects.exists()

    pipe.settings()
    pipe.mta.run_queue()
    eventually(lambda: RawInbound.objects.count() == 2, within=WITHIN, what=f"both are kept; {pipe.mta.log()}")
    eventually(lambda: not pipe.mta.queue(), what="the mail server lets go of them")
    tasks.process_raws()
    assert sorted(Message.objects.values_list("subject", flat=True)) == ["one", "two"]
    assert not pipe.dovecot.mails(ada.address), "nothing came back to the sender"


@pytest.mark.parametrize(
    "broken",
    [
        {"/etc/janice.env": "/nowhere/janice.env"},
        {"/opt/janice": "/nowhere/janice"},
        {".venv/bin/python": "/nowhere/python"},
        {".venv/bin/python": "/bin/false"},
    ],
)
def test_an_installation_that_is_broken_leaves_the_mail_with_the_mail_server(
    tmp_path: pathlib.Path, broken: dict[str, str]
) -> None:
    (tmp_path / "janice.env").touch()
    ended = subprocess.run([script_of(tmp_path, **broken), "support"], input=b"x", capture_output=True, check=False)
    assert ended.returncode == 75


def _documented(pattern: str, here: Mapping[str, object]) -> str:
    """A part of the docs, with the names of this machine."""
    found = re.search(pattern, DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"{DOCS.name} shows no {pattern}"
    text = found[1]
    for name, ours in here.items():
        text = text.replace(name, str(ours))
    return text
