"""What an e-mail channel is set up with: its fields, and the typed view of a channel's settings."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings as site

from connectors.email.providers import PROVIDERS
from connectors.errors import Refused
from connectors.fields import Field
from inbox.models import Channel

IMAP, OWN, OAUTH = {"receive": "imap"}, {"send": "smtp"}, {"auth": "xoauth2"}
SECURITY = {"tls": "TLS from the start", "starttls": "STARTTLS", "none": "none (this machine only)"}


class Security(enum.StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


FIELDS: tuple[Field, ...] = (
    Field(
        name="receive",
        title="How mail comes in",
        default="imap",
        choices={
            "imap": "From a mailbox (IMAP)",
            "pipe": "Our mail server hands it over (manage.py inbound)",
            **{provider.key: f"{provider.name} calls us" for provider in PROVIDERS.values()},
        },
        required=True,
    ),
    Field(
        name="auth",
        title="Sign in with",
        help="Gmail and Microsoft 365 want OAuth 2, or an app password.",
        default="password",
        choices={"password": "Password", "xoauth2": "OAuth 2 (XOAUTH2)"},
    ),
    Field(name="imap_host", title="IMAP server", help="For example imap.example.org", required=True, when=IMAP),
    Field(name="imap_port", title="IMAP port", kind="integer", default=993, minimum=1, maximum=65535, when=IMAP),
    Field(name="imap_security", title="IMAP encryption", default="tls", choices=SECURITY, when=IMAP),
    Field(name="imap_username", title="User name", help="Empty: the mail address.", when=IMAP),
    Field(name="imap_password", title="Password", secret=True, when=IMAP, sent_to=("imap_host", "smtp_host")),
    Field(
        name="folders",
        title="Folders",
        kind="array",
        default=["INBOX"],
        help="The first is watched live, the others are looked at every half minute.",
        when=IMAP,
    ),
    Field(
        name="backlog_days",
        title="Days to look back at first",
        kind="integer",
        default=0,
        minimum=0,
        maximum=30,
        help="0: only mail that comes from now on. Up to 30 days of older mail become tickets too.",
        when=IMAP,
    ),
    Field(
        name="mark_seen",
        title="Mark as read on the server",
        kind="boolean",
        default=False,
        help="After a mail is safely kept. Nothing is ever deleted or moved there.",
        when=IMAP,
    ),
    *(field for provider in PROVIDERS.values() for field in provider.fields),
    Field(
        name="send",
        title="How replies go out",
        default="smtp",
        choices={"smtp": "By this mailbox's SMTP server", "default": "By the server's own SMTP_URL"},
        required=True,
    ),
    Field(name="smtp_host", title="SMTP server", help="For example smtp.example.org", required=True, when=OWN),
    Field(name="smtp_port", title="SMTP port", kind="integer", default=587, minimum=1, maximum=65535, when=OWN),
    Field(name="smtp_security", title="SMTP encryption", default="starttls", choices=SECURITY, when=OWN),
    Field(name="smtp_username", title="SMTP user name", help="Empty: the same as for IMAP.", when=OWN),
    Field(
        name="smtp_password",
        title="SMTP password",
        help="Empty: the same as for IMAP.",
        secret=True,
        when=OWN,
        sent_to=("smtp_host",),
    ),
    Field(name="smtp_login", title="SMTP wants a login", kind="boolean", default=True, when=OWN),
    Field(name="oauth_token_url", title="Token URL", help="Where access tokens come from.", when=OAUTH),
    Field(name="oauth_client_id", title="Client ID", when=OAUTH),
    Field(name="oauth_scope", title="Scope", when=OAUTH),
    Field(name="oauth_client_secret", title="Client secret", secret=True, when=OAUTH, sent_to=("oauth_token_url",)),
    Field(
        name="oauth_refresh_token",
        title="Refresh token",
        help="Empty: the application signs in for itself (client credentials).",
        secret=True,
        when=OAUTH,
        sent_to=("oauth_token_url",),
    ),
    Field(
        name="quote_history",
        title="Quote the conversation below replies",
        kind="boolean",
        default=False,
    ),
)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """One mail server and how to sign in there. ``oauth``: the password is an access token, fetched when needed."""

    host: str
    port: int
    security: Security
    username: str = ""
    password: str = dataclasses.field(default="", repr=False)
    oauth: bool = False


def imap_server(channel: Channel) -> Server:
    own = channel.settings
    return Server(
        host=own["imap_host"],
        port=own["imap_port"],
        security=Security(own["imap_security"]),
        username=own.get("imap_username") or channel.address,
        password=channel.credentials.get("imap_password", ""),
        oauth=own.get("auth") == "xoauth2",
    )


def smtp_server(channel: Channel) -> Server:
    """The channel's own, or the one of SMTP_URL."""
    own = channel.settings
    if own.get("send", "default") == "default":
        return from_url(site.SMTP_URL)
    login = own.get("smtp_login", True)
    user = own.get("smtp_username") or own.get("imap_username") or channel.address
    secrets: Mapping[str, Any] = channel.credentials
    return Server(
        host=own["smtp_host"],
        port=own["smtp_port"],
        security=Security(own["smtp_security"]),
        username=user if login else "",
        password=(secrets.get("smtp_password") or secrets.get("imap_password", "")) if login else "",
        oauth=login and own.get("auth") == "xoauth2",
    )


def from_url(url: str) -> Server:
    """``smtp://``, ``smtp+starttls://`` or ``smtps://user:password@host:port``."""
    parts = urlsplit(url)
    kinds = {"smtp": Security.NONE, "smtp+starttls": Security.STARTTLS, "smtps": Security.TLS}
    if parts.scheme not in kinds or not parts.hostname:
        raise Refused("No server for outgoing mail: SMTP_URL is not set, and the channel names none of its own.")
    ports = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}
    return Server(
        host=parts.hostname,
        port=parts.port or ports[kinds[parts.scheme]],
        security=kinds[parts.scheme],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
