"""What connectors keep of messages in tables of their own goes with their words (``inbox/forgetting.py``)."""

from __future__ import annotations

from collections.abc import Collection

from connectors import registry
from connectors.base import Remembers
from inbox.models import Channel, Message, Part


def forget(message_ids: Collection[int]) -> None:
    """Tell every connector that remembers, while the messages still have their names. In the caller's transaction."""
    said = Message.objects.filter(pk__in=message_ids)
    for channel in Channel.objects.filter(pk__in=said.values("channel")).order_by("pk"):
        connector = registry.get(channel.kind)
        if isinstance(connector, Remembers):
            here = said.filter(channel=channel)
            ids = set(here.values_list("external_id", flat=True)) - {None}
            ids |= set(Part.objects.filter(delivery__message__in=here).values_list("external_id", flat=True))
            keys = set(here.filter(thread__isnull=False).values_list("thread__key", flat=True))
            connector.forget(channel, conversations=keys, external_ids={each for each in ids if each})
