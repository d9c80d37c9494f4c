"""Kept bytes to events: a mail of a mailbox or a pipe, or the call of a provider with mails and news in it."""

from __future__ import annotations

import functools
from collections.abc import Collection

from connectors.email.keys import mac_keys
from connectors.email.parse import parse_mail
from connectors.email.providers import PROVIDERS
from inbox.envelope import InboundEvent, Unparsed
from inbox.models import Channel, RawInbound


@functools.lru_cache(maxsize=1)
def own_addresses(quarter_minute: int) -> frozenset[str]:
    """Addresses of all our mail channels, read anew four times a minute."""
    return frozenset(Channel.objects.filter(kind="email").values_list("address", flat=True))


def events(raw: RawInbound, *, own_addresses: Collection[str]) -> list[InboundEvent]:
    """A mail as it is; or what a provider brought, which only calls of providers have a content type for."""
    read_mail = functools.partial(
        parse_mail, mac_keys=mac_keys(), own_addresses=own_addresses, received_at=raw.received_at
    )
    provider = PROVIDERS.get(raw.channel.settings.get("receive", ""))
    content_type = raw.headers.get("content-type", "")
    if provider is None or not content_type:
        return read_mail(bytes(raw.body))
    try:
        items = provider.read(bytes(raw.body), content_type, keys=mac_keys(), now=raw.received_at)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return [Unparsed(reason=f"This is no call of {provider.name}: {type(error).__name__} {error}.")]
    return [event for item in items for event in (read_mail(item) if isinstance(item, bytes) else [item])]
