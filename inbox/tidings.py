"""What events mean for people: who has the ticket and who follows it hear of it, never of their own doing.

One of the readers of the log (``reactions``): it runs a moment after the fact, in the order of the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_noop

from inbox import access, following, notifying
from inbox.models import Event, Follower, Mention, Message, SurveyAnswer, Ticket, User
from inbox.wording import Said

MINE = Said(gettext_noop("It is assigned to you."))
DUE = {
    "first_reply": gettext_noop("The first reply is due soon."),
    "next_reply": gettext_noop("The next reply is due soon."),
    "update": gettext_noop("The update is due soon."),
    "resolution": gettext_noop("The solution is due soon."),
}
LATE = {
    "first_reply": gettext_noop("The first reply is late."),
    "next_reply": gettext_noop("The next reply is late."),
    "update": gettext_noop("The update is late."),
    "resolution": gettext_noop("The solution is late."),
}
STATES = {
    "open": gettext_noop("{who} set it to open again."),
    "waiting_customer": gettext_noop("{who} set it to waiting for the customer."),
    "on_hold": gettext_noop("{who} set it to on hold."),
    "solved": gettext_noop("{who} set it to solved."),
    "closed": gettext_noop("{who} set it to closed."),
    "spam": gettext_noop("{who} set it to spam."),
}
A_RULE = Said(gettext_noop("A rule"))
THE_CUSTOMER = Said(gettext_noop("The customer"))
BAD = 2
SNIPPET = 120  # characters of what was said


def take(new: Sequence[Event]) -> None:
    """Tell whom these concern."""
    relevant = [event for event in new if event.kind in TELL and event.ticket_id]
    if not relevant:
        return
    prefetch_related_objects(relevant, "ticket__assignee", "message__author_user", "actor", "user")
    for event in relevant:
        if event.ticket is not None:
            TELL[event.kind](event, event.ticket)


def _said(event: Event, ticket: Ticket) -> None:
    """The customer to whoever has the ticket; everything that is said to everybody who follows it."""
    message = event.message
    if message is None or message.automated or message.deleted_at is not None:
        return
    author = message.author_user
    if author is not None:
        _join(ticket, author)
    told = _mentioned(message) | ({author.pk} if author is not None else set())
    if message.direction == Message.Direction.INBOUND and ticket.assignee is not None:
        told.add(ticket.assignee.pk)
        notifying.tell([ticket.assignee], "customer_replied", _words(message), ticket=ticket, reason=MINE)
    _tell_followers(ticket, _words(message), but=told)


def _changed(event: Event, ticket: Ticket) -> None:
    changes: dict[str, list[Any]] = event.data.get("changes", {})
    given = changes.get("assignee_id", [None, None])[1]
    told = {event.actor_id} - {None}
    if given is not None and given not in told and ticket.assignee is not None and ticket.assignee_id == given:
        by = (
            Said(gettext_noop("{person} assigned it to you."), person=event.actor.get_full_name())
            if event.actor
            else Said(gettext_noop("It was assigned to you."))
        )
        notifying.tell([ticket.assignee], "assigned", by, ticket=ticket, reason=MINE, happened_at=event.at)
        told.add(given)
    now = changes.get("status", [None, None])[1]
    # That a customer's words open a ticket, and that a solved one closes some day, goes without saying.
    if now in STATES and (event.actor is not None or now not in ("open", "closed")):
        who = event.actor.get_full_name() if event.actor else A_RULE
        _tell_followers(ticket, Said(STATES[now], who=who), but={pk for pk in told if pk})


def _late(event: Event, ticket: Ticket) -> None:
    if ticket.assignee is None or event.data.get("digest"):
        return
    breach = event.kind == "sla.breach"
    words = (LATE if breach else DUE)[event.data.get("metric", "first_reply")]
    notifying.tell(
        [ticket.assignee],
        "sla_breach" if breach else "sla_warning",
        Said(words),
        ticket=ticket,
        reason=MINE,
        happened_at=parse_datetime(event.data.get("at") or "") or event.at,
    )


def _offered(event: Event, ticket: Ticket) -> None:
    if event.user is not None:
        words = Said(gettext_noop("A chat is offered to you; take it or it goes to the next."))
        why = Said(gettext_noop("You are online and have room."))
        notifying.tell([event.user], "offer", words, ticket=ticket, reason=why)


def _judged(event: Event, ticket: Ticket) -> None:
    """Only what the customer was not content with, and only the first time they say so."""
    if event.data.get("score", BAD + 1) > BAD or event.data.get("before", BAD + 1) <= BAD:
        return
    asked = SurveyAnswer.objects.filter(ticket=ticket).select_related("agent").first()
    people = [user for user in (asked.agent if asked else None, ticket.assignee) if user is not None]
    comment = str(event.data.get("comment", ""))
    words = (
        Said(gettext_noop("The customer was not content: {words}"), words=_short(comment))
        if comment
        else Said(gettext_noop("The customer was not content."))
    )
    why = Said(gettext_noop("You helped with it."))
    notifying.tell(people, "survey_bad", words, ticket=ticket, reason=why)


TELL: dict[str, Callable[[Event, Ticket], None]] = {
    "message.created": _said,
    "ticket.changed": _changed,
    "sla.warning": _late,
    "sla.breach": _late,
    "offer.made": _offered,
    "survey.answered": _judged,
}


def _tell_followers(ticket: Ticket, words: Said, *, but: set[int]) -> None:
    """And whoever has the ticket, who need not follow it."""
    rows = [row for row in following.followers(ticket) if row.user_id not in but]
    for why in {row.why for row in rows if row.user_id != ticket.assignee_id}:
        people = [row.user for row in rows if row.why == why and row.user_id != ticket.assignee_id]
        notifying.tell(
            people, "followed_changed", words, ticket=ticket, reason=Said(following.REASONS[Follower.Why(why)])
        )
    if ticket.assignee is not None and ticket.assignee_id not in but:
        notifying.tell([ticket.assignee], "followed_changed", words, ticket=ticket, reason=MINE)


def _join(ticket: Ticket, author: User) -> None:
    """Who writes on a ticket follows it, unless they left it or lost it meanwhile."""
    allowed = access.channel_ids(author)
    if allowed is None or ticket.channel_id in allowed:
        following.follow(ticket, author, Follower.Why.REPLIED)


def _mentioned(message: Message) -> set[int]:
    """They know already."""
    called = Mention.objects.filter(message=message)
    return {pk for row in called.values_list("user_id", "team__members") for pk in row if pk is not None}


def _words(message: Message) -> Said:
    who = message.author_name or THE_CUSTOMER
    if message.direction == Message.Direction.INTERNAL:
        return Said(gettext_noop("{who} wrote a note: {words}"), who=who, words=_short(message.body_text))
    if message.direction == Message.Direction.OUTBOUND:
        return Said(
            gettext_noop("{who} answered: {words}"), who=who, words=_short(message.reply_text or message.body_text)
        )
    return Said(gettext_noop("{who} wrote: {words}"), who=who, words=_short(message.reply_text or message.body_text))


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SNIPPET else f"{words[: SNIPPET - 1]}…"
