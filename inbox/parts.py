"""The provider calls of one delivery: their keys, their ids, and what became of each.

A delivery of one call has no rows here: its message carries the id. One of several has a row per call that was taken,
so that a retry skips it and news finds it.
"""

from __future__ import annotations

import uuid

from django.utils import timezone

from inbox.envelope import ReceiptState
from inbox.models import Channel, Delivery, Message, Part

State = Delivery.State
MOST = 16  # more calls than that one reply never takes
RANK = {State.SENT: 0, State.DELIVERED: 1, State.READ: 2}


def key(idempotency_key: str, number: int) -> str:
    """The key of one part: a UUID, the same on every attempt; the first part has the delivery's own."""
    return str(uuid.UUID(int=uuid.UUID(idempotency_key).int + number))


def by_key(channel: Channel, text: str) -> tuple[Delivery, int] | None:
    """The delivery and the number of the part that a key belongs to, as networks give it back in echoes."""
    try:
        whole = uuid.UUID(text).int
    except ValueError:
        return None
    keys = {uuid.UUID(int=whole - number): number for number in range(min(MOST, whole + 1))}
    rows = Delivery.objects.select_related("message").filter(channel=channel, idempotency_key__in=keys)
    found = rows.first()
    return (found, keys[found.idempotency_key]) if found is not None else None


def total(message: Message) -> int:
    """In how many calls it leaves; known once the first attempt began."""
    return int(message.extra.get("parts", 1))


def taken(delivery: Delivery) -> dict[int, str]:
    """External ids of the parts that the network has, by number."""
    return dict(delivery.parts.order_by("number").values_list("number", "external_id"))


def keep(delivery: Delivery, number: int, external_id: str) -> None:
    """The network has this part. Harmless when it is known already, by its echo."""
    Part.objects.bulk_create(
        [
            Part(
                delivery_id=delivery.pk,
                channel_id=delivery.channel_id,
                number=number,
                external_id=external_id,
                at=timezone.now(),
            )
        ],
        ignore_conflicts=True,
    )
    if number == 0:
        Message.objects.filter(pk=delivery.message_id, external_id=None).update(external_id=external_id)


def heard(delivery: Delivery, external_id: str, news: ReceiptState) -> State | None:
    """Note news of one part, and say what the whole delivery is now; None when that does not change it."""
    part = delivery.parts.filter(external_id=external_id).first()
    expected = total(delivery.message)
    if part is None:
        return None if expected > 1 or news == ReceiptState.DELAYED else State(news.value)
    if news != ReceiptState.DELAYED and _forward(State(part.state), State(news.value)):
        part.state = State(news.value)
        part.save(update_fields=("state",))
    states = [State(found) for found in delivery.parts.values_list("state", flat=True)]
    if State.FAILED in states:
        return State.FAILED if part.state == State.FAILED else None
    return min(states, key=RANK.__getitem__) if len(states) >= expected else None


def forget_failed(delivery: Delivery) -> None:
    """A person sends it again: what did not arrive leaves once more, what did does not."""
    delivery.parts.filter(state=State.FAILED).delete()


def _forward(old: State, new: State) -> bool:
    """A failure may follow ``sent``, never ``delivered``; nothing follows a failure."""
    return old == State.SENT if new == State.FAILED else old != State.FAILED and RANK[new] > RANK[old]
