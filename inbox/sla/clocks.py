"""What happens to a ticket's clocks, occasion by occasion.

Every function is called under the ticket's row lock, changes clocks and ``ticket.due_at`` (the caller saves the
ticket), and takes the database's time unless ``at`` says otherwise. ``due_at`` is the earliest due time of the
running clocks, a missed one included, so that "breaching soon" is one index range; paused clocks have none.

Within one occasion clocks are settled, then stopped, then paused, then started.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from inbox.models import Clock, Event, Message, Settlement, Ticket
from inbox.sla import terms, waits
from inbox.sla.account import Action
from inbox.sla.book import ACTIVE, Book, agreed
from inbox.sla.calendar import SECOND, whole
from inbox.sla.terms import Promise

Metric, State, Status = Clock.Metric, Clock.State, Ticket.Status
REPLIES = (Metric.FIRST_REPLY, Metric.NEXT_REPLY)
OVER = (Status.SOLVED, Status.CLOSED)
REPLY, BOT = "reply", "bot_reply"
SOLVED, SOLVED_WITHOUT_REPLY, NOT_NEEDED = "solved", "solved_without_reply", "no_reply_needed"
UNANSWERED = (SOLVED_WITHOUT_REPLY, NOT_NEEDED)
SPAM, NO_PROMISE, WITHDRAWN, SPLIT, UNMERGED = "spam", "no_promise", "withdrawn", "split", "unmerged"


def start(ticket: Ticket, message: Message, *, event: Event | None = None, at: dt.datetime | None = None) -> None:
    """A new ticket: promise a first reply (to customers) and a resolution. Automated mail starts nothing (R5).

    Where we wrote first there is no first reply to wait for (R8).
    """
    if message.automated or ticket.status not in Ticket.UNSOLVED:
        return
    book = Book(ticket, at=at, new=True, event=event)
    if at is None and message.raw is not None:
        book.at = min(book.at, whole(waits.since(message)))
    if message.direction == Message.Direction.INBOUND:
        _start(book, Metric.FIRST_REPLY, message)
    _start(book, Metric.RESOLUTION, message)
    _follow_status(book)
    book.write()


def changed(
    ticket: Ticket, done: Mapping[str, Any], *, asked: Message | None = None, at: dt.datetime | None = None
) -> None:
    """Fields of the ticket have changed (``done`` names them), or its customer wrote (``asked``), or both.

    Solved stops, spam cancels, waiting may pause, reopening resumes (R7, R14, R19, R21). Whatever a policy's conditions
    name matches it anew (R15, R17); another team goes by its own hours (R16). More messages reset nothing (R6).
    """
    if asked is not None and (asked.automated or ticket.status not in Ticket.UNSOLVED):
        asked = None
    if asked is None and not done.keys() & (MATTERS | terms.now()[1].fields):
        return
    book = Book(ticket, at=at)
    if "status" in done:
        _status_changed(book, done["status"][0], asked=asked is not None)
    _rematch(book, done)
    follow_calendar(book)
    _follow_status(book)
    if asked is not None and not book.active(*REPLIES):
        _asked(book, asked, at=at or waits.since(asked))
    book.write()


def apply_policy(ticket: Ticket, *, at: dt.datetime | None = None) -> bool:
    """What the newest version of the ticket's policy promises, for every clock it has or lacks (R17), with the grace
    of R15. False: it was promised that already."""
    book = Book(ticket, at=at)
    book.take_newest()
    _rematch(book, (), applied=True)
    _follow_status(book)
    book.write()
    return bool(book.entries)


MATTERS = frozenset({"status", "priority", "team_id"})


def agent_replied(ticket: Ticket, message: Message, *, at: dt.datetime | None = None) -> None:
    """A reply to the customer stops the wait for one, if it answers what waits longest; notes and automations do not
    (R1 to R3). What it leaves unanswered goes on waiting from its own time. The next update is due from now on."""
    book = Book(ticket, at=at)
    policy = book.policy()
    if not waits.is_reply(message, policy):
        return
    reason = REPLY if waits.by_person(message) else BOT
    for clock in book.active(*REPLIES):
        words = [word for word in waits.said(ticket, until=at) if word.pk != message.pk]
        waiting = waits.unanswered(words, policy, after=_not_needed_before(book))
        left = [asked for asked in waiting if not waits.answers(message, asked, policy)]
        if not waiting or waiting[0] not in left:
            book.post(clock, Action.STOP, reason=reason, message=message)
            if left:
                _start(book, Metric.NEXT_REPLY, left[0], at=waits.since(left[0]))
    for clock in book.active(Metric.UPDATE):
        book.post(clock, Action.STOP, reason=reason, message=message)
    if ticket.status in Ticket.UNSOLVED:
        _start(book, Metric.UPDATE, message)
    _follow_status(book)
    book.write()


def delivery_failed(ticket: Ticket, message: Message, *, at: dt.datetime | None = None) -> None:
    """The provider finally refused the reply: the stop is void, and what was due meanwhile is missed (R4)."""
    _void_stop(ticket, message, reason="delivery_failed", at=at)


def reply_undone(ticket: Ticket, message: Message, *, at: dt.datetime | None = None) -> None:
    """The agent took the reply back within the undo window: it never was one (R1)."""
    _void_stop(ticket, message, reason="undone", at=at)


def withdrawn(ticket: Ticket, message: Message, *, reason: str = WITHDRAWN, at: dt.datetime | None = None) -> None:
    """The message is gone (deleted, or split off): with the last unanswered one the wait is over (R6)."""
    if message.direction != Message.Direction.INBOUND or message.automated:
        return
    book = Book(ticket, at=at)
    for clock in book.active(*REPLIES):
        waiting = waits.unanswered(waits.said(ticket), book.policy(), after=_not_needed_before(book))
        seen_as = waiting[0].visibility if waiting else ""
        if not waiting:
            book.post(clock, Action.CANCEL, reason=reason)
        elif clock.visibility and seen_as != clock.visibility:
            promise = book.promise(clock.metric, visibility=seen_as) or agreed(clock)
            book.post(
                clock, Action.RETARGET, promise=book.with_grace(clock, promise), visibility=seen_as, reason=reason
            )
    book.write()


def dropped(ticket: Ticket, *, reason: str) -> None:
    """Whoever it was promised to is gone, and so is every promise. The caller saves ``due_at``."""
    book = Book(ticket)
    for clock in book.active():
        book.post(clock, Action.CANCEL, reason=reason)
    book.write()


def no_reply_needed(ticket: Ticket, *, at: dt.datetime | None = None) -> bool:
    """An agent's word that nothing has to be answered: met if in time (R7). False: nothing was waiting."""
    book = Book(ticket, at=at)
    waiting = book.active(*REPLIES)
    for clock in waiting:
        book.post(clock, Action.STOP, reason=NOT_NEEDED)
    book.write()
    return bool(waiting)


