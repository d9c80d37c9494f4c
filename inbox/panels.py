"""Windows into other systems beside a ticket: a link, or a page in a frame that is told whom it is about."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from inbox import events, panel_addresses
from inbox.errors import InboxError
from inbox.models import Panel, User

MOST = 20


def create(*, actor: User, **values: Any) -> tuple[Panel, str]:
    """The panel and, of a frame, its secret, which is shown this once."""
    panel = Panel(**values)
    panel_addresses.check(panel)
    secret = _new_secret(panel) if panel.kind == Panel.Kind.FRAME else ""
    with transaction.atomic():
        if Panel.objects.count() >= MOST:
            raise InboxError(
                "too_many",
                _("There may be at most {most} panels. Remove one that nobody needs.").format(most=MOST),
                409,
            )
        last = Panel.objects.aggregate(last=Max("position"))["last"]
        panel.position = 0 if last is None else last + 1
        _save(panel)
        _told(panel, actor, ["created"])
    return panel, secret


def change(panel_id: int, *, actor: User, **changes: Any) -> Panel:
    with transaction.atomic():
        panel = _locked(panel_id)
        done = sorted(name for name, value in changes.items() if getattr(panel, name) != value)
        for name in done:
            setattr(panel, name, changes[name])
        if done:
            panel_addresses.check(panel)
            _save(panel)
            _told(panel, actor, done)
        return panel


def delete(panel_id: int, *, actor: User) -> None:
    with transaction.atomic():
        panel = _locked(panel_id)
        _told(panel, actor, ["deleted"])
        panel.delete()


def order(ids: Sequence[int], *, actor: User) -> None:
    """All panels, once each."""
    with transaction.atomic():
        found = {panel.pk: panel for panel in Panel.objects.select_for_update()}
        if sorted(ids) != sorted(found):
            why = _("Name every panel once; somebody may have added or removed one.")
            raise InboxError("invalid", why, 409, fields={"ids": why})
        for position, pk in enumerate(ids):
            found[pk].position = position
        Panel.objects.bulk_update(found.values(), ["position"])
        events.record("panel.changed", actor=actor, data={"ids": list(ids), "fields": ["order"]})


def renew_secret(panel_id: int, *, actor: User) -> str:
    """The old one signs nothing any more."""
    with transaction.atomic():
        panel = _locked(panel_id)
        if panel.kind != Panel.Kind.FRAME:
            raise InboxError("no_frame", _("A link has no secret: nothing is signed for it."), 409)
        secret = _new_secret(panel)
        panel.save(update_fields=["secret"])
        _told(panel, actor, ["secret"])
    return secret


def origins() -> list[str]:
    """Whose pages the console may show in frames, for its Content-Security-Policy."""
    frames: Iterable[Panel] = Panel.objects.filter(active=True, kind=Panel.Kind.FRAME).defer("secret")
    return sorted({panel_addresses.origin(panel) for panel in frames})


def _save(panel: Panel) -> None:
    try:
        with transaction.atomic():
            panel.save()
    except IntegrityError:
        raise _refused("name", _("There is a panel named {name} already.").format(name=panel.name)) from None


def _locked(panel_id: int) -> Panel:
    panel = Panel.objects.select_for_update().filter(pk=panel_id).first()
    if panel is None:
        raise InboxError("not_found", _("There is no such panel."), 404)
    return panel


def _new_secret(panel: Panel) -> str:
    secret = secrets.token_urlsafe(32)
    panel.secret = {"key": secret}
    return secret


def _told(panel: Panel, actor: User, fields: list[str]) -> None:
    data = {"id": panel.pk, "name": panel.name, "fields": fields}
    events.record("panel.changed", actor=actor, data=data)


def _refused(field: str, why: str) -> InboxError:
    return InboxError("invalid", why, fields={field: why})
