"""Which mail channel carries the answers of a channel that has no way of its own back to the customer."""

from __future__ import annotations

from django.conf import settings as site

from inbox import brands
from inbox.models import Channel

MAIL = "email"


def chosen(pk: int) -> Channel | None:
    """The mail channel that an admin chose; None where they chose none, or it is gone."""
    return Channel.objects.filter(pk=pk, kind=MAIL).first()


def sender_of(channel: Channel, *, reply_channel_id: int, from_address: str) -> Channel:
    """The one the admin chose, under the brand of ``channel``; else a bare one that sends by SMTP_URL."""
    mail = chosen(reply_channel_id)
    if mail is not None:
        mail.brand = channel.brand or (brands.of(channel).name if channel.face_id else mail.brand)
        return mail
    return Channel(
        kind=MAIL,
        name=channel.name,
        brand=brands.name_of(channel),
        address=from_address or site.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">"),
        settings={"receive": "pipe", "send": "default"},
    )
