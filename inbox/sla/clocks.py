"""What happens to a ticket's clocks, occasion by occasion.

Every function is called under the ticket's row lock, changes clocks and ``ticket.due_at`` (the caller saves the
ticket), and takes the database's time unless ``at`` says otherwise. ``due_at`` is the earliest due time of the
running clocks, a missed one included, so that "breaching soon" is one index range; paused clocks have none.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from inbox.models import Clock, Message, Ticket
from inbox.sla import account, terms
from inbox.sla.account import Action
from inbox.sla.book import ACTIVE, MERGED, SOLVED, SOLVED_WITHOUT_REPLY, Book, agreed
from inbox.sla.calendar import whole
from inbox.sla.terms import Promise

Metric, State, Status = Clock.Metric, Clock.State, Ticket.Status
REPLIES = (Metric.FIRST_REPLY, Metric.NEXT_REPLY)
OVER = (Status.SOLVED, Status.CLOSED)
SPAM, NO_PROMISE = "spam", "no_promise"


def start(ticket: Ticket, message: Message, *, at: dt.datetime | None = None) -> None:
    """A new ticket: promise a first reply (to customers) and a resolution. Automated mail starts nothing (R5).

    The wait began when the message was kept, not when a worker found the time for it.
    """
    if message.automated or ticket.status not in Ticket.UNSOLVED:
        return
    book = Book(ticket, at=at, new=True)
    if at is None and message.raw is not None:
        book.at = min(book.at, whole(message.raw.received_at))
    _start(book, first_reply=message.direction == Message.Direction.INBOUND)
    book.write()


def customer_wrote(ticket: Ticket, message: Message, *, at: dt.datetime | None = None) -> None:
    """More messages reset nothing (R6); the first by a person, on a ticket that a machine or we began, starts them."""
    if message.automated or ticket.due_at is not None or ticket.status not in Ticket.UNSOLVED:
        return
    book = Book(ticket, at=at)
    if not book.clocks and not _answered(ticket, since=_first_wrote(ticket)):
        _start(book, first_reply=True)
    book.write()


def agent_replied(ticket: Ticket, message: Message, *, at: dt.datetime | None = None) -> None:
    """A person's reply to the customer stops the wait for one; notes and automations do not (R1, R2).

    Neither does an answer to somebody else who commented under the same post.
    """
    if message.direction != Message.Direction.OUTBOUND or message.automated or not _by_person(message):
        return
    asked = message.parent.author_identity if message.parent is not None else None
    if asked is not None and asked.contact_id != ticket.contact_id:
        return
    book = Book(ticket, at=at)
    for clock in book.active():
        if clock.metric in REPLIES:
            book.post(clock, Action.STOP, reason="reply", message=message)
    book.write()


def delivery_failed(ticket: Ticket, message: Message, *, at: dt.datetime | None = None) -> None:
    """The provider finally refused the reply: the stop is void, and what was due meanwhile is missed (R4)."""
    _void_stop(ticket, message, reason="delivery_failed", at=at)


def reply_undone(ticket: Ticket, message: Message, *, at: dt.datetime | None = None) -> None:
    """The agent took the reply back within the undo window: it never was one (R1)."""
    _void_stop(ticket, message, reason="undone", at=at)


def status_changed(ticket: Ticket, old: str, new: str, *, at: dt.datetime | None = None) -> None:
    """Solved stops, spam cancels, waiting may pause, reopening resumes (R7, R14, R19, R21)."""
    book = Book(ticket, at=at)
    if new in OVER:
        for clock in book.active():
            book.post(clock, Action.STOP, reason=SOLVED_WITHOUT_REPLY if clock.metric in REPLIES else SOLVED)
    elif new == Status.SPAM:
        for clock in book.active():
            book.post(clock, Action.CANCEL, reason=SPAM)
    else:
        if old in OVER or old == Status.SPAM:
            _reopen(book)
        _follow_status(book)
    book.write()


def priority_changed(ticket: Ticket, old: str, *, at: dt.datetime | None = None) -> None:
    """Keep what was consumed, swap the target, leave the grace (R15). No promise lost or won goes unnoticed."""
    book = Book(ticket, at=at)
    for metric in (Metric.FIRST_REPLY, Metric.RESOLUTION):
        _rematch(book, metric)
    _follow_status(book)
    book.write()


def team_changed(ticket: Ticket, old: int | None, *, at: dt.datetime | None = None) -> None:
    """Settle under the old team's calendar, continue under the new one's (R16)."""
    book = Book(ticket, at=at)
    follow_calendar(book)
    book.write()


def merged(source: Ticket, target: Ticket, *, at: dt.datetime | None = None) -> None:
    """The source's clocks end; the target's reply clock takes the earlier due time and a breach counts there (R20)."""
    theirs, ours = Book(source, at=at), Book(target, at=at)
    mine = {clock.metric: clock for clock in ours.active()}
    for clock in theirs.active():
        theirs.post(clock, Action.CANCEL, reason=MERGED)
        kept = mine.get(clock.metric)
        if clock.metric in REPLIES and target.status in Ticket.UNSOLVED and clock.due_at is not None:
            kept = _take_earlier(ours, kept, clock, due_at=clock.due_at)
        if kept is not None and clock.breached_at is not None:
            ours.post(kept, Action.INHERIT, reason=MERGED, at=clock.breached_at)
    theirs.write()
    ours.write()


def follow_calendar(book: Book, *, at: dt.datetime | None = None) -> None:
    """Move active clocks in business time to the calendar in force. Targets stay as they were promised."""
    for clock in book.active():
        promise = _own(book, clock)
        if promise.calendar_version_id != clock.calendar_version_id:
            book.post(clock, Action.RETARGET, promise=promise, reason="calendar", at=at)


def _start(book: Book, *, first_reply: bool) -> None:
    for metric in (Metric.FIRST_REPLY, Metric.RESOLUTION) if first_reply else (Metric.RESOLUTION,):
        promise = book.terms.promise(book.ticket, metric)
        if promise is not None:
            book.start(metric, promise)
    _follow_status(book)


def _follow_status(book: Book) -> None:
    for clock in book.active():
        pauses = book.terms.pauses(book.ticket, clock.metric)
        if pauses and clock.state == State.RUNNING:
            book.post(clock, Action.PAUSE, reason=book.ticket.status)
        elif not pauses and clock.state == State.PAUSED:
            book.post(clock, Action.RESUME, promise=_own(book, clock), reason=book.ticket.status)


def _reopen(book: Book) -> None:
    """The clocks that the solving stopped go on; a wait that a reply ended stays ended."""
    for metric in Metric.values:
        clock = book.newest(metric)
        if clock is not None and (clock.stop_reason in (SOLVED, SOLVED_WITHOUT_REPLY) or clock.cancel_reason == SPAM):
            book.post(clock, Action.RESUME, promise=book.with_grace(clock, _own(book, clock)), reason="reopened")


def _rematch(book: Book, metric: str) -> None:
    ticket, clock = book.ticket, book.newest(metric)
    promise = book.terms.promise(ticket, metric)
    if clock is None:
        unanswered = metric not in REPLIES or not _answered(ticket)
        if promise is not None and ticket.status in Ticket.UNSOLVED and unanswered:
            book.start(metric, promise)
    elif promise is None:
        if clock.state in ACTIVE:
            book.post(clock, Action.CANCEL, reason=NO_PROMISE)
    elif clock.cancel_reason == NO_PROMISE and ticket.status in Ticket.UNSOLVED:
        book.post(clock, Action.RESUME, promise=book.with_grace(clock, promise), reason="priority")
    elif clock.state in ACTIVE and promise != agreed(clock):
        book.post(clock, Action.RETARGET, promise=book.with_grace(clock, promise), reason="priority")
    elif clock.stop_reason in (SOLVED, SOLVED_WITHOUT_REPLY):  # for the day it is reopened
        book.post(clock, Action.RETARGET, promise=promise, reason="priority")


def _own(book: Book, clock: Clock) -> Promise:
    """The terms a clock has, in the calendar now in force."""
    if clock.calendar_version_id is None:
        return agreed(clock)
    policy_calendar = clock.policy_version.calendar_id if clock.policy_version is not None else None
    version = book.terms.calendar_of(policy_calendar, book.ticket.team_id) or clock.calendar_version_id
    return agreed(clock)._replace(calendar_version_id=version)


def _void_stop(ticket: Ticket, message: Message, *, reason: str, at: dt.datetime | None) -> None:
    if ticket.status == Status.SPAM:
        return
    book = Book(ticket, at=at)
    for clock in book.clocks:
        if clock.state == State.STOPPED and clock.stopped_by_id == message.pk:
            later = _replies(ticket).exclude(pk=message.pk).filter(created_at__gte=message.created_at).first()
            if later is not None:
                stopped_at, why = later.created_at, "reply"
            else:
                stopped_at, why = (ticket.solved_at or book.at), SOLVED_WITHOUT_REPLY
            again = later is not None or ticket.status in OVER
            until = stopped_at if again else book.at
            book.post(clock, Action.VOID_STOP, promise=_own(book, clock), reason=reason, at=until)
            if again:
                book.post(clock, Action.STOP, reason=why, message=later, at=stopped_at)
    book.write()


def _take_earlier(ours: Book, kept: Clock | None, theirs: Clock, *, due_at: dt.datetime) -> Clock:
    """The promise to the source's customer goes on, on the target."""
    version = kept.calendar_version_id if kept is not None else ours.terms.calendar_version(ours.ticket)
    left = terms.hours(version).between(ours.at, due_at)
    if kept is None:
        warnings = (min(theirs.warn_before, left // 2),)
        return ours.start(theirs.metric, Promise(left, warnings, version, theirs.policy_version_id))
    if theirs.breached_at is None and (kept.due_at is None or due_at < kept.due_at):
        promise = agreed(kept)._replace(target=account.used(kept, ours.at) + left, calendar_version_id=version)
        ours.post(kept, Action.RETARGET, promise=promise, reason=MERGED)
    return kept


def _by_person(message: Message) -> bool:
    """By an agent here, or typed in the network's own app (then it came in raw)."""
    return message.author_user_id is not None or message.raw_id is not None


def _replies(ticket: Ticket) -> QuerySet[Message]:
    """Of people, that went out or still may; the first one first."""
    return (
        Message.objects.filter(
            Q(author_user__isnull=False) | Q(raw__isnull=False),
            ticket=ticket,
            direction=Message.Direction.OUTBOUND,
            automated=False,
            deleted_at__isnull=True,
        )
        .exclude(delivery__state__in=("failed", "cancelled"))
        .order_by("created_at", "id")
    )


def _first_wrote(ticket: Ticket) -> dt.datetime | None:
    people = Message.objects.filter(ticket=ticket, direction=Message.Direction.INBOUND, automated=False)
    return people.order_by("id").values_list("created_at", flat=True).first()


def _answered(ticket: Ticket, *, since: dt.datetime | None = None) -> bool:
    replies = _replies(ticket)
    return (replies if since is None else replies.filter(created_at__gte=since)).exists()
