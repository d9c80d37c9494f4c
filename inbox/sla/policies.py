"""Management: what is promised to whom.

Policies are asked in order; the first active one whose conditions a ticket meets is its policy. Every change of what
one says is a new version that never changes again. New tickets follow the newest at once; open ones keep the version
they were promised until somebody applies the new one to them, or until a change of the ticket itself matches it anew
(R17).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.errors import InboxError
from inbox.models import Calendar, Policy, PolicyVersion, Ticket, User
from inbox.sla.calendars import new_version
from inbox.sla.checks import checked_policy, checked_version
from inbox.sla.edition import announce, locked_organisation, told

MONDAY_TO_FRIDAY = [[weekday, "09:00", "17:00"] for weekday in range(5)]
HOUR = 3600
DEFAULTS = {  # first reply, resolution, in business hours
    Ticket.Priority.URGENT: (1 * HOUR, 8 * HOUR),
    Ticket.Priority.HIGH: (4 * HOUR, 16 * HOUR),
    Ticket.Priority.NORMAL: (8 * HOUR, 24 * HOUR),
    Ticket.Priority.LOW: (16 * HOUR, 40 * HOUR),
}
STANDARD = "Standard"
LAST = gettext_noop(
    "“{name}” is the last policy for everybody else. Without it, tickets that meet the conditions of no other policy "
    "get no promise at all: no due times, no warnings. Clocks that run already go on as they are."
)
SAYS = (
    "conditions",
    "targets",
    "pause_on",
    "calendar_id",
    "bot_counts",
    "public_only",
    "update_while_waiting",
)


def ensure_defaults(*, zone: str = "UTC") -> None:
    """What a new deployment starts with: a calendar, Monday to Friday, and one policy for everybody. Runs any time."""
    with transaction.atomic():
        ours = locked_organisation()
        without = not Policy.objects.exists()
        if ours.calendar_id is not None and not without:
            return
        if ours.calendar_id is None:
            ours.calendar, new = Calendar.objects.get_or_create(name="Business hours")
            if new:
                new_version(ours.calendar, checked_version({"zone": zone, "windows": MONDAY_TO_FRIDAY}))
            ours.save(update_fields=["calendar"])
        if without:
            says = checked_policy({"targets": _targets(), "pause_on": [Ticket.Status.WAITING_CUSTOMER]})
            PolicyVersion.objects.create(policy=Policy.objects.create(name=STANDARD), number=1, **says)
        announce(ours)


def policies() -> list[Policy]:
    """All of them, archived ones too, in the order in which they are asked."""
    return list(Policy.objects.order_by("position", "pk"))


def policy(policy_id: int) -> Policy:
    found = Policy.objects.filter(pk=policy_id).first()
    if found is None:
        raise InboxError("not_found", _("There is no such policy."), 404)
    return found


def in_force(of: Policy) -> PolicyVersion:
    return of.versions.order_by("-number")[0]


def newest(ids: Sequence[int]) -> dict[int, PolicyVersion]:
    """The versions in force of these policies, by the policy's id."""
    found = PolicyVersion.objects.filter(policy_id__in=ids).order_by("policy", "-number").distinct("policy")
    return {version.policy_id: version for version in found.select_related("created_by")}


def versions(of: Policy) -> list[PolicyVersion]:
    """The newest first."""
    return list(of.versions.order_by("-number").select_related("created_by"))


def create_policy(*, actor: User | None, name: str, **says: Any) -> Policy:
    """Asked before all others: what has conditions is the exception."""
    with transaction.atomic():
        ours = locked_organisation()
        created = Policy(name=_free_name(name, but=None))
        checked = checked_policy(says)
        Policy.objects.update(position=F("position") + 1)
        created.save()
        PolicyVersion.objects.create(policy=created, number=1, created_by=actor, **checked)
        told(ours, actor=actor, what="policy", policy_id=created.pk, fields=["created"])
    return created


def change_policy(
    policy_id: int,
    *,
    actor: User | None,
    name: str | None = None,
    active: bool | None = None,
    sure: bool = False,
    **says: Any,
) -> Policy:
    """What it says makes a new version. Raises ``last_for_everybody`` when some tickets would be left without any
    policy, unless ``sure``."""
    with transaction.atomic():
        ours = locked_organisation()
        found = policy(policy_id)
        covered = _everybody()
        if name is not None:
            found.name = _free_name(name, but=found)
        if active is not None:
            found.active = active
        found.save(update_fields=["name", "active"])
        if says:
            old = in_force(found)
            checked = checked_policy(changed(old, says))
            PolicyVersion.objects.create(policy=found, number=old.number + 1, created_by=actor, **checked)
        if covered and not sure and not _everybody():
            raise InboxError("last_for_everybody", _(LAST).format(name=found.name), 409)
        fields = sorted([*says, *(n for n, v in (("name", name), ("active", active)) if v is not None)])
        told(ours, actor=actor, what="policy", policy_id=found.pk, fields=fields)
    return found


def changed(version: PolicyVersion, says: dict[str, Any]) -> dict[str, Any]:
    """What this version says, with changes; unchecked."""
    return {name: getattr(version, name) for name in SAYS} | says


def revert(policy_id: int, number: int, *, actor: User | None, sure: bool = False) -> Policy:
    """Say again what an older version said, in a new one."""
    older = policy(policy_id).versions.filter(number=number).first()
    if older is None:
        raise InboxError("not_found", _("This policy has no version {number}.").format(number=number), 404)
    return change_policy(policy_id, actor=actor, sure=sure, **changed(older, {}))


def order(ids: Sequence[int], *, actor: User | None) -> None:
    """Ask them in this order; all of them must be named."""
    with transaction.atomic():
        ours = locked_organisation()
        if sorted(ids) != sorted(Policy.objects.values_list("pk", flat=True)):
            why = _("Every policy must be named exactly once.")
            raise InboxError("invalid", why, fields={"ids": why})
        for position, pk in enumerate(ids):
            Policy.objects.filter(pk=pk).update(position=position)
        told(ours, actor=actor, what="policy", fields=["position"])


def _everybody() -> bool:
    """Whether every ticket has a policy: one of the active ones asks for nothing."""
    active = newest(list(Policy.objects.filter(active=True).values_list("pk", flat=True)))
    return any(version.conditions == {} for version in active.values())


def _free_name(name: str, *, but: Policy | None) -> str:
    name = " ".join(name.split())
    taken = Policy.objects.filter(name=name).exclude(pk=but.pk if but else 0).exists()
    if not name or len(name) > 80 or taken:
        why = _("Another policy has this name.") if taken else _("Between 1 and {most} characters.").format(most=80)
        raise InboxError("invalid", why, fields={"name": why})
    return name


def _targets() -> dict[str, Any]:
    return {
        priority: {
            metric: {"seconds": seconds, "public_seconds": None, "business": True, "warn": [HOUR]}
            for metric, seconds in zip(("first_reply", "resolution"), pair, strict=True)
        }
        for priority, pair in DEFAULTS.items()
    }