def follow_calendar(book: Book) -> None:
    """Move active clocks in business time to the calendar in force (R16, R18). Targets stay as they were promised."""
    for clock in book.active():
        promise = _own(book, clock)
        if promise != agreed(clock):
            book.post(clock, Action.RETARGET, promise=promise, reason="calendar")


def _start(
    book: Book, metric: str, message: Message, *, at: dt.datetime | None = None, reason: str = ""
) -> Clock | None:
    promise = book.promise(metric, visibility=message.visibility)
    if promise is None:
        return None
    return book.start(metric, promise, visibility=message.visibility, message=message, at=at, reason=reason)


def _asked(book: Book, message: Message, *, at: dt.datetime) -> None:
    """The customer wrote and nothing waits: the first question of a person, or the next one after a reply (R5, R8)."""
    words = waits.said(book.ticket)
    replied = any(waits.is_reply(word, book.policy()) for word in words)
    first = book.newest(Metric.FIRST_REPLY)
    never = not replied and (first is None or first.state == State.CANCELLED)
    _start(book, Metric.FIRST_REPLY if never else Metric.NEXT_REPLY, message, at=at)
    if book.newest(Metric.RESOLUTION) is None:
        _start(book, Metric.RESOLUTION, message, at=at)
        _follow_status(book)


def _status_changed(book: Book, old: str, *, asked: bool) -> None:
    new = book.ticket.status
    if new in OVER:
        for clock in book.active():
            book.post(clock, Action.STOP, reason=SOLVED_WITHOUT_REPLY if clock.metric in REPLIES else SOLVED)
    elif new == Status.SPAM:
        for clock in book.active():
            book.post(clock, Action.CANCEL, reason=SPAM)
    elif old in OVER or old == Status.SPAM:
        _reopen(book, asked=asked)


def _reopen(book: Book, *, asked: bool) -> None:
    """What the solving stopped goes on (R19); a wait that a reply ended stays ended, and so does the one for a next
    reply where the customer asks anew."""
    for metric in Metric.values:
        clock = book.newest(metric)
        if clock is None or (metric == Metric.NEXT_REPLY and book.active(*REPLIES)):
            continue
        solved = clock.stop_reason in (SOLVED, SOLVED_WITHOUT_REPLY)
        over = metric == Metric.UPDATE or (metric == Metric.NEXT_REPLY and asked)
        if clock.cancel_reason == SPAM or (solved and not over):
            book.post(clock, Action.RESUME, promise=book.with_grace(clock, _own(book, clock)), reason="reopened")


def _follow_status(book: Book) -> None:
    for clock in book.active():
        pauses = book.terms.pauses(clock, book.ticket.status)
        if pauses and clock.state == State.RUNNING:
            book.post(clock, Action.PAUSE, reason=book.ticket.status)
        elif not pauses and clock.state == State.PAUSED:
            book.post(clock, Action.RESUME, promise=_own(book, clock), reason=book.ticket.status)


