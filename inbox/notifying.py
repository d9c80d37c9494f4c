"""Telling colleagues what happened and why they are told: in the console, on the desktop and by mail, as they wish.

What happens again on a ticket before they looked is counted in the line that they have of it (``COUNTED``). What was
over an hour ago when it could be told (nothing ran for a while) is counted in one digest per person: nobody reads
three hundred lines, and the wall shows what is late.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from inbox import access, events, wishes
from inbox.models import Notification, Organisation, Ticket, User
from inbox.wording import Said, again, kept

LATE = dt.timedelta(hours=1)
DIGEST = gettext_noop(
    "While nobody could be told, things happened that may need you. Look at what is late. The newest: {text}"
)
WHY_DIGEST = Said(gettext_noop("It was more than an hour ago when you could be told."))
SUPERVISOR = gettext_noop("You look after everything.")
ADMIN = gettext_noop("You are an admin.")
COUNT_IN = """
    INSERT INTO inbox_notification (user_id, kind, text, reason, made, at, ways)
    VALUES (%s, 'digest', %s, %s, %s, %s, '{app}')
    ON CONFLICT (user_id) WHERE kind = 'digest' AND read_at IS NULL
    DO UPDATE SET count = inbox_notification.count + 1, text = excluded.text,
        made = excluded.made, at = excluded.at
    RETURNING id
"""
PUT = """
    INSERT INTO inbox_notification (user_id, kind, ticket_id, text, reason, made, at, ways, mail_due_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (user_id, ticket_id, kind)
        WHERE kind IN ('customer_replied', 'followed_changed', 'sla_breach', 'sla_warning') AND read_at IS NULL
    DO UPDATE SET count = inbox_notification.count + 1, text = excluded.text, reason = excluded.reason,
        made = excluded.made, at = excluded.at, ways = excluded.ways,
        mail_due_at = coalesce(excluded.mail_due_at, inbox_notification.mail_due_at)
    RETURNING id
"""


def tell(
    users: Iterable[User],
    kind: str,
    text: str,
    *,
    ticket: Ticket | None = None,
    reason: str,
    happened_at: dt.datetime | None = None,
    mail: bool = False,
) -> list[User]:
    """Tell each of them once, now and in the console; returns who was told. Inside the caller's transaction.

    Nobody is told of a ticket that they may not see, nobody who does not work here any more, and nobody who switched
    this kind off altogether. What is said is ``Said``, so that each reads it in their own language.
    ``mail`` sends it to their address at once, whatever they chose.
    """
    now = timezone.now()
    people = _who_may_know(users, ticket)
    if happened_at is not None and now - happened_at > LATE:
        for user in people:
            _count_in(user, text, at=now)
        return people
    told = [user for user in people if _put(user, kind, text, ticket, reason=reason, at=now, mail=mail)]
    if mail and told:
        events.nudge("inbox.tasks.mail_notifications", queue="delivery")
    return told


def read(user: User, ids: Collection[int] | None) -> int:
    """Mark these as read, or (None) everything; returns how many were not."""
    rows = Notification.objects.filter(user=user, read_at__isnull=True)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    with transaction.atomic():
        done = rows.update(read_at=timezone.now())
        if done:
            events.record("notification.read", user=user, actor=user)
    return done


def supervisors() -> list[User]:
    """Everybody who looks after everything."""
    rows = User.objects.filter(role__in=(User.Role.SUPERVISOR, User.Role.ADMIN), is_active=True)
    return list(rows.order_by("pk"))


def link(ticket: Ticket) -> str:
    return f"{settings.PUBLIC_URL}/inbox/all/{ticket.pk}"


def forget() -> None:
    """After as many days as the organisation keeps them; 0: never."""
    days = (Organisation.objects.first() or Organisation()).notification_days
    if days:
        Notification.objects.filter(at__lt=timezone.now() - dt.timedelta(days=days)).delete()


def _who_may_know(users: Iterable[User], ticket: Ticket | None) -> list[User]:
    """Once each, in one order, so that two who tell the same people wait for each other and not in a circle."""
    scopes = access.scopes({user.pk for user in users})
    return [
        user
        for pk, (user, channels) in sorted(scopes.items())
        if ticket is None or channels is None or ticket.channel_id in channels
    ]


def _put(user: User, kind: str, text: str, ticket: Ticket | None, *, reason: str, at: dt.datetime, mail: bool) -> bool:
    """One person's line; False when they want to hear of it in no way."""
    ways = wishes.ways(user, kind, at=at)
    due = at if mail else wishes.mail_at(user, kind, at=at) if "mail" in ways else None
    shown = sorted(ways - {"mail"})
    if not shown and due is None:
        return False
    with connection.cursor() as cursor:
        values = (user.pk, kind, ticket.pk if ticket else None, *_told(text, reason), at, shown)
        cursor.execute(PUT, [*values, due if user.email else None])
        (pk,) = cursor.fetchone()
    events.record("notification.created", ticket=ticket, user=user, data={"id": pk})
    return True


def _count_in(user: User, text: str, *, at: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_IN, [user.pk, *_told(Said(DIGEST, text=text), WHY_DIGEST), at])
        (pk,) = cursor.fetchone()
    events.record("notification.created", user=user, data={"id": pk})


def in_words(row: Notification) -> tuple[str, str]:
    """Its text and why they are told, in the language that is spoken now."""
    return (again(row.made[0]), again(row.made[1])) if row.made else (row.text, row.reason)


def _told(text: str, reason: str) -> tuple[str, str, str]:
    """As columns: both in English, and how they were made."""
    return _fitted(text, 300), _fitted(reason, 200), json.dumps([kept(text), kept(reason)])


def _fitted(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
