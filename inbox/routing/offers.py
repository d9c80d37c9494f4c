"""Offers: a chat is put to one person for half a minute; they take it, or it goes to the next.

An open offer counts towards that person's load, once: accepting turns it into the ticket itself. Locks: ticket, then
person.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import events, tickets, timers
from inbox.errors import InboxError
from inbox.models import Decision, Offer, Ticket, Timer, User
from inbox.routing import log, queue

TIME = dt.timedelta(seconds=30)
KIND = "offer"
State = Offer.State


def make(ticket: Ticket, user_id: int, *, at: dt.datetime) -> Offer:
    """The caller holds both."""
    offer = Offer.objects.create(ticket=ticket, user_id=user_id, made_at=at, until=at + TIME)
    timers.set(ticket, KIND, offer.until, ref=offer.pk)
    data = {"offer_id": offer.pk, "until": offer.until.isoformat()}
    events.record("offer.made", ticket=ticket, user=offer.user, data=data)
    return offer


def accept(offer_id: int, *, user: User) -> Offer:
    """Take it: the ticket is theirs."""
    with transaction.atomic():
        offer, ticket = _open(offer_id, user)
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        now = timezone.now()
        _end(offer, ticket, State.ACCEPTED, now)
        tickets.apply(ticket, actor=user, at=now, assignee_id=user.pk)
        ticket.save()
        return offer


def decline(offer_id: int, *, user: User) -> Offer:
    """Let it go to somebody else."""
    with transaction.atomic():
        offer, ticket = _open(offer_id, user)
        _end(offer, ticket, State.DECLINED, timezone.now())
        events.nudge(queue.ROUTE, queue="default")
        return offer


def expire(ticket: Ticket, timer: Timer, now: dt.datetime) -> None:
    """Its time is over (``due.HANDLERS``); the ticket is locked."""
    offer = Offer.objects.filter(pk=timer.ref, ticket=ticket, state=State.OPEN).first()
    if offer is not None:
        _end(offer, ticket, State.EXPIRED, now)
        events.nudge(queue.ROUTE, queue="default")


def _open(offer_id: int, user: User) -> tuple[Offer, Ticket]:
    """One of theirs that is open, with its ticket locked."""
    found = Offer.objects.filter(pk=offer_id, user=user).first()
    if found is None:
        raise InboxError("not_found", _("There is no such offer for you."), 404)
    ticket = tickets.lock(found.ticket_id)
    found = Offer.objects.select_related("ticket__contact").get(pk=offer_id)
    if found.state != State.OPEN or found.until <= timezone.now():
        raise InboxError(
            "offer_over", _("This offer is over: it has gone to somebody else, or back to the queue."), 409
        )
    return found, ticket


def _end(offer: Offer, ticket: Ticket, state: str, now: dt.datetime) -> None:
    offer.state, offer.answered_at = state, now
    offer.save(update_fields=["state", "answered_at"])
    timers.cancel(ticket, KIND, ref=offer.pk)
    events.record("offer.ended", ticket=ticket, user=offer.user, data={"offer_id": offer.pk, "state": state})
    if state == State.ACCEPTED:
        log.decided(ticket, Decision.Outcome.ASSIGNED, "accepted", at=now, user_id=offer.user_id)