def _rematch(book: Book, done: Collection[str], *, applied: bool = False) -> None:
    """What the ticket's policy promises now, for every clock it has or lacks (R15)."""
    ticket, policy = book.ticket, book.policy()
    reason = "priority" if "priority" in done else "policy"
    moved = applied or "priority" in done or not book.under(policy)
    for clock in (book.newest(metric) for metric in Metric.values):
        if clock is None or not (moved or clock.cancel_reason == NO_PROMISE):
            continue
        promise = book.promise(clock.metric, visibility=clock.visibility)
        if promise is None:
            if clock.state in ACTIVE:
                book.post(clock, Action.CANCEL, reason=NO_PROMISE)
        elif clock.state in ACTIVE:
            if promise != agreed(clock):
                same = promise[:-1] == agreed(clock)[:-1]
                kept = promise if same else book.with_grace(clock, promise)
                book.post(clock, Action.RETARGET, promise=kept, reason=reason)
        elif clock.cancel_reason == NO_PROMISE and ticket.status in Ticket.UNSOLVED:
            if clock.metric not in REPLIES or not book.active(*REPLIES):
                book.post(clock, Action.RESUME, promise=book.with_grace(clock, promise), reason=reason)
        elif clock.stop_reason in (SOLVED, SOLVED_WITHOUT_REPLY) and ticket.status in OVER:
            book.post(clock, Action.RETARGET, promise=promise, reason=reason)  # for the day it is reopened
    if moved and ticket.status in Ticket.UNSOLVED:
        _start_missing(book)


def _start_missing(book: Book) -> None:
    """A policy that promises more than the last one: from now on."""
    lacks_reply = not book.active(*REPLIES)
    lacks_resolution = book.newest(Metric.RESOLUTION) is None
    if not lacks_reply and not lacks_resolution:
        return
    words = waits.said(book.ticket)
    waiting = waits.unanswered(words, book.policy(), after=_not_needed_before(book))
    if lacks_reply and waiting:
        replied = any(waits.is_reply(word, book.policy()) for word in words)
        first = book.newest(Metric.FIRST_REPLY)
        if replied or first is None:
            _start(book, Metric.NEXT_REPLY if replied else Metric.FIRST_REPLY, waiting[0], at=book.at)
    if lacks_resolution and words:
        _start(book, Metric.RESOLUTION, words[0], at=book.at)


def _own(book: Book, clock: Clock) -> Promise:
    """The terms a clock has, in the calendar now in force."""
    promise = agreed(clock)
    if clock.calendar_version_id is None:
        return promise
    policy = book.terms.known.get(clock.policy_version_id or 0)
    version = book.terms.calendar_of(policy.calendar_id if policy is not None else None, book.ticket.team_id)
    return promise._replace(calendar_version_id=version or clock.calendar_version_id)


def _not_needed_before(book: Book) -> dt.datetime | None:
    """Until when somebody decided, by solving or by saying so, that nothing has to be answered."""
    decided = [
        clock.stopped_at + SECOND
        for clock in book.clocks
        if clock.metric in REPLIES and clock.stop_reason in UNANSWERED and clock.stopped_at is not None
    ]
    return max(decided, default=None)


def _void_stop(ticket: Ticket, message: Message, *, reason: str, at: dt.datetime | None) -> None:
    if ticket.status == Status.SPAM:
        return
    book = Book(ticket, at=at)
    stopped = [clock for clock in book.clocks if clock.state == State.STOPPED and clock.stopped_by_id == message.pk]
    began = Settlement.objects.filter(clock__ticket=ticket, action=Action.START, message=message)
    began_with_it = set(began.values_list("clock_id", flat=True))
    words = waits.said(ticket)
    for clock in book.active():
        beside = clock.metric == Metric.NEXT_REPLY and any(each.metric in REPLIES for each in stopped)
        if clock.pk in began_with_it or beside:  # what the reply began, and the wait for the one after it
            book.post(clock, Action.CANCEL, reason=reason)
    for clock in stopped:
        seen_as = clock.visibility if clock.metric in REPLIES else ""
        later = waits.first(words, book.policy(), after=message, visibility=seen_as)
        over = SOLVED_WITHOUT_REPLY if clock.metric in REPLIES else SOLVED
        if later is not None:
            stopped_at, why = later.created_at, REPLY if waits.by_person(later) else BOT
        else:
            stopped_at, why = (ticket.solved_at or book.at), over
        again = later is not None or ticket.status in OVER
        until = stopped_at if again else book.at
        book.post(clock, Action.VOID_STOP, promise=_own(book, clock), reason=reason, at=until)
        if again:
            book.post(clock, Action.STOP, reason=why, message=later, at=stopped_at)
    _follow_status(book)
    book.write()
