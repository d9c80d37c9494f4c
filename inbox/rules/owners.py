"""Telling whoever answers for a rule that something is wrong with it."""

from __future__ import annotations

from inbox import notifying
from inbox.models import Notification, Rule, Ticket, User


def tell(rule: Rule, kind: str, text: str, *, ticket: Ticket | None = None) -> None:
    """Its owner, else every admin; nobody twice while they have not read the first word."""
    owner = rule.owner if rule.owner is not None and rule.owner.is_active else None
    text = text[:300]
    people = [owner] if owner else list(User.objects.filter(role=User.Role.ADMIN, is_active=True))
    unread = Notification.objects.filter(kind=kind, text=text, read_at__isnull=True, user__in=people)
    told = set(unread.values_list("user_id", flat=True))
    reason = "You made this rule." if owner else "You are an admin."
    notifying.tell([user for user in people if user.pk not in told], kind, text, ticket=ticket, reason=reason)
