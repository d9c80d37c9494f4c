"""What we said comes back from the network: our own replies as echoes, and what was typed in the network's own app.

An echo of a reply confirms it and is no message of its own. It may come before the answer to the call that sent it:
then it is known by our key where the network gives that back, else by its words in the conversation they went to.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from inbox import outbox, parts
from inbox.envelope import DeliveryReceipt, InboundMessage, ReceiptState
from inbox.models import Channel, Delivery, Message, Part

State = Delivery.State
LEAVING = (State.SENDING, State.UNKNOWN)


def confirm(channel: Channel, message: InboundMessage) -> bool:
    """Whether this is the echo of a reply that left here; then its delivery knows. Inside the caller's transaction."""
    found = (
        parts.by_key(channel, message.echo_of) or _by_id(channel, message.external_id) or _by_words(channel, message)
    )
    if found is None:
        return False
    delivery, number = found
    taken = Message.objects.filter(channel=channel, external_id=message.external_id).exists()
    if parts.total(delivery.message) > 1:
        parts.keep(delivery, number, message.external_id)
    elif not taken and not delivery.message.external_id:
        Message.objects.filter(pk=delivery.message_id, external_id=None).update(external_id=message.external_id)
    if delivery.state in LEAVING:
        sent = ReceiptState.SENT
        receipt = DeliveryReceipt(own_id=message.external_id, state=sent, at=timezone.now(), detail="It came back.")
        outbox.apply_receipt(channel, receipt)
    return True


def _by_id(channel: Channel, external_id: str) -> tuple[Delivery, int] | None:
    part = Part.objects.select_related("delivery__message").filter(channel=channel, external_id=external_id).first()
    if part is not None:
        return part.delivery, part.number
    found = _deliveries(channel).filter(message__external_id=external_id).first()
    return (found, 0) if found is not None else None


def _by_words(channel: Channel, message: InboundMessage) -> tuple[Delivery, int] | None:
    """A call still under way in this conversation whose text holds these words (long ones leave in parts)."""
    leaving = _deliveries(channel).filter(
        state__in=LEAVING, message__thread__surface=message.surface, message__thread__key=message.conversation[:300]
    )
    said = _plain(message.body_text)
    for delivery in leaving.order_by("pk"):
        if said in _plain(delivery.message.body_text) and (said or delivery.message.attachments.exists()):
            return delivery, len(parts.taken(delivery))  # the one in flight
    return None


def _deliveries(channel: Channel) -> QuerySet[Delivery]:
    return Delivery.objects.select_related("message").filter(channel=channel)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
