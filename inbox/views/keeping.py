"""Views are made, shared and changed."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from inbox import access, conditions, team_rows
from inbox.errors import InboxError
from inbox.models import User, View

MOST = 100  # of one person, and as many that are shared


def create(*, actor: User, shared_with: str = "me", **fields: Any) -> View:
    """``name``, ``icon``, ``conditions``, ``order``, ``pinned``; with ``me`` (mine alone), ``team`` (``team_id``) or
    ``all``. Only who supervises shares."""
    view = View()
    mine, ours = View.objects.filter(owner=actor), View.objects.filter(owner__isnull=True)
    if (mine if shared_with == "me" else ours).count() >= MOST:
        text = _("There are {most} views already; remove one first.").format(most=MOST)
        raise InboxError("too_many", text, 409, fields={"name": text})
    view.position = (View.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    return _write(view, fields | _whose(shared_with, fields.pop("team_id", None), actor), actor)


def change(view_id: int, *, actor: User, **changes: Any) -> View:
    """The same; what is shared is only changed by who supervises."""
    view = _mine(view_id, actor)
    team_id = changes.pop("team_id", view.team_id)
    if "shared_with" in changes or team_id != view.team_id:
        changes |= _whose(changes.pop("shared_with", whose(view)), team_id, actor)
    return _write(view, changes, actor)


def delete(view_id: int, *, actor: User) -> None:
    view = _mine(view_id, actor)
    team_rows.delete(view, kind="view", actor=actor, user=actor if view.owner_id else None)


def whose(view: View) -> str:
    return "me" if view.owner_id else "team" if view.team_id else "all"


def _mine(view_id: int, actor: User) -> View:
    view = access.view(actor, view_id)
    if view.owner_id != actor.pk:
        access.require_role(actor, User.Role.SUPERVISOR)
    return view


def _whose(shared_with: str, team_id: int | None, actor: User) -> dict[str, Any]:
    if shared_with == "me":
        return {"owner_id": actor.pk, "team_id": None}
    access.require_role(actor, User.Role.SUPERVISOR)
    if shared_with == "team" and team_id is None:
        text = _("Say which team has this view.")
        raise InboxError("invalid", text, fields={"team_id": text})
    return {"owner_id": None, "team_id": team_id if shared_with == "team" else None}


def _write(view: View, fields: dict[str, Any], actor: User) -> View:
    if "conditions" in fields:
        fields["conditions"] = conditions.check(fields["conditions"], fields=conditions.ASKED)
    private = fields.get("owner_id", view.owner_id) is not None and (view.pk is None or view.owner_id is not None)
    return team_rows.write(view, fields, kind="view", actor=actor, user=actor if private else None)
