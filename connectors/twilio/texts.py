"""Sending one text message, and looking up whether one whose answer got lost was sent.

source: https://www.twilio.com/docs/messaging/api/message-resource, read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import email.utils
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from connectors.errors import Ambiguous, InvalidContent
from connectors.http import Client
from connectors.twilio.rest import account_path
from inbox.envelope import OutboundPart, SendResult
from inbox.models import Channel, Message, Part

TEXTS = "dm"  # the surface of a channel that people write text messages to
LOST_FOR = dt.timedelta(days=1)  # how far back a lost message is looked for; deliveries are given up after that
LOOK_AT = 100


def channel_for(channel_id: int, account_sid: str) -> Channel | None:
    """The channel that sends text messages from this Twilio account; None when there is no such channel."""
    rows = Channel.objects.filter(settings__account_sid=account_sid, capabilities__surfaces__has_key=TEXTS)
    return rows.filter(pk=channel_id).first()


def send(http: Client, channel: Channel, part: OutboundPart, *, status_url: str) -> SendResult:
    """``channel`` is the text message channel whose number speaks."""
    form = _sender(channel) | {"To": recipient(part), "Body": part.text, "StatusCallback": status_url}
    said = http.call("POST", account_path(channel, "/Messages"), form=form).json()
    return SendResult(external_id=str(said["sid"]), detail=f"{said.get('num_segments', '?')} segment(s)")


def look_up(http: Client, channel: Channel, part: OutboundPart) -> SendResult:
    """The one message with these words to this number that no delivery of ours knows of.

    Twilio has no key of ours to ask for, and does not promise that its list is up to date. So a message that is found
    was sent, but one that is not found may have been: that is for a person to decide. Raises Ambiguous.
    """
    asked = {"To": recipient(part), "PageSize": LOOK_AT}
    listed = http.call("GET", account_path(channel, "/Messages"), params=asked).json().get("messages", [])
    same = [str(row["sid"]) for row in listed if row.get("body") == part.text and _ours(row)]
    known = set(Message.objects.filter(external_id__in=same).values_list("external_id", flat=True))
    known |= set(Part.objects.filter(external_id__in=same).values_list("external_id", flat=True))
    left = [sid for sid in same if sid not in known]
    if len(left) == 1:
        return SendResult(external_id=left[0], detail="found in Twilio's list of messages")
    several = "Twilio lists several such messages." if left else "Twilio lists no such message (yet)."
    raise Ambiguous(f"It may have been sent: {several}")


def recipient(part: OutboundPart) -> str:
    to = next((address.handle for address in part.message.to if address.network == "phone"), "")
    if not to.startswith("+"):
        raise InvalidContent("There is no phone number to send this to.", field="to")
    return to


def _sender(channel: Channel) -> dict[str, str]:
    """A Messaging Service chooses the number itself, and keeps to it for each customer (its Sticky Sender)."""
    return {"MessagingServiceSid" if channel.address.startswith("MG") else "From": channel.address}


def _ours(row: Mapping[str, Any]) -> bool:
    """Sent through the API of late. Dates are like ``Thu, 24 Aug 2023 05:01:45 +0000``."""
    try:
        created = email.utils.parsedate_to_datetime(str(row.get("date_created", "")))
    except ValueError:
        return False
    return str(row.get("direction", "")).startswith("outbound") and timezone.now() - created < LOST_FOR
