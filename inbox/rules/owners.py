"""Telling whoever answers for a rule that something is wrong with it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from inbox import notifying
from inbox.models import Notification, Rule, Ticket, User
from inbox.wording import Said


def tell(rule: Rule, kind: str, text: Said, *, ticket: Ticket | None = None) -> None:
    """Its owner, else every admin; nobody twice while they have not read the first word."""
    owner = rule.owner if rule.owner is not None and rule.owner.is_active else None
    people = [owner] if owner else list(User.objects.filter(role=User.Role.ADMIN, is_active=True))
    unread = Notification.objects.filter(kind=kind, text=text[:300], read_at__isnull=True, user__in=people)
    told = set(unread.values_list("user_id", flat=True))
    reason = Said(gettext_noop("You made this rule.") if owner else notifying.ADMIN)
    notifying.tell([user for user in people if user.pk not in told], kind, text, ticket=ticket, reason=reason)
