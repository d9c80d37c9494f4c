"""Who changed what in the settings, and who signed in: a copy of those facts that outlives the events.

What a setting was and is stands in the event (``before`` and ``after``), written by whoever changes it; a secret never
does. Nothing here changes or removes an entry; only the rule of retention does, after ``audit_days``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from inbox.models import (
    AuditEntry,
    Calendar,
    CannedAnswer,
    Channel,
    Endpoint,
    Event,
    Macro,
    Organisation,
    Policy,
    Rule,
    Skill,
    Survey,
    Team,
    User,
)

KINDS: dict[str, type[Model] | None] = {  # the first word of an event, and whose name its id is
    "article": None,
    "brand": None,
    "calendar": Calendar,
    "canned": CannedAnswer,
    "channel": Channel,
    "contact": None,
    "custom_field": None,
    "endpoint": Endpoint,
    "help_section": None,
    "label": None,
    "macro": Macro,
    "on_call": Team,
    "organisation": Organisation,
    "panel": None,
    "policy": Policy,
    "rule": Rule,
    "sign_in": User,
    "skill": Skill,
    "survey": Survey,
    "team": Team,
    "token": None,
    "user": User,
    "view": None,
}
BY_THEMSELVES = frozenset({"rule"})  # stopped by a breaker: nobody did it, and somebody should know
PRIVATE = frozenset({"availability"})  # who is at work when: no change of a setting
LONGEST = 200


def read(new: Sequence[Event]) -> None:
    """Copy what belongs here. The reader of the event log calls it once for every event."""
    found = [event for event in new if _belongs(event)]
    if not found:
        return
    names = dict(User.objects.filter(pk__in={event.actor_id for event in found}).values_list("pk", "name"))
    AuditEntry.objects.bulk_create([_copied(event, names) for event in found], ignore_conflicts=True)


def signed_in(user: User, address: str | None) -> None:
    _sign_in("sign_in.done", user, address)


def not_signed_in(user: User | None, address: str | None) -> None:
    """Somebody tried. What they typed is not kept: it may be a password in the wrong field."""
    _sign_in("sign_in.failed", user, address)


def entries(*, text: str = "", **wanted: Any) -> QuerySet[AuditEntry]:
    """``actor_id``, ``target_kind``, ``target_id``, ``since``, ``until``; ``text`` in a name."""
    found = AuditEntry.objects.order_by("-at", "-pk")
    for name, lookup in (("since", "at__gte"), ("until", "at__lt")):
        if name in wanted:
            found = found.filter(**{lookup: wanted.pop(name)})
    if text:
        found = found.filter(Q(actor_name__icontains=text) | Q(target_name__icontains=text))
    return found.filter(**wanted)


def _belongs(event: Event) -> bool:
    kind = event.kind.split(".")[0]
    if kind not in KINDS or (event.actor_id is None and kind not in BY_THEMSELVES):
        return False
    if kind == "contact" and event.kind != "contact.erased":
        return False  # work, not a setting
    if kind == "view" and event.data.get("owner_id") is not None:
        return False  # their own
    return not set(event.data.get("fields", [""])) <= PRIVATE


def _copied(event: Event, names: Mapping[int, str]) -> AuditEntry:
    kind = event.kind.split(".")[0]
    data = dict(event.data)
    target_id = data.pop("id", None) or data.pop(f"{kind}_id", None)
    for other in ("policy", "calendar"):  # told as changes of the organisation's promises
        if kind == "organisation" and f"{other}_id" in data:
            kind, target_id = other, data.pop(f"{other}_id")
    if kind == "channel":
        target_id = event.channel_id or target_id
    name = data.pop("name", "") or _name(kind, target_id)
    return AuditEntry(
        event=event,
        at=event.at,
        actor_id=event.actor_id,
        actor_name=names.get(event.actor_id or 0, ""),
        action=event.kind,
        target_kind=kind,
        target_id=target_id if isinstance(target_id, int) else None,
        target_name=str(name)[:LONGEST],
        data=data,
    )


def _name(kind: str, target_id: Any) -> str:
    model = KINDS.get(kind)
    if model is None or not isinstance(target_id, int):
        return ""
    found = model._default_manager.filter(pk=target_id).first()
    if isinstance(found, CannedAnswer):
        return found.title
    return "" if found is None else str(getattr(found, "name", ""))


def _sign_in(action: str, user: User | None, address: str | None) -> None:
    name = user.get_full_name() if user else ""
    AuditEntry.objects.create(
        at=timezone.now(),
        actor=user if action == "sign_in.done" else None,
        actor_name=name if action == "sign_in.done" else "",
        action=action,
        target_kind="sign_in",
        target_id=user.pk if user else None,
        target_name=name,
        address=address,
    )
