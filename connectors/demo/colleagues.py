"""When much waits, the colleagues whom nobody has signed in as take the oldest, so that the demo never runs full."""

from __future__ import annotations

import random

from connectors.demo import company
from inbox import addressing, replies, tickets
from inbox.errors import InboxError
from inbox.models import Ticket, User

HELPFUL = (
    "Thank you for your message, and sorry that you had to wait. I have put it right just now.",
    "I have looked into it with our warehouse. It is on its way, and you get the tracking link this evening.",
    "Thank you for telling us. The amount goes back to you today; banks take two to three working days.",
)


def help_out(chance: random.Random) -> Ticket | None:
    """Somebody answers the longest waiting ticket that they may see, or solves one that is answered."""
    names = [name for name, _, role, _, _ in company.PEOPLE if role == User.Role.AGENT and name not in company.SHOWN]
    colleague = User.objects.filter(username__in=names, is_active=True).order_by("?").first()
    if colleague is None:
        return None
    free = Ticket.objects.filter(
        channel__teams__members=colleague, merged_into__isnull=True, snoozed_until__isnull=True
    )
    free = free.filter(assignee=None) | free.filter(assignee=colleague)
    answered = free.filter(status=Ticket.Status.WAITING_CUSTOMER).order_by("last_message_at").first()
    waiting = free.filter(status=Ticket.Status.OPEN).order_by("last_message_at").first()
    try:
        if answered is not None and (waiting is None or chance.random() < 0.5):
            return tickets.update(answered.pk, actor=colleague, status=Ticket.Status.SOLVED)
        if waiting is not None:
            _answer(waiting, colleague, chance.choice(HELPFUL))
    except InboxError:  # somebody was quicker
        return None
    return waiting


def _answer(ticket: Ticket, colleague: User, words: str) -> None:
    replies.reply(
        ticket.pk,
        author=colleague,
        body_html=f"<p>Hello,</p><p>{words}</p><p>{colleague.get_short_name()}</p>",
        to=[entry["handle"] for entry in addressing.recipients(ticket)["to"]],
        last_seen_message_id=ticket.last_message_id,
        status_after=Ticket.Status.WAITING_CUSTOMER,
    )
