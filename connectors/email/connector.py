"""The e-mail connector: what the rest of the product calls."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Iterator, Mapping
from typing import Any

from connectors import health
from connectors.base import Check, HookRequest, Reject, Send, Verdict
from connectors.email import account, handover, imap, incoming, oauth, reader, smtp
from connectors.email.compose import message_id
from connectors.email.describe import describe
from connectors.email.keys import mac_keys
from connectors.email.providers import PROVIDERS
from connectors.errors import ConnectorError, Refused
from connectors.stop import Stop
from inbox.envelope import (
    DeliveryClass,
    InboundEvent,
    OutboundMessage,
    OutboundPart,
    SendResult,
    TemporaryFailure,
    Visibility,
)
from inbox.errors import InboxError
from inbox.models import Channel, RawInbound

SWEEP = 55.0  # IDLE is ended and begun anew so often; a connection that hangs is noticed then
SWEEP_MANY = 30.0  # with several folders, for IDLE watches only the first
MAX_ATTACHMENTS = 25 * 1024 * 1024
MAX_RECIPIENTS = 50
ADDRESS = r"[^\s@<>,;]+@[^\s@<>,;]+"


class EmailConnector:
    key = "email"
    name = "E-mail"
    retry_status = 503  # makes Mailgun, Postmark, SendGrid and SNS try again
    fields = account.FIELDS

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "network": "email",
            "delivery_class": DeliveryClass.UNSAFE.value,
            "visibilities": [Visibility.PRIVATE.value],
            "recipients": {"editable": True, "cc": True, "bcc": True, "max": MAX_RECIPIENTS, "pattern": ADDRESS},
            "attachments": {"max_size": MAX_ATTACHMENTS, "max_total": MAX_ATTACHMENTS},
            "quote_history": bool(settings.get("quote_history")),
        }

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        local, _, domain = address.strip().rpartition("@")
        if not local or "." not in domain.strip(".") or any(letter.isspace() for letter in address.strip()):
            raise InboxError(
                "invalid_settings", "The address is not usable.", fields={"address": "Must be a mail address."}
            )
        errors: dict[str, str] = {}
        for side in ("imap", "smtp"):
            used = settings.get("receive") == "imap" if side == "imap" else settings.get("send") == "smtp"
            if used and settings.get(f"{side}_security") == "none" and not _on_this_machine(settings[f"{side}_host"]):
                errors[f"settings.{side}_security"] = "Without encryption only for a server on this machine."
        if settings.get("auth") == "xoauth2":
            for name in ("oauth_token_url", "oauth_client_id"):
                if not settings.get(name):
                    errors[f"settings.{name}"] = "Required for OAuth 2."
        elif settings.get("receive") == "imap" and not credentials.get("imap_password"):
            errors |= {"credentials.imap_password": "Required."}
        if errors:
            raise InboxError("invalid_settings", "Some settings of the channel are not usable.", fields=errors)
        return f"{local}@{domain.lower()}".lower()

    def validate(self, channel: Channel) -> list[Check]:
        checks = []
        if self.polled(channel):
            checks += self._check_mailbox(channel)
        elif provider := PROVIDERS.get(channel.settings.get("receive", "")):
            detail = f"{provider.name} calls the channel's webhook address. Nothing to connect to."
            checks.append(Check(name="Receiving", ok=True, detail=detail))
        else:
            checks.append(Check(name="Receiving", ok=True, detail="By pipe: manage.py inbound. Nothing to connect to."))
        try:
            with handover.submission(channel) as submission:
                detail = f"Signed in at {submission.login()}."
            checks.append(Check(name="Sending (SMTP)", ok=True, detail=detail))
        except ConnectorError as error:
            checks.append(_failed(channel, "Sending (SMTP)", error))
        return checks

    def hooked(self, channel: Channel) -> bool:
        return channel.settings.get("receive") in PROVIDERS

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        provider = PROVIDERS.get(channel.settings.get("receive", ""))
        if provider is None:
            return Reject(reason="Mail for this channel does not come by webhook.", status=404)
        return provider.verify(request, channel, now=now)

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return incoming.events(raw, own_addresses=incoming.own_addresses(int(time.monotonic() // 15)))

    def explain(self, raw: RawInbound) -> list[dict[str, Any]]:
        return describe(incoming.events(raw, own_addresses=()))

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return message_id(message, channel_address=channel.address, mac_keys=mac_keys())

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        """Token and connection wait for the first message, so that their failures are that message's."""
        with contextlib.ExitStack() as stack:
            opened: list[smtp.Submission] = []

            def send(part: OutboundPart) -> SendResult:
                if not opened:
                    try:
                        opened.append(stack.enter_context(handover.submission(channel)))
                    except Refused as error:
                        raise TemporaryFailure("login_refused", str(error)) from None
                    except ConnectorError as error:
                        raise TemporaryFailure("unreachable", str(error)) from None
                return handover.deliver(opened[0], channel, part.message)

            yield send

    def polled(self, channel: Channel) -> bool:
        return bool(channel.settings.get("receive") == "imap")

    def poll(self, channel: Channel) -> int:
        with _mailbox(channel) as mailbox:
            kept, refused = self._read_all(mailbox, channel)
        if refused is not None:
            raise refused
        return kept

    def listen(self, channel: Channel, *, stop: Stop) -> None:
        folders = channel.settings["folders"]
        with _mailbox(channel) as mailbox:
            while not stop:
                _, refused = self._read_all(mailbox, channel)
                if refused is not None:
                    health.failed(channel, health.Side.RECEIVING, refused)
                else:
                    health.ok(channel, health.Side.RECEIVING)
                if stop:
                    return
                if len(folders) > 1:
                    mailbox.open(folders[0], readonly=True)
                mailbox.wait(stop, SWEEP_MANY if len(folders) > 1 else SWEEP)

    def _read_all(self, mailbox: imap.Mailbox, channel: Channel) -> tuple[int, Refused | None]:
        """Every folder; the first, which IDLE watches, last. A missing folder does not hide the others: how many mails
        were kept, and what was wrong first."""
        kept, refused = 0, []
        for folder in reversed(channel.settings["folders"]):
            try:
                kept += reader.read(mailbox, channel, folder)
            except Refused as error:
                refused.append(error)
        refused += [Refused(line) for line in reader.complaints(channel)[:1]]
        return kept, refused[0] if refused else None

    def _check_mailbox(self, channel: Channel) -> list[Check]:
        try:
            with _mailbox(channel) as mailbox:
                server = account.imap_server(channel)
                signed_in = f"Signed in at {server.host}:{server.port} as {server.username}."
                missing = [name for name in channel.settings["folders"] if not _has(mailbox, name)]
                wanted = ", ".join(channel.settings["folders"])
                detail = f"Missing: {', '.join(missing)}." if missing else f"Found: {wanted}."
                if missing:
                    detail += f" There are: {', '.join(mailbox.folders()[:20])}."
        except ConnectorError as error:
            return [_failed(channel, "Receiving (IMAP)", error)]
        push = "New mail is announced at once." if mailbox.can_idle else "No IDLE: new mail is looked for every 15 s."
        return [
            Check(name="Receiving (IMAP)", ok=True, detail=f"{signed_in} {push}"),
            Check(name="Folders", ok=not missing, detail=detail),
        ]


@contextlib.contextmanager
def _mailbox(channel: Channel) -> Iterator[imap.Mailbox]:
    """Signed in; a token that the server refuses is renewed once."""
    server = account.imap_server(channel)
    token = oauth.access_token(channel) if server.oauth else ""
    with contextlib.ExitStack() as stack:
        try:
            mailbox = stack.enter_context(imap.connected(server, token=token))
        except Refused:
            if not server.oauth:
                raise
            mailbox = stack.enter_context(imap.connected(server, token=oauth.access_token(channel, renew=True)))
        yield mailbox


def _has(mailbox: imap.Mailbox, folder: str) -> bool:
    try:
        mailbox.open(folder, readonly=True)
    except Refused:
        return False
    return True


def _failed(channel: Channel, name: str, error: ConnectorError) -> Check:
    return Check(name=name, ok=False, detail=health.redacted(str(error), channel.credentials))


def _on_this_machine(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


connector = EmailConnector()
