"""What an e-mail channel is set up with: its fields, and the typed view of a channel's settings."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings as site
from django.utils.translation import gettext_noop

from connectors.email.providers import PROVIDERS
from connectors.errors import Refused
from connectors.fields import Field
from inbox.models import Channel

IMAP, OWN, OAUTH = {"receive": "imap"}, {"send": "smtp"}, {"auth": "xoauth2"}
SECURITY = {
    "tls": gettext_noop("TLS from the start"),
    "starttls": "STARTTLS",
    "none": gettext_noop("none (this machine only)"),
}


class Security(enum.StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


FIELDS: tuple[Field, ...] = (
    Field(
        name="receive",
        title="How mail comes in",
        help="A mailbox that is looked into, or a provider that hands each mail over. The guide says how for each.",
        group="incoming",
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
    Field(
        name="imap_host",
        title="IMAP server",
        group="incoming",
        help="For example imap.example.org",
        required=True,
        when=IMAP,
    ),
    Field(
        name="imap_port",
        title="IMAP port",
        help="993 with TLS, 143 with STARTTLS, unless your provider says otherwise.",
        group="incoming",
        advanced=True,
        kind="integer",
        default=993,
        minimum=1,
        maximum=65535,
        when=IMAP,
    ),
    Field(
        name="imap_security",
        title="IMAP encryption",
        help="What your provider says; TLS nearly everywhere. Without encryption only on this machine.",
        group="incoming",
        advanced=True,
        default="tls",
        choices=SECURITY,
        when=IMAP,
    ),
    Field(name="imap_username", title="User name", group="incoming", help="Empty: the mail address.", when=IMAP),
    Field(
        name="imap_password",
        title="Password",
        help="Of the mailbox; for Gmail an app password. Kept encrypted, never shown again.",
        group="incoming",
        secret=True,
        when=IMAP,
        sent_to=("imap_host", "smtp_host"),
    ),
    Field(
        name="folders",
        title="Folders",
        group="incoming",
        advanced=True,
        kind="array",
        default=["INBOX"],
        help="The first is watched live, the others are looked at every half minute.",
        when=IMAP,
    ),
    Field(
        name="backlog_days",
        title="Days to look back at first",
        group="incoming",
        advanced=True,
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
        group="incoming",
        advanced=True,
        kind="boolean",
        default=False,
        help="After a mail is safely kept. Nothing is ever deleted or moved there.",
        when=IMAP,
    ),
    *(field for provider in PROVIDERS.values() for field in provider.fields),
    Field(
        name="send",
        title="How replies go out",
        help="Through the mailbox's own provider, or through the one mail server of this installation.",
        group="answers",
        default="smtp",
        choices={"smtp": "By this mailbox's SMTP server", "default": "By the server's own SMTP_URL"},
        required=True,
    ),
    Field(
        name="smtp_host",
        title="SMTP server",
        group="answers",
        help="For example smtp.example.org",
        required=True,
        when=OWN,
    ),
    Field(
        name="smtp_port",
        title="SMTP port",
        help="587 with STARTTLS, 465 with TLS, unless your provider says otherwise.",
        group="answers",
        advanced=True,
        kind="integer",
        default=587,
        minimum=1,
        maximum=65535,
        when=OWN,
    ),
    Field(
        name="smtp_security",
        title="SMTP encryption",
        help="What your provider says; STARTTLS nearly everywhere. Without encryption only on this machine.",
        group="answers",
        advanced=True,
        default="starttls",
        choices=SECURITY,
        when=OWN,
    ),
    Field(name="smtp_username", title="SMTP user name", group="answers", help="Empty: the same as for IMAP.", when=OWN),
    Field(
        name="smtp_password",
        title="SMTP password",
        group="answers",
        help="Empty: the same as for IMAP.",
        secret=True,
        when=OWN,
        sent_to=("smtp_host",),
    ),
    Field(
        name="smtp_login",
        title="SMTP wants a login",
        help="Off only for a server that takes mail from this machine without a name and password.",
        group="answers",
        advanced=True,
        kind="boolean",
        default=True,
        when=OWN,
    ),
    Field(name="oauth_token_url", title="Token URL", help="Where access tokens come from.", when=OAUTH),
    Field(
        name="oauth_client_id",
        title="Client ID",
        help="Of the application that you registered with Google or Microsoft.",
        when=OAUTH,
    ),
    Field(
        name="oauth_scope",
        title="Scope",
        help="What the token may do; the guide names it for Google and Microsoft.",
        when=OAUTH,
    ),
    Field(
        name="oauth_client_secret",
        title="Client secret",
        help="Of the same application.",
        secret=True,
        when=OAUTH,
        sent_to=("oauth_token_url",),
    ),
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
        help="The conversation so far stands below each reply, as many mail programs do it.",
        group="answers",
        advanced=True,
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
