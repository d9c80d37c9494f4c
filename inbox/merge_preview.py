"""What a merge would do, before anybody does it. Writes nothing."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from inbox import addressing, merging
from inbox.models import Attachment, Clock, Message, Ticket, Timer, User
from inbox.sla.book import ACTIVE

MOST_PEOPLE = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """What would move, by number. ``people`` wrote on the survivor afterwards, as far as they fit; ``to`` and ``cc``
    are whom the next answer would go to, and ``clocks`` run there. Messages of both stand in order of their times:
    ``between`` says that some of these come before some of the survivor. ``warnings`` are sentences."""

    messages: int
    notes: int
    files: int
    scheduled: int
    people: list[dict[str, Any]]
    to: list[dict[str, str]]
    cc: list[dict[str, str]]
    clocks: list[Clock]
    between: bool
    other_customer: bool
    warnings: list[str]


def merge(source_id: int, into_id: int, *, actor: User) -> Preview:
    """The real merge, taken back before anybody could see it: what it refuses is refused here. Locks both tickets."""
    with transaction.atomic():
        source, before = Ticket.objects.get(pk=source_id), Ticket.objects.get(pk=into_id)
        counted = source.messages.filter(deleted_at=None).aggregate(
            messages=Count("pk", filter=~Q(visibility="internal")),
            notes=Count("pk", filter=Q(visibility="internal")),
        )
        files = Attachment.objects.filter(ticket=source, message__isnull=False).count()
        scheduled = Timer.objects.filter(ticket=source, kind=merging.SEND).count()
        between = _between(source, before)
        warnings = _warnings(source, before)
        into = merging.merge(source_id, into_id, actor=actor)
        recipients = addressing.recipients(into)
        found = Preview(
            **counted,
            files=files,
            scheduled=scheduled,
            people=_people(into),
            to=recipients["to"],
            cc=recipients["cc"],
            clocks=list(Clock.objects.filter(ticket=into, state__in=ACTIVE).order_by("due_at", "pk")),
            between=between,
            other_customer=source.contact_id != before.contact_id,
            warnings=warnings,
        )
        transaction.set_rollback(True)
    return found


def _between(source: Ticket, into: Ticket) -> bool:
    """Whether some of what moves is older than something that is there."""
    first = source.messages.filter(deleted_at=None).aggregate(at=Min("sent_at"))["at"]
    return first is not None and into.messages.filter(deleted_at=None, sent_at__gt=first).exists()


def _people(into: Ticket) -> list[dict[str, Any]]:
    """Who wrote from outside, with how many messages."""
    rows = into.messages.filter(direction=Message.Direction.INBOUND, deleted_at=None)
    found = rows.order_by().values("author_name", "author_identity__handle").annotate(messages=Count("pk"))
    return [
        {"name": row["author_name"], "handle": row["author_identity__handle"] or "", "messages": row["messages"]}
        for row in found.order_by("-messages", "author_name")[:MOST_PEOPLE]
    ]


def _warnings(source: Ticket, into: Ticket) -> list[str]:
    found = []
    if source.contact_id != into.contact_id:
        found.append(
            _(
                "{source} is from another customer. Whoever is answered on {into} "
                "afterwards may read what the other one wrote, if you quote it."
            ).format(source=source.reference, into=into.reference)
        )
    if source.channel_id != into.channel_id:
        found.append(
            _("{source} came in by {channel}; answers will leave by {next_channel}.").format(
                source=source.reference, channel=source.channel.name, next_channel=into.channel.name
            )
        )
    if into.status not in Ticket.UNSOLVED:
        found.append(
            _("{into} is not open any more: nothing that moves there waits for a reply.").format(into=into.reference)
        )
    return found
