"""An echo that nobody recognised stands as a message of its own until the answer to the call names the same id.

Networks shorten links and mend spellings, so the words of an echo that came before the answer may not be those that
were sent. Then there are two of one: the reply stays, its twin goes.
"""

from __future__ import annotations

from django.utils import timezone

from inbox import tickets
from inbox.models import Message, Ticket


def absorb(message: Message, external_id: str, *, into: Ticket | None = None) -> None:
    """``message`` is about to be known by this id: whatever echo holds it gives it up.

    ``into`` is its ticket where the caller holds it locked and saves it afterwards.
    """
    held = Message.objects.filter(
        channel_id=message.channel_id,
        external_id=external_id,
        direction=Message.Direction.OUTBOUND,
        delivery=None,
        raw__isnull=False,
    )
    for twin in held.exclude(pk=message.pk):
        mine = into is not None and into.pk == twin.ticket_id
        ticket = into if into is not None and mine else _locked(twin.ticket_id)
        twin.external_id, twin.extra = None, {**twin.extra, "twin_of": message.pk}
        twin.save(update_fields=("external_id", "extra"))
        tickets.withdraw_message(ticket, twin, at=timezone.now(), actor=None)
        if not mine:
            ticket.save()


def _locked(ticket_id: int) -> Ticket:
    return Ticket.objects.select_for_update(no_key=True, of=("self",)).get(pk=ticket_id)
