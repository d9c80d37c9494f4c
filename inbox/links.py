"""How tickets hang together: links between two of them, and a new ticket that follows one that is over."""

from __future__ import annotations

import dataclasses

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import events, tickets
from inbox.errors import InboxError
from inbox.models import Thread, Ticket, TicketLink, User

MOST = 200  # links of one ticket
DEEPEST = 50  # parents above one ticket
Kind = TicketLink.Kind
# What the ticket one looks at is to the other: (kind of the row, whether it is its first ticket).
SEEN: dict[str, tuple[str, bool]] = {
    "related": (Kind.RELATED, True),
    "duplicate_of": (Kind.DUPLICATE, True),
    "duplicated_by": (Kind.DUPLICATE, False),
    "causes": (Kind.CAUSE, True),
    "caused_by": (Kind.CAUSE, False),
    "parent_of": (Kind.PARENT, True),
    "child_of": (Kind.PARENT, False),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """A link as one of its two tickets has it: ``kind`` is a key of SEEN."""

    link: TicketLink
    kind: str
    other: Ticket


def of(ticket: Ticket) -> list[Seen]:
    """All links of a ticket, the oldest first. Callers show those whose other ticket one may see."""
    found = TicketLink.objects.filter(Q(first=ticket) | Q(second=ticket)).select_related(
        "first__contact", "second__contact", "actor"
    )
    return [_seen(link, ticket.pk) for link in found.order_by("pk")]


def link(ticket_id: int, other_id: int, kind: str, *, actor: User) -> Seen:
    """``kind`` is what the ticket is to the other. There is one link between two tickets. Locks both."""
    if ticket_id == other_id:
        why = _("A ticket cannot be linked to itself.")
        raise InboxError("invalid", why, fields={"ticket_id": why})
    with transaction.atomic():
        pair = {ticket.pk: ticket for ticket in (tickets.lock(pk) for pk in sorted((ticket_id, other_id)))}
        ticket, other = pair[ticket_id], pair[other_id]
        if TicketLink.objects.filter(_between(ticket_id, other_id)).exists():
            why = _("{ticket} and {other} are linked already. Take that link away first.").format(
                ticket=ticket.reference, other=other.reference
            )
            raise InboxError("linked_already", why, 409, fields={"ticket_id": why})
        if any(TicketLink.objects.filter(Q(first=each) | Q(second=each)).count() >= MOST for each in (ticket, other)):
            why = _("A ticket can have at most {most} links.").format(most=MOST)
            raise InboxError("too_many", why, 409, fields={"ticket_id": why})
        stored, first = SEEN[kind]
        ends = (ticket, other) if first else (other, ticket)
        if stored == Kind.RELATED:
            ends = (pair[min(pair)], pair[max(pair)])
        if stored == Kind.PARENT:
            _refuse_parent(*ends)
        made = TicketLink.objects.create(first=ends[0], second=ends[1], kind=stored, actor=actor)
        _tell("ticket.linked", made, pair, actor=actor)
    return _seen(made, ticket_id)


def unlink(ticket_id: int, link_id: int, *, actor: User) -> None:
    """Locks both tickets, merged ones too."""
    with transaction.atomic():
        found = TicketLink.objects.filter(Q(first=ticket_id) | Q(second=ticket_id), pk=link_id).first()
        if found is None:
            raise InboxError("not_found", _("There is no such link."), 404)
        rows = Ticket.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
        pair = {ticket.pk: ticket for ticket in rows.filter(pk__in=(found.first_id, found.second_id))}
        deleted, _by_table = TicketLink.objects.filter(pk=link_id).delete()
        if deleted:
            _tell("ticket.unlinked", found, pair, actor=actor)


def follow_up(ticket_id: int, *, actor: User, subject: str = "") -> Ticket:
    """A new ticket for the same customer, by the same way, when this one is over: what was said stays where it is, and
    the network's conversations go on in the new one. Nothing is promised before somebody writes. Locks the ticket."""
    with transaction.atomic():
        source = tickets.lock(ticket_id)
        if source.status in Ticket.UNSOLVED:
            why = _("{ticket} is not solved yet: write to the customer there.").format(ticket=source.reference)
            raise InboxError("not_over", why, 409)
        new = Ticket.objects.create(
            subject=" ".join(subject.split())[:500] or source.subject,
            channel=source.channel,
            contact=source.contact,
            team_id=source.team_id,
            assignee=actor,
            labels=source.labels,
            custom=source.custom,
            language=source.language,
            work=source.work,
            needs=source.needs,
            follows=source,
            last_message_at=timezone.now(),
        )
        new.refresh_from_db()  # its number is given by the database
        Thread.objects.filter(ticket=source).update(ticket=new)
        events.record("ticket.created", ticket=new, actor=actor, data={"how": "follow_up"})
        data = {"from_id": source.pk, "into_id": new.pk, "reference": new.reference}
        events.record("ticket.followed_up", ticket=source, actor=actor, data=data)
        source.version += 1
        source.save(update_fields=["version"])
    return new


def _between(one: int, other: int) -> Q:
    return Q(first=one, second=other) | Q(first=other, second=one)


def _seen(found: TicketLink, here: int) -> Seen:
    first = found.first_id == here
    if found.kind == Kind.RELATED:
        name = "related"
    else:
        name = next(name for name, stored in SEEN.items() if stored == (found.kind, first))
    return Seen(found, name, found.second if first else found.first)


def _refuse_parent(parent: Ticket, child: Ticket) -> None:
    """A child has one parent, and nobody is their own grandparent."""
    if TicketLink.objects.filter(kind=Kind.PARENT, second=child).exists():
        why = _("{ticket} has a parent ticket already.").format(ticket=child.reference)
        raise InboxError("has_parent", why, 409, fields={"kind": why})
    above: int | None = parent.pk
    for _level in range(DEEPEST):
        parents = TicketLink.objects.filter(kind=Kind.PARENT, second=above)
        above = parents.values_list("first_id", flat=True).first()
        if above is None:
            return
        if above == child.pk:
            break
    why = _("{ticket} stands above {parent} already, or there are more than {deepest} levels.").format(
        ticket=child.reference, parent=parent.reference, deepest=DEEPEST
    )
    raise InboxError("loop", why, 409, fields={"kind": why})


def _tell(kind: str, found: TicketLink, pair: dict[int, Ticket], *, actor: User) -> None:
    """On both tickets, each in its own words."""
    for here, ticket in pair.items():
        seen = _seen(found, here)
        data = {"kind": seen.kind, "ticket_id": seen.other.pk}
        events.record(kind, ticket=ticket, actor=actor, data=data)
        ticket.version += 1
        ticket.save(update_fields=["version"])
