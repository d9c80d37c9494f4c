"""What a person may see at all, and how rows are narrowed to it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.errors import InboxError
from inbox.models import Channel, User

Row = TypeVar("Row", bound=Model)
ONLY = {
    User.Role.AGENT: gettext_noop("Only for people who work here."),
    User.Role.SUPERVISOR: gettext_noop("Only for supervisors and admins."),
    User.Role.ADMIN: gettext_noop("Only for admins."),
}
RANK = {User.Role.AGENT: 0, User.Role.SUPERVISOR: 1, User.Role.ADMIN: 2}


def channel_ids(user: User) -> set[int] | None:
    """The channels this person may see; None is all of them."""
    if not user.is_active:
        return set()
    if user.sees_everything:
        return None
    return set(Channel.objects.filter(teams__members=user).values_list("id", flat=True))


def scopes(user_ids: Collection[int]) -> dict[int, tuple[User, set[int] | None]]:
    """The same for many people in two queries, with who they are now; nobody who is gone or not active."""
    people = User.objects.filter(pk__in=user_ids, is_active=True).in_bulk()
    allowed: dict[int, set[int]] = {pk: set() for pk, user in people.items() if not user.sees_everything}
    links = Channel.objects.filter(teams__members__in=allowed).values_list("teams__members", "id").distinct()
    for user_id, channel_id in links if allowed else ():
        allowed[user_id].add(channel_id)
    return {pk: (user, allowed.get(pk)) for pk, user in people.items()}


def signed_in(session_keys: Collection[str]) -> set[str]:
    """Those of the sessions that still are: signing out and expiry both end one."""
    sessions = Session.objects.filter(pk__in=session_keys, expire_date__gt=timezone.now())
    return set(sessions.values_list("pk", flat=True))


def require_role(user: User, role: str) -> None:
    """Refuse anybody below ``role``: agent < supervisor < admin."""
    if not user.is_active or RANK[User.Role(user.role)] < RANK[User.Role(role)]:
        raise InboxError("forbidden", _(ONLY[User.Role(role)]), 403)


def within(rows: QuerySet[Row], user: User, path: str) -> QuerySet[Row]:
    allowed = channel_ids(user)
    return rows if allowed is None else rows.filter(**{f"{path}__in": allowed})


def shared(rows: QuerySet[Row], user: User) -> QuerySet[Row]:
    """For everybody, or for one of this person's teams."""
    if user.sees_everything or not user.is_active:
        return rows if user.is_active else rows.none()
    return rows.filter(Q(team__isnull=True) | Q(team__in=user.memberships.values("team_id")))


def one(rows: QuerySet[Row], pk: int) -> Row:
    return found(rows.filter(pk=pk))


def found(rows: QuerySet[Row]) -> Row:
    found = rows.first()
    if found is None:
        raise InboxError("not_found", _("There is no such thing, or you may not see it."), 404)
    return found
