"""API tokens: what programs sign in with. Only a hash is kept, so a token is shown once; its name says what for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken

from inbox import events, people
from inbox.errors import InboxError
from inbox.models import TokenName, User

USED = dt.timedelta(hours=1)  # how exactly the last use is kept
NOWHERE = "systems.invalid"  # programs have no mailbox
NAMELESS = "Made on the command line"


def every(*, of: User | None = None) -> list[AuthToken]:
    """The newest first, all or one person's. Those of the command line get a row, so that they have an id and can be
    ended."""
    unnamed = AuthToken.objects.filter(named__isnull=True)
    TokenName.objects.bulk_create([TokenName(token=token, name=NAMELESS) for token in unnamed], ignore_conflicts=True)
    alive = Q(expiry__isnull=True) | Q(expiry__gt=timezone.now())
    found = AuthToken.objects.filter(alive).select_related("named__made_by", "user").order_by("-created")
    return list(found if of is None else found.filter(user=of))


def create(*, actor: User, name: str, user_id: int, days: int | None = None) -> tuple[AuthToken, str]:
    """For this person: it may do what they may. Returns the row and the token itself, which nobody sees again."""
    with transaction.atomic():
        owner = User.objects.filter(pk=user_id, is_active=True).first()
        if owner is None:
            why = _("There is no such active person.")
            raise InboxError("invalid", why, fields={"user_id": why})
        token, secret = AuthToken.objects.create(owner, expiry=None if days is None else dt.timedelta(days=days))
        TokenName.objects.create(token=token, name=" ".join(name.split()), made_by=actor)
        _told(token, actor, ["created"])
    return token, secret


def create_for_system(
    *, actor: User, name: str, role: str, days: int | None = None, team_ids: Collection[int] = ()
) -> tuple[AuthToken, str]:
    """For a program of its own: somebody who works here under that name and cannot sign in otherwise."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:100] or "system"
    with transaction.atomic():
        taken = set(User.objects.filter(username__startswith=slug).values_list("username", flat=True))
        free = (each for each in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 2))) if each not in taken)
        who = {"username": (username := next(free)), "email": f"{username}@{NOWHERE}", "name": name, "role": role}
        made = people.create_user(actor=actor, team_ids=team_ids, capacity=0, **who)
        return create(actor=actor, name=name, user_id=made.pk, days=days)


def revoke(token_id: int, *, actor: User, of: User | None = None) -> None:
    """At once: the next request with it is refused. ``of``: only if it is this person's."""
    with transaction.atomic():
        named = TokenName.objects.select_related("token__user").filter(pk=token_id).first()
        if named is None or (of is not None and named.token.user_id != of.pk):
            raise InboxError("not_found", _("There is no such token."), 404)
        _told(named.token, actor, ["revoked"])
        named.token.delete()


def used(token: AuthToken) -> None:
    """Remember to the hour that it was."""
    now = timezone.now()
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USED)
    TokenName.objects.filter(stale, token=token).update(last_used_at=now)


def _told(token: AuthToken, actor: User, fields: list[str]) -> None:
    data = {"id": token.named.pk, "name": token.named.name, "of": token.user.get_full_name(), "fields": fields}
    events.record("token.changed", actor=actor, data=data)
