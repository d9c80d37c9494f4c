"""Macros: several changes by one click, on one ticket or many. Their actions are those of rules."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import team_rows, tickets
from inbox.models import Macro, Ticket, User
from inbox.rules import actions
from inbox.rules.actions import Done
from inbox.rules.kind import Context


def create(*, actor: User, **fields: Any) -> Macro:
    """``name``, ``description``, ``actions``, ``team_id`` (None: for everybody)."""
    last = Macro.objects.aggregate(last=Max("position"))["last"] or 0
    return _write(Macro(position=last + 1), fields, actor)


def change(macro_id: int, *, actor: User, **changes: Any) -> Macro:
    """The same, and ``position``."""
    return _write(Macro.objects.get(pk=macro_id), changes, actor)


def delete(macro_id: int, *, actor: User) -> None:
    team_rows.delete(Macro.objects.get(pk=macro_id), kind="macro", actor=actor)


def run(ticket_id: int, macro: Macro, *, actor: User) -> Done:
    """All of it or nothing. Locks the ticket."""
    with transaction.atomic():
        done = apply(tickets.lock(ticket_id), macro, actor=actor)
        count(macro.pk)
    return done


def preview(ticket_id: int, macro: Macro, *, actor: User) -> Done:
    """What it would do: done, looked at, and taken back."""
    with transaction.atomic():
        done = apply(tickets.lock(ticket_id), macro, actor=actor, dry=True)
        transaction.set_rollback(True)
    return done


def apply(ticket: Ticket, macro: Macro, *, actor: User, dry: bool = False) -> Done:
    """On a locked ticket, which is saved."""
    return actions.perform(ticket, macro.actions, Context(at=timezone.now(), actor=actor, dry=dry))


def count(macro_id: int) -> None:
    Macro.objects.filter(pk=macro_id).update(used=F("used") + 1)


def _write(macro: Macro, fields: dict[str, Any], actor: User) -> Macro:
    if "actions" in fields:
        fields["actions"] = actions.check(fields["actions"])
    taken = _("There is another macro called {fields}.").format(fields=fields.get("name", macro.name))
    return team_rows.write(macro, fields, kind="macro", taken={"name": taken}, actor=actor)
