"""Who wants to know what happens on a ticket, and why: they chose to, were mentioned, or wrote there."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import access, events
from inbox.errors import InboxError
from inbox.models import Follower, Ticket, User

Why = Follower.Why
# Who left by choice comes back by choice only.
JOIN = """
    INSERT INTO inbox_follower (ticket_id, user_id, why, since)
    VALUES (%s, %s, %s, %s)
    ON CONFLICT (ticket_id, user_id) DO UPDATE SET left_at = NULL, why = excluded.why, since = excluded.since
    WHERE inbox_follower.left_at IS NOT NULL AND excluded.why = 'chose'
    RETURNING id
"""
REASONS = {
    Why.CHOSE: gettext_noop("You follow this ticket."),
    Why.MENTIONED: gettext_noop("You follow this ticket because you were mentioned."),
    Why.REPLIED: gettext_noop("You follow this ticket because you wrote in it."),
}


def follow(ticket: Ticket, user: User, why: str, *, actor: User | None = None) -> bool:
    """From now on; whether that is new. Nobody follows what they may not see: 400."""
    allowed = access.channel_ids(user)
    if allowed is not None and ticket.channel_id not in allowed:
        text = _("{person} may not see this ticket.").format(person=user.get_full_name())
        raise InboxError("invalid", f"user_id: {text}", fields={"user_id": text})
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(JOIN, [ticket.pk, user.pk, why, timezone.now()])
            joined = cursor.fetchone() is not None
        if joined:
            _tell(ticket, user, actor or user, follows=True)
    return joined


def unfollow(ticket: Ticket, user: User, *, actor: User | None = None) -> bool:
    """No more, until they choose to again; whether they did."""
    with transaction.atomic():
        rows = Follower.objects.filter(ticket=ticket, user=user, left_at__isnull=True)
        left = rows.update(left_at=timezone.now()) > 0
        if left:
            _tell(ticket, user, actor or user, follows=False)
    return left


def followers(ticket: Ticket) -> list[Follower]:
    """Who works here and follows, the first to do so first."""
    rows = Follower.objects.filter(ticket=ticket, left_at__isnull=True, user__is_active=True)
    return list(rows.select_related("user").order_by("since", "pk"))


def _tell(ticket: Ticket, user: User, actor: User, *, follows: bool) -> None:
    data = {"user_id": user.pk, "name": user.get_full_name(), "follows": follows}
    events.record("follower.changed", ticket=ticket, actor=actor, data=data)
