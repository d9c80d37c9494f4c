"""Channels that are connected to the test servers."""

from __future__ import annotations

from typing import Any

from connectors import fields
from connectors.email import account
from inbox.models import Channel, Team
from tests import office
from tests.servers import dovecot as dovecot_server
from tests.servers import exim as exim_server
from tests.servers.dovecot import Dovecot
from tests.servers.exim import Exim


def mail_settings(dovecot: Dovecot, exim: Exim | None = None, **more: Any) -> dict[str, Any]:
    """Complete settings of a mailbox at Dovecot that sends by Exim."""
    given: dict[str, Any] = {
        "receive": "imap",
        "imap_host": "localhost",
        "imap_port": dovecot.tls_port,
        "send": "default",
    }
    if exim is not None:
        given |= {"send": "smtp", "smtp_host": "127.0.0.1", "smtp_port": exim.port, "smtp_security": "none"}
        given |= {"smtp_login": True, "smtp_username": "janice"}
    settings, _ = fields.clean(account.FIELDS, given | more, credentials={})
    return settings


def mail_channel(address: str, team: Team, *, dovecot: Dovecot, exim: Exim | None = None, **more: Any) -> Channel:
    secrets = {"imap_password": dovecot_server.PASSWORD, "smtp_password": exim_server.PASSWORD}
    settings = mail_settings(dovecot, exim, **more)
    return office.channel(address, team, settings=settings, credentials=secrets)
