"""Clocks of two tickets that become one, one that becomes two, and what was one and is two again (R20).

Called under the row locks of both tickets; the caller saves them.
"""

from __future__ import annotations

import datetime as dt
import itertools

from inbox.models import Clock, Message, Settlement, Ticket
from inbox.sla import account, clocks, terms, waits
from inbox.sla.account import Action
from inbox.sla.book import ACTIVE, MERGED, Book, agreed
from inbox.sla.clocks import REPLIES, SPLIT, UNMERGED
from inbox.sla.terms import Promise


def merged(source: Ticket, target: Ticket, *, at: dt.datetime | None = None) -> None:
    """The source's clocks end; the target's reply clock takes the earlier due time and a breach counts there."""
    theirs, ours = Book(source, at=at), Book(target, at=at)
    for clock in theirs.active():
        theirs.post(clock, Action.CANCEL, reason=MERGED)
        like = REPLIES if clock.metric in REPLIES else (clock.metric,)
        kept = next(iter(ours.active(*like)), None)
        if clock.metric in REPLIES and target.status in Ticket.UNSOLVED and clock.due_at is not None:
            kept = _take_earlier(ours, kept, clock, due_at=clock.due_at)
        if kept is not None and clock.breached_at is not None:
            ours.post(kept, Action.INHERIT, reason=MERGED, at=clock.breached_at)
    theirs.write()
    ours.write()


def unmerged(source: Ticket, target: Ticket, *, since: dt.datetime, at: dt.datetime | None = None) -> None:
    """As if they had never been one: the source's clocks go on from the moment of the merge, as the customer has waited
    all the time, and the target's keep the promises it had made itself. What was answered meanwhile stays answered.

    ``since`` they were one. ``source`` has its old status again, and its messages are back.
    """
    theirs, ours = Book(source, at=at), Book(target, at=at)
    replied = [word for word in waits.said(target, until=at) if waits.is_reply(word, ours.policy())]
    for clock in theirs.clocks:
        if clock.cancel_reason != MERGED:
            continue
        ended = _entries(clock, Action.CANCEL, MERGED)[-1].at
        theirs.post(clock, Action.RESUME, reason=UNMERGED, at=ended)
        answer = next((word for word in replied if word.created_at >= since), None)
        if clock.metric in REPLIES and answer is not None:
            theirs.post(clock, Action.STOP, reason=clocks.REPLY, message=answer, at=answer.created_at)
        elif source.status not in Ticket.UNSOLVED:
            theirs.post(clock, Action.CANCEL, reason=UNMERGED, at=ended)
        elif theirs.terms.pauses(clock, source.status):
            theirs.post(clock, Action.PAUSE, reason=source.status, at=ended)
    for clock in ours.clocks:
        _restore(ours, clock)
    theirs.write()
    ours.write()


def split(source: Ticket, new: Ticket, moved: list[Message], *, at: dt.datetime | None = None) -> None:
    """What moved happens on the new ticket at its own times; on the source whatever waited for it is over."""
    begun = False
    for message in moved:
        when = waits.since(message)
        if message.direction == Message.Direction.OUTBOUND:
            clocks.agent_replied(new, message, at=message.created_at)
        elif message.direction == Message.Direction.INBOUND and not message.automated:
            if begun:
                clocks.changed(new, {}, asked=message, at=when)
            else:
                clocks.start(new, message, at=when)
            begun = True
    for message in moved:
        clocks.withdrawn(source, message, reason=SPLIT, at=at)


def _take_earlier(ours: Book, kept: Clock | None, theirs: Clock, *, due_at: dt.datetime) -> Clock:
    """The promise to the source's customer goes on, on the target."""
    version = kept.calendar_version_id if kept is not None else ours.calendar()
    left = terms.hours(version).between(ours.at, due_at)
    if kept is None:
        warnings = tuple(seconds for seconds in theirs.warnings if seconds < left)
        promise = Promise(left, warnings, version, theirs.policy_version_id)
        return ours.start(theirs.metric, promise, visibility=theirs.visibility, reason=MERGED)
    if theirs.breached_at is None and (kept.due_at is None or due_at < kept.due_at):
        promise = agreed(kept)._replace(target=account.used(kept, ours.at) + left, calendar_version_id=version)
        ours.post(kept, Action.RETARGET, promise=promise, reason=MERGED)
    return kept


def _restore(ours: Book, clock: Clock) -> None:
    """Take back what the merge did to a clock of the target."""
    if _entries(clock, Action.START, MERGED):
        if clock.state in ACTIVE:
            ours.post(clock, Action.CANCEL, reason=UNMERGED)
        return
    entries = list(Settlement.objects.filter(clock=clock).order_by("id"))
    for before, entry in itertools.pairwise(entries):
        if (entry.action, entry.reason) == (Action.RETARGET, MERGED) and clock.state in ACTIVE:
            promise = agreed(clock)._replace(target=before.target, warnings=tuple(before.warnings))
            ours.post(clock, Action.RETARGET, promise=promise, reason=UNMERGED)
            break
    if clock.breach_cause == MERGED:
        ours.post(clock, Action.GIVE_BACK, reason=UNMERGED)


def _entries(clock: Clock, action: str, reason: str) -> list[Settlement]:
    return list(Settlement.objects.filter(clock=clock, action=action, reason=reason).order_by("id"))
