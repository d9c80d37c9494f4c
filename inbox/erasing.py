"""Erase a customer who asks for it: their name and handles, and every word and file of their tickets.

Like retention it keeps rows, promises and facts, so that figures of the past stay true, but it waits for nothing. It is
asked for here, in one row, and done by a task in small transactions; it cannot be undone. Whatever comes later from a
handle of theirs is from somebody new.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from inbox import contact_pairs, events, forgetting, identities, tickets
from inbox.errors import InboxError
from inbox.forgetting import Forget
from inbox.models import Action, Attachment, Contact, Delivery, Erasure, Identity, Message, Ticket, User
from inbox.sla import clocks

WORK = "connectors.tasks.erase"
CHUNK = 25  # tickets or messages per transaction
SHOWN = 5  # tickets that hold somebody
REASON = "erased"


def preview(contact: Contact) -> dict[str, Any]:
    """What would go, and what refuses it: see ``shapes.customers.ErasurePreview``."""
    family = contact_pairs.family(contact.pk)
    theirs = _theirs(family)
    said = Message.objects.filter(ticket__in=theirs)
    files = Attachment.objects.filter(ticket__in=theirs)
    return {
        "name": typed(contact),
        "handles": [each.handle for each in contact.identities.order_by("pk")],
        "tickets": theirs.count(),
        "open_tickets": theirs.filter(status__in=Ticket.UNSOLVED).count(),
        "messages": said.count(),
        "elsewhere": _elsewhere(family).count(),
        "files": files.count(),
        "bytes": files.aggregate(total=Sum("size"))["total"] or 0,
        "held_by": _held(family),
        "erasing": Erasure.objects.filter(contact=contact, finished_at=None).exists(),
    }


def typed(contact: Contact) -> str:
    """What has to be typed to confirm: their name, else a handle."""
    first = contact.identities.order_by("-primary", "pk").first()
    return contact.name.strip() or (first.handle if first else "") or str(contact.pk)


def ask(contact_id: int, *, actor: User, confirm: str, reason: str = "") -> Erasure:
    """Have them erased. Refused where a label holds them (409 ``held``), or ``confirm`` is not who they are."""
    with transaction.atomic():
        contact = identities.locked(contact_id)
        if " ".join(confirm.split()).casefold() != " ".join(typed(contact).split()).casefold():
            why = f"Type {typed(contact)} to confirm that it is them."
            raise InboxError("invalid", why, fields={"confirm": why})
        if held := _held(contact_pairs.family(contact.pk)):
            why = f"The label {forgetting.HOLD} is on {', '.join(held)}. While it is there, nothing may be erased."
            raise InboxError("held", why, 409)
        try:
            with transaction.atomic():
                asked = Erasure.objects.create(
                    contact=contact, actor=actor, reason=reason.strip()[:200], asked_at=timezone.now()
                )
        except IntegrityError:
            raise InboxError("erasing", "They are being erased already.", 409) from None
        events.nudge(WORK, queue="default")
        return asked


def run(*, also: Forget) -> None:
    """Erase whoever waits for it. A pass that dies is gone on with by the next one."""
    for erasure in Erasure.objects.filter(finished_at=None).order_by("pk"):
        while _next(erasure.pk, also):
            pass


def _next(erasure_id: int, also: Forget) -> bool:
    """One transaction; False when there is nothing left, or somebody else is at it."""
    with transaction.atomic():
        rows = Erasure.objects.select_for_update(skip_locked=True, of=("self",)).select_related("actor")
        erasure = rows.filter(pk=erasure_id, finished_at=None).first()
        if erasure is None:
            return False
        family = contact_pairs.family(erasure.contact_id)
        locked = _theirs(family).select_for_update(no_key=True, of=("self",)).select_related("channel")
        if found := list(locked.order_by("pk")[:CHUNK]):
            erasure.tickets += len(found)
            erasure.messages += Message.objects.filter(ticket__in=found).count()
            _end(found)
            forgetting.tickets([ticket.pk for ticket in found], timezone.now(), also=also)
        elif said := list(_elsewhere(family).order_by("pk")[:CHUNK]):
            erasure.messages += len(said)
            _take(said, also)
        else:
            _finish(erasure, family)
            return False
        erasure.save(update_fields=["tickets", "messages"])
        return True


def _theirs(family: Collection[int]) -> QuerySet[Ticket]:
    return Ticket.objects.filter(contact__in=family, removed_at__isnull=True)


def _elsewhere(family: Collection[int]) -> QuerySet[Message]:
    """What they said where somebody else is the customer."""
    return Message.objects.filter(author_identity__contact__in=family).exclude(ticket__contact__in=family)


def _held(family: Collection[int]) -> list[str]:
    """What has the label that holds: the customer, and the first of the tickets."""
    rows = Ticket.objects.filter(forgetting.held(), contact__in=family, removed_at__isnull=True)
    spelled = forgetting.hold_words()
    people = Contact.objects.filter(pk__in=family, labels__overlap=spelled).exists()
    held = rows.filter(labels__overlap=spelled).order_by("pk")[:SHOWN]
    return (["the customer"] if people else []) + [ticket.reference for ticket in held]


def _end(found: list[Ticket]) -> None:
    """Nobody is left to answer: nothing more is sent, promised or waited for."""
    said = Q(message__ticket__in=found)
    Delivery.objects.filter(said, state=Delivery.State.QUEUED).update(state=Delivery.State.CANCELLED)
    Action.objects.filter(said, state=Action.State.QUEUED).update(state=Action.State.FAILED, error_code=REASON)
    for ticket in found:
        clocks.dropped(ticket, reason=REASON)
        Ticket.objects.filter(pk=ticket.pk).update(
            status=Ticket.Status.CLOSED, due_at=ticket.due_at, version=F("version") + 1
        )


def _take(said: list[Message], also: Forget) -> None:
    """Their words on tickets of others: as if they had deleted them."""
    now = timezone.now()
    ids = [message.pk for message in said]
    homes = Ticket.objects.select_for_update(no_key=True).filter(pk__in={message.ticket_id for message in said})
    found = list(homes.order_by("pk"))
    forgetting.messages(ids, also=also)
    Message.objects.filter(pk__in=ids).update(deleted_at=now, version=F("version") + 1)
    for ticket in found:
        tickets.recount(ticket)
        ticket.version += 1
        ticket.save()
        events.record("message.deleted", ticket=ticket, data={"by": "moderator"})


def _finish(erasure: Erasure, family: Collection[int]) -> None:
    """The person, and their handles wherever else they stand."""
    known = list(Identity.objects.filter(contact__in=family).values_list("handle", flat=True))
    their = dict(Ticket.objects.filter(contact__in=family).values_list("pk", "channel_id"))
    forgetting.naming(known, set(their.values()))
    forgetting.handles(known)
    forgetting.answers(known, their)
    forgetting.people(family, timezone.now())
    erasure.finished_at = timezone.now()
    erasure.save(update_fields=["finished_at"])
    counted = {"tickets": erasure.tickets, "messages": erasure.messages, "reason": erasure.reason}
    events.record("contact.erased", actor=erasure.actor, data={"contact_id": erasure.contact_id, **counted})
