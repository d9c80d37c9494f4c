"""One mail to the server that sends it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.utils import timezone

from connectors.email import account, oauth, smtp
from connectors.email.account import Server
from connectors.email.compose import compose, message_id
from connectors.email.keys import mac_keys
from connectors.email.providers import PROVIDERS
from inbox.envelope import DeliveryReceipt, OutboundMessage, ReceiptState, SendResult
from inbox.models import Channel


@contextlib.contextmanager
def submission(channel: Channel) -> Iterator[smtp.Submission]:
    server: Server = account.smtp_server(channel)
    opened = smtp.Submission(server, token=oauth.access_token(channel) if server.oauth else "")
    try:
        yield opened
    finally:
        opened.close()


def deliver(submission: smtp.Submission, channel: Channel, message: OutboundMessage) -> SendResult:
    """Compose and hand over. Recipients the server would not take are receipts of the result."""
    mail = compose(
        message,
        channel_address=channel.address,
        brand=channel.brand,
        mac_keys=mac_keys(),
        history=bool(channel.settings.get("quote_history")),
        signature="",
    )
    own_id = message_id(message, channel_address=channel.address, mac_keys=mac_keys())
    if provider := PROVIDERS.get(channel.settings.get("receive", "")):
        for name, value in provider.headers(own_id, channel.settings).items():
            mail.set_raw(name, value)
    recipients = list(dict.fromkeys(_wire(a.handle) for a in (*message.to, *message.cc, *message.bcc)))
    refusals = submission.send(_wire(channel.address), recipients, mail.as_bytes())
    receipts = tuple(
        DeliveryReceipt(
            own_id=own_id,
            state=ReceiptState.FAILED,
            at=timezone.now(),
            recipient=refusal.recipient,
            code=refusal.code,
            detail=f"{refusal.recipient} was refused, the other recipients were not: {refusal.detail}",
            minted=True,
        )
        for refusal in refusals
    )
    return SendResult(external_id=own_id, receipts=receipts)


def _wire(address: str) -> str:
    """The address as SMTP takes it: an international domain in its ASCII form."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address
