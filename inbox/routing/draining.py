"""Give what waits to people, by any number of workers at once.

A worker claims a page of the queue and, for each ticket it can place, locks the ticket and then the person, counts that
person's load anew under the lock, and assigns. Whatever somebody else holds is passed over, so nobody waits for anybody
and nobody is filled above capacity: whoever assigns automatically holds the person. Where everybody who could have a
ticket was held by others, it is tried again instead of concluding that all are full.

Locks: queue entries (skipping), ticket (skipping), people (skipping).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import time
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from inbox import events, tickets
from inbox.models import Decision, Offer, QueueEntry, Team, Ticket, User
from inbox.routing import handing_over, log, offers, queue
from inbox.routing.choosing import Choice, Considered, Person, Wish, choose, full
from inbox.routing.roster import Roster, refresh

PAGE = 20
AT_ONCE = 10  # assignments in one transaction: it holds all their people
ROUNDS = 8
PAUSE = 0.02  # seconds
PASSED_ON = dt.timedelta(seconds=60)  # for so long somebody who passed is not offered the same again
Waiting = tuple[QueueEntry, Choice]


@dataclasses.dataclass
class Pass:
    """One worker's way through the queue of one team. ``after``: the place it has reached."""

    team: Team
    roster: Roster
    now: dt.datetime
    after: tuple[dt.datetime, int] | None = None
    placed: int = 0
    busy: bool = False  # somebody could have had a ticket, but others held them
    known: dict[Wish, Choice] = dataclasses.field(default_factory=dict)  # who cannot be placed as things stand
    full: Choice | None = None  # nobody can take anything: why

    def renew(self) -> None:
        self.now = timezone.now()
        self.roster = Roster(self.team, self.now)
        self.known.clear()

    def choice(self, wish: Wish) -> Choice:
        if self.full is not None:
            return self.full
        found = self.known.get(wish) or choose(self.team, self.roster.people.values(), wish)
        if not found.order:
            self.known[wish] = found
        return found


def run(limit: int = 1000) -> int:
    """Give away what can be given, the oldest turn first; returns how many tickets found a person."""
    handing_over.sweep(timezone.now())
    queue.mend()
    waits = Exists(QueueEntry.objects.filter(team=OuterRef("pk")))
    placed = 0
    for team in Team.objects.filter(waits).exclude(strategy=Team.Strategy.MANUAL).order_by("pk"):
        placed += drain(team, limit - placed)
        if placed >= limit:
            with transaction.atomic():
                events.nudge(queue.ROUTE, queue="default")
            break
    return placed


def drain(team: Team, limit: int) -> int:
    """The same for one team."""
    placed = 0
    for attempt in range(ROUNDS):
        now = timezone.now()
        way = Pass(team, Roster(team, now), now)
        while placed + way.placed < limit and _page(way):
            pass
        placed += way.placed
        if not way.busy or placed >= limit:
            return placed
        time.sleep(random.uniform(0, PAUSE * (attempt + 1)))
    with transaction.atomic():
        events.nudge(queue.ROUTE, queue="default", countdown=1)
    return placed


def _page(way: Pass) -> bool:
    """Claim the next page and place what can be placed; whether there may be more."""
    if not way.roster.is_fresh:
        way.renew()
    before = way.placed
    way.full = full(way.team, way.roster.people.values(), min(way.roster.weights.values()))
    with transaction.atomic():
        page = list(_claim(way))
        waiting: list[Waiting] = []
        passed_on = _passed_on([entry.ticket_id for entry in page], way) if way.team.offers else {}
        for entry in page:
            way.after = (entry.order_at, entry.pk)
            wish = wish_of(entry, way, frozenset(passed_on.get(entry.ticket_id, ())))
            found = way.choice(wish)
            if found.order:
                _place(entry, wish, way)
                if way.placed - before >= AT_ONCE:
                    break
            elif entry.reason != found.reason:
                waiting.append((entry, found))
        _note(waiting, way)
    return len(page) == PAGE or way.placed > before


def _claim(way: Pass) -> Iterable[QueueEntry]:
    offered = Offer.objects.filter(ticket=OuterRef("ticket"), state=Offer.State.OPEN)
    rows: QuerySet[QueueEntry] = QueueEntry.objects.filter(team=way.team).exclude(Exists(offered))
    if way.after is not None:
        at, pk = way.after
        rows = rows.filter(Q(order_at__gt=at) | Q(order_at=at, pk__gt=pk))
    if way.full is not None:  # those that are known to wait for that need no further look
        rows = rows.exclude(reason=way.full.reason)
    rows = rows.select_related("ticket__contact", "ticket__channel").order_by("order_at", "pk")
    return rows.select_for_update(skip_locked=True, no_key=True, of=("self",))[:PAGE]


