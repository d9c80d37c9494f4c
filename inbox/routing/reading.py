"""What routing makes of the log of events: new tickets enter the queue, and a customer's word may end a wait.

A new ticket that rules have yet to answer is theirs to enqueue; ``queue.mend`` finds it should they never do.
"""

from __future__ import annotations

from collections.abc import Sequence

from inbox.models import Event, Message, RuleJob, Ticket
from inbox.routing import absence, queue


def read(new: Sequence[Event]) -> None:
    """One of ``reactions.READERS``; after that of the rules."""
    opened = {event.pk: event.ticket_id for event in new if event.kind == "ticket.created" and event.ticket_id}
    if opened:
        theirs = set(RuleJob.objects.filter(event_id__in=opened).values_list("ticket_id", flat=True))
        ids = set(opened.values()) - theirs
        waiting = Ticket.objects.filter(queue.WAITING, pk__in=ids).exclude(team__strategy="manual")
        for ticket in waiting.select_related("team", "contact").order_by("pk"):
            queue.enqueue(ticket)
    said = [event.message_id for event in new if event.kind == "message.created" and event.message_id]
    if said:
        theirs_to_say = Message.objects.filter(
            pk__in=said, direction=Message.Direction.INBOUND, automated=False, ticket__assignee__isnull=False
        )
        absence.customer_wrote(set(theirs_to_say.values_list("ticket_id", flat=True)))
