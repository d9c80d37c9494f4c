"""Take on, change and let go the people who work here.

Every change takes effect at once and is recorded: who did it and which fields, never a secret.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken

from inbox import events, tickets, wishes
from inbox.errors import InboxError
from inbox.models import Membership, Team, Ticket, User
from inbox.routing import absence

PUBLIC = frozenset({"name", "role", "availability", "team_ids", "active"})


def create_user(*, actor: User, team_ids: Collection[int] = (), **fields: Any) -> User:
    """Without a password: nobody can sign in as them until they have used an invitation."""
    try:
        with transaction.atomic():
            user = User(**{**fields, "email": fields["email"].lower()})
            user.set_unusable_password()
            user.save(force_insert=True)
            _join(user, team_ids)
            events.record("user.changed", actor=actor, data={"user_id": user.pk, "fields": ["created"]})
    except IntegrityError as error:
        raise _taken(error) from None
    return user


def change_user(user_id: int, *, actor: User, **changes: Any) -> User:
    """Name, email, role, capacity, active, team_ids. The open tickets of who is let go become nobody's."""
    try:
        with transaction.atomic():
            if changes.get("active") is False:  # tickets are locked before people
                for ticket_id in _open_tickets(user_id):
                    tickets.update(ticket_id, actor=actor, assignee_id=None)
            admins = _lock_admins() if changes.keys() & {"role", "active"} else set()
            user = User.objects.select_for_update().get(pk=user_id)
            was = _shown(user)
            done = _set(user, changes)
            if user.pk in admins and len(admins) == 1 and not (user.is_active and user.role == User.Role.ADMIN):
                raise InboxError(
                    "last_admin", _("There must be one active admin; make somebody else admin first."), 409
                )
            if "active" in done and not user.is_active:
                AuthToken.objects.filter(user=user).delete()
            if done:
                now = _shown(user)
                before, after = ({name: row[name] for name in sorted(done & row.keys())} for row in (was, now))
                data = {"user_id": user.pk, "fields": sorted(done), "before": before, "after": after}
                events.record("user.changed", actor=actor, data=data)
    except IntegrityError as error:
        raise _taken(error) from None
    return user


def change_me(user: User, **changes: Any) -> User:
    """Name, availability, signature, language, zone, what to be told of; only what colleagues see is told to them."""
    if "zone" in changes:
        wishes.check_zone(changes["zone"])
    if "quiet" in changes:
        changes["quiet"] = wishes.check_quiet(changes["quiet"])
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if "notify" in changes:
            changes["notify"] = wishes.check(changes["notify"], before=user.notify)
        if "availability" in changes:
            changes["offline_by_choice"] = changes["availability"] == User.Availability.OFFLINE
        done = _set(user, changes)
        if done & PUBLIC:
            events.record("user.changed", actor=user, data={"user_id": user.pk, "fields": sorted(done & PUBLIC)})
        if "availability" in done:
            _come_or_go(user)
    return user


def standing(user: User) -> dict[str, Any]:
    """What somebody should know before they change or lock out a person."""
    return {
        "open_tickets": len(_open_tickets(user.pk)),
        "last_seen_at": user.heartbeat_at,
        "two_step": Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists(),
    }


def invite(user: User, *, actor: User) -> tuple[str, dt.datetime]:
    """A link to set a password. It ends when it is used, when the person signs in, or after PASSWORD_RESET_TIMEOUT."""
    if not user.is_active:
        raise InboxError("inactive", _("This person is deactivated; activate them first."), 409)
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    with transaction.atomic():
        events.record("user.changed", actor=actor, data={"user_id": user.pk, "fields": ["invited"]})
    expires_at = timezone.now() + dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return settings.HEADLESS_FRONTEND_URLS["account_reset_password_from_key"].format(key=key), expires_at


def forget_second_step(user_id: int, *, actor: User) -> None:
    """For who has lost phone and codes: passkeys, app and recovery codes go, and the password alone signs in."""
    with transaction.atomic():
        gone, _rows = Authenticator.objects.filter(user=user_id).delete()
        if gone:
            events.record("user.changed", actor=actor, data={"user_id": user_id, "fields": ["second_step_removed"]})


def _come_or_go(user: User) -> None:
    if user.availability == User.Availability.ONLINE:
        events.nudge("inbox.tasks.route", queue="default")
    elif user.availability == User.Availability.OFFLINE:
        absence.gone([user.pk])


def _set(user: User, changes: dict[str, Any]) -> set[str]:
    """Apply what differs; returns the names that did."""
    wanted = {"is_active" if name == "active" else name: value for name, value in changes.items() if name != "team_ids"}
    if "email" in wanted:
        wanted["email"] = wanted["email"].lower()
    done = {name for name, value in wanted.items() if getattr(user, name) != value}
    for name in done:
        setattr(user, name, wanted[name])
    if done:
        user.save(update_fields=done)
    if "team_ids" in changes and _join(user, changes["team_ids"]):
        done.add("team_ids")
    return {"active" if name == "is_active" else name for name in done}


def _shown(user: User) -> dict[str, Any]:
    """What the audit says of a person: no address, no signature."""
    teams = sorted(user.memberships.values_list("team__name", flat=True))
    return {
        "name": user.name,
        "role": user.role,
        "capacity": user.capacity,
        "active": user.is_active,
        "team_ids": teams,
    }


def _join(user: User, team_ids: Collection[int]) -> bool:
    wanted = set(team_ids)
    known = set(Team.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if missing := sorted(wanted - known):
        raise _invalid("team_ids", _("Unknown: {these}.").format(these=", ".join(map(str, missing))))
    present = set(user.memberships.values_list("team_id", flat=True))
    user.memberships.filter(team_id__in=present - wanted).delete()
    Membership.objects.bulk_create(Membership(user=user, team_id=pk) for pk in sorted(wanted - present))
    return wanted != present


def _lock_admins() -> set[int]:
    """All of them, in one order, so that two admins who demote each other meet here."""
    admins = User.objects.select_for_update().filter(role=User.Role.ADMIN, is_active=True).order_by("pk")
    return set(admins.values_list("pk", flat=True))


def _open_tickets(user_id: int) -> list[int]:
    mine = Ticket.objects.filter(assignee_id=user_id, status__in=Ticket.UNSOLVED, merged_into__isnull=True)
    return list(mine.order_by("pk").values_list("pk", flat=True))


def _taken(error: IntegrityError) -> InboxError:
    if "email" in str(error):
        return _invalid("email", _("Somebody has this e-mail address already."))
    return _invalid("username", _("Somebody has this user name already."))


def _invalid(field: str, why: str) -> InboxError:
    return InboxError("invalid", f"{field}: {why}", fields={field: why})