def wish_of(entry: QueueEntry, way: Pass, passed_on: frozenset[int] = frozenset()) -> Wish:
    wish = way.roster.wish(entry.ticket, vip=entry.ticket.contact.vip)
    asks = bool(wish.needs) and way.team.relax_after > 0
    relaxed = asks and way.roster.hours.between(entry.since, way.now) >= way.team.relax_after
    waits = entry.sticky_until is not None and entry.sticky_until > way.now
    return dataclasses.replace(
        wish, relaxed=relaxed, sticky=entry.sticky_id, waits_for_sticky=waits, passed_on=passed_on
    )


def _passed_on(ticket_ids: list[int], way: Pass) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = Offer.objects.filter(
        ticket_id__in=ticket_ids,
        state__in=(Offer.State.DECLINED, Offer.State.EXPIRED),
        answered_at__gt=way.now - PASSED_ON,
    )
    for ticket_id, user_id in rows.values_list("ticket_id", "user_id"):
        found.setdefault(ticket_id, set()).add(user_id)
    return found


def _place(entry: QueueEntry, wish: Wish, way: Pass) -> None:
    ticket = (
        Ticket.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("channel", "contact", "team")
        .filter(pk=entry.ticket_id)
        .first()
    )
    if ticket is None:
        return  # somebody is at it; the next tick finds it as they left it
    if not queue.waits(ticket) or ticket.team_id != way.team.pk:
        queue.enqueue(ticket)
        return
    found, person = _locked(wish, way)
    if person is None:
        return
    considered = found.considered(way.roster.people.values(), chosen=person.user_id)
    at = timezone.now()
    person.gets(wish.weight, at)
    way.placed += 1
    way.known.clear()
    if way.team.offers and ticket.work == Ticket.Work.CHAT:
        outcome = Decision.Outcome.OFFERED
        offers.make(ticket, person.user_id, at=at)
    else:
        outcome = Decision.Outcome.ASSIGNED
        tickets.apply(ticket, actor=None, at=at, assignee_id=person.user_id)
        ticket.save(update_fields=["assignee", "version"])
    log.decided(ticket, outcome, found.reason, user_id=person.user_id, considered=considered, at=at)


def _locked(wish: Wish, way: Pass) -> tuple[Choice, Person | None]:
    """The best person who is still the best once their row is locked and their load counted anew."""
    people = dict(way.roster.people)
    sure: set[int] = set()
    while True:
        found = choose(way.team, people.values(), wish)
        if not found.order:
            way.busy = way.busy or len(people) < len(way.roster.people)
            return found, None
        if found.order[0].user_id in sure:
            return found, found.order[0]
        wanted = [person.user_id for person in found.order]
        user = _first_free(wanted[:1] if found.reason == "sticky" else wanted)
        if user is None:
            way.busy = True
            return found, None
        for passed in wanted[: wanted.index(user.pk)]:  # others hold them
            del people[passed]
        refresh(people[user.pk], user, way.roster.weights, way.now, ramp=way.team.ramp > 0)
        sure.add(user.pk)


def _first_free(user_ids: list[int]) -> User | None:
    """The first of them whom nobody else holds, locked: one question, however many others work."""
    order = "array_position(%s::bigint[], id::bigint)"
    query = f"SELECT * FROM inbox_user WHERE id = ANY(%s) ORDER BY {order} LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED"  # noqa: S608
    return next(iter(User.objects.raw(query, [user_ids, user_ids])), None)


def _note(waiting: list[Waiting], way: Pass) -> None:
    """Write down why these wait, where that is news."""
    people = list(way.roster.people.values())
    told: dict[int, list[Considered]] = {}
    lines = []
    for entry, found in waiting:
        considered = told.setdefault(id(found), found.considered(people))
        lines.append((entry.ticket_id, found.reason, considered))
        entry.reason, entry.tried_at = found.reason, way.now
    QueueEntry.objects.bulk_update([entry for entry, _ in waiting], ["reason", "tried_at"])
    log.waiting(way.team.pk, lines, at=way.now)
