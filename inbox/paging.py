"""Calling whoever is on call, one after the other, until somebody says "I have it".

A team has its own list, everybody's tickets the organisation's; where there is neither, those who supervise are called.
The one called is told on the screen and by mail. Nobody acknowledges within ``wait``: the next. All in vain: everybody
on the list and everybody who supervises is told, and the page stays open until somebody takes it or the ticket is over.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import access, events, notifying, tickets, timers
from inbox.errors import InboxError
from inbox.models import OnCall, Page, Team, Ticket, Timer, User
from inbox.wording import Said

TIMER = "page"
WAIT = 300
WAITS = (60, 24 * 3600)


def page(ticket: Ticket, text: str, *, wait: int = WAIT) -> Page | None:
    """Call the first; None when nobody who may see the ticket can be called. The caller holds the ticket's lock.

    A ticket has one call at a time: while people are called, this returns that one and calls nobody anew. One that was
    in vain gives way to the new one.
    """
    running = open_pages().filter(ticket=ticket, given_up_at__isnull=True).first()
    if running is not None:
        return running
    people = order(ticket)
    if not people:
        return None
    now = timezone.now()
    Page.objects.filter(ticket=ticket, acknowledged_at__isnull=True).update(acknowledged_at=now)
    called = Page.objects.create(ticket=ticket, user=people[0], text=text[:300], wait=wait, called_at=now)
    _call(called, ticket, people[0])
    return called


def order(ticket: Ticket) -> list[User]:
    """Who is called for this ticket, first to last; only people who may see it."""
    return orders([ticket])[ticket.pk]


def orders(asked: Collection[Ticket]) -> dict[int, list[User]]:
    """The same for many, by ticket."""
    teams = {ticket.team_id for ticket in asked if ticket.team_id is not None}
    rows = OnCall.objects.filter(Q(team__in=teams) | Q(team=None)).order_by("position", "pk").select_related("user")
    listed = defaultdict(list)
    for row in rows if asked else ():
        listed[row.team_id].append(row.user)
    above = list(notifying.supervisors())
    scopes = access.scopes({user.pk for users in (*listed.values(), above) for user in users})
    found = {}
    for ticket in asked:
        lists = (listed[ticket.team_id] if ticket.team_id is not None else [], listed[None], above)
        able = ([user for user in users if _sees(scopes.get(user.pk), ticket)] for users in lists)
        found[ticket.pk] = list({user.pk: user for user in next(filter(None, able), [])}.values())
    return found


def go_on(ticket: Ticket, timer: Timer, now: dt.datetime) -> None:
    """Nobody acknowledged in time. Called with the ticket locked and its timer gone."""
    rows = Page.objects.select_for_update(of=("self",)).filter(acknowledged_at__isnull=True, given_up_at__isnull=True)
    called = rows.filter(pk=timer.ref).first()
    if called is None:
        return
    if ticket.status not in Ticket.UNSOLVED:
        called.acknowledged_at = now
        called.save(update_fields=["acknowledged_at"])
        return
    people = order(ticket)
    called.step += 1
    if called.step < len(people):
        called.user, called.called_at = people[called.step], now
        called.save(update_fields=["step", "user", "called_at"])
        _call(called, ticket, called.user)
        return
    called.given_up_at = now
    called.save(update_fields=["step", "given_up_at"])
    everybody = notifying.tell(
        [*people, *notifying.supervisors()],
        "page",
        Said(gettext_noop("Nobody took this call: {text}"), text=called.text),
        ticket=ticket,
        reason=Said(gettext_noop("Everybody on call was called in vain.")),
        mail=True,
    )
    data = {"page_id": called.pk, "text": called.text, "told": [user.pk for user in everybody]}
    events.record("page.given_up", ticket=ticket, data=data)


def acknowledge(page_id: int, *, actor: User) -> Page:
    """This person has it: nobody else is called. Locks the ticket. Doing it twice changes nothing."""
    with transaction.atomic():
        found = Page.objects.filter(pk=page_id).values_list("ticket_id", flat=True).first()
        if found is None:
            raise InboxError("not_found", _("There is no such call."), 404)
        ticket = tickets.lock(found)
        called = Page.objects.select_for_update(of=("self",)).get(pk=page_id)
        if called.acknowledged_at is not None:
            return called
        called.acknowledged_at, called.acknowledged_by = timezone.now(), actor
        called.save(update_fields=["acknowledged_at", "acknowledged_by"])
        timers.cancel(ticket, TIMER, ref=called.pk)
        events.record("page.acknowledged", ticket=ticket, actor=actor, data={"page_id": called.pk, "text": called.text})
        return called


def open_pages() -> QuerySet[Page]:
    """Those that still want somebody: not acknowledged, and their ticket is not over."""
    return Page.objects.filter(
        acknowledged_at__isnull=True, ticket__status__in=Ticket.UNSOLVED, ticket__merged_into__isnull=True
    )


def called(pages: Sequence[Page]) -> dict[int, set[int]]:
    """Who was called so far, by page; everybody on the list when it was in vain."""
    listed = orders({one.ticket for one in pages})
    above = {user.pk for user in notifying.supervisors()} if any(one.given_up_at for one in pages) else set()
    found = {}
    for one in pages:
        people = [user.pk for user in listed[one.ticket_id]]
        found[one.pk] = {*people[: one.step + 1], one.user_id, *(above if one.given_up_at is not None else ())}
    return found


def on_call(team_id: int | None) -> list[User]:
    rows = OnCall.objects.filter(team=team_id) if team_id else OnCall.objects.filter(team__isnull=True)
    return [row.user for row in rows.select_related("user").order_by("position", "pk")]


def set_on_call(team_id: int | None, user_ids: Sequence[int], *, actor: User) -> list[User]:
    """Who is called first, second, third from now on; calls that are under way go on along the new list."""
    if len(set(user_ids)) != len(user_ids):
        raise _refused(_("Somebody is on the list twice."))
    with transaction.atomic():
        if team_id and not Team.objects.select_for_update().filter(pk=team_id).exists():
            raise InboxError("not_found", _("There is no such team."), 404)
        known = User.objects.filter(pk__in=user_ids, is_active=True).in_bulk()
        if missing := [pk for pk in user_ids if pk not in known]:
            raise _refused(
                _("Unknown, or does not work here any more: {these}.").format(these=", ".join(map(str, missing)))
            )
        before = [user.pk for user in on_call(team_id)]
        if before == list(user_ids):
            return on_call(team_id)
        old = OnCall.objects.filter(team=team_id) if team_id else OnCall.objects.filter(team__isnull=True)
        old.delete()
        OnCall.objects.bulk_create(
            OnCall(team_id=team_id or None, user_id=pk, position=number) for number, pk in enumerate(user_ids)
        )
        events.record("on_call.changed", actor=actor, data={"team_id": team_id or None, "user_ids": list(user_ids)})
        return on_call(team_id)


def _call(called: Page, ticket: Ticket, user: User) -> None:
    due = called.called_at + dt.timedelta(seconds=called.wait)
    timers.set(ticket, TIMER, due, ref=called.pk)
    first = gettext_noop("You are on call.")
    later = gettext_noop("You are on call, and whoever was called before did not answer.")
    why = Said(first if called.step == 0 else later)
    notifying.tell([user], "page", called.text, ticket=ticket, reason=why, mail=True)
    data = {"page_id": called.pk, "user_id": user.pk, "name": user.get_full_name(), "text": called.text}
    events.record("page.called", ticket=ticket, data=data)


def _sees(scope: tuple[User, set[int] | None] | None, ticket: Ticket) -> bool:
    """Of one of ``access.scopes``; None: they do not work here any more."""
    return scope is not None and (scope[1] is None or ticket.channel_id in scope[1])


def _refused(why: str) -> InboxError:
    return InboxError("invalid", f"user_ids: {why}", fields={"user_ids": why})
