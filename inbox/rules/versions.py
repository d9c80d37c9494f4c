"""Management of rules: making, changing, ordering, stopping and resuming them. Nothing that one says is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import conditions, events
from inbox.conditions.fields import CUSTOM, EVENTS, FIELDS, HAPPENED, TIME
from inbox.errors import InboxError
from inbox.models import Rule, RuleRun, RuleVersion, User
from inbox.rules import actions, timed

MINUTE, YEAR = 60, 366 * 24 * 3600
SAYS = ("trigger", "conditions", "actions", "stop")
# A rule by time asks what is so, not what happens, nor what time it is: it has a time of its own.
LASTING = frozenset(name for name, field in FIELDS.items() if field.group not in (HAPPENED, TIME)) | {
    "survey.score",
    CUSTOM,
}
DONE = Q(runs__outcome__in=(RuleRun.Outcome.DONE, RuleRun.Outcome.NO_CHANGE))


def rules() -> QuerySet[Rule]:
    """By position, with ``matched`` (how often they ran in the days that are kept) and ``last_run_at``."""
    rows = Rule.objects.filter(archived_at__isnull=True).select_related("owner")
    counted = rows.annotate(matched=Count("runs", filter=DONE), last_run_at=Max("runs__at", filter=DONE))
    return counted.order_by("position", "pk")


def rule(rule_id: int) -> Rule:
    found = rules().filter(pk=rule_id).first()
    if found is None:
        raise InboxError("not_found", _("There is no such rule."), 404)
    return found


def in_force(of: Rule) -> RuleVersion:
    return of.versions.order_by("-number")[0]


def create(*, actor: User | None, name: str, description: str = "", enabled: bool = False, **says: Any) -> Rule:
    """The last in the order."""
    with transaction.atomic():
        said = checked({"conditions": {}, "stop": False} | says)
        last = Rule.objects.aggregate(last=Max("position"))["last"]
        made = Rule(name=_free_name(name, but=None), description=description, enabled=enabled, owner=actor)
        made.position = 0 if last is None else last + 1
        if enabled and "after" in said["trigger"]:
            timed.begin(made)
        made.save()
        RuleVersion.objects.create(rule=made, number=1, created_by=actor, **said)
        _told(made, actor, "created")
    return rule(made.pk)


def change(rule_id: int, *, actor: User | None, **changes: Any) -> Rule:
    """Name, description, enabled; or what it says, which makes a new version."""
    with transaction.atomic():
        if changes.get("enabled") is False:
            timed.forget(rule(rule_id))
        found = _locked(rule_id)
        if "name" in changes:
            found.name = _free_name(changes["name"], but=found)
        found.description = changes.get("description", found.description)
        begins = changes.get("enabled", found.enabled) and not found.enabled
        if "enabled" in changes:
            found.enabled = changes["enabled"]
            found.failures = 0 if begins else found.failures
        newest = in_force(found)
        says = {name: changes[name] for name in SAYS if name in changes}
        said = checked({name: getattr(newest, name) for name in SAYS} | says) if says else {}
        if says and any(said[name] != getattr(newest, name) for name in SAYS):
            RuleVersion.objects.create(rule=found, number=newest.number + 1, created_by=actor, **said)
            begins |= any(said[name] != getattr(newest, name) for name in ("trigger", "conditions"))
        if begins and found.enabled:
            timed.begin(found)
        found.save()
        _told(found, actor, "changed", fields=sorted(changes))
    return rule(rule_id)


def revert(rule_id: int, number: int, *, actor: User) -> Rule:
    """Say again what it said then, as a new version."""
    then = RuleVersion.objects.filter(rule=rule(rule_id), number=number).first()
    if then is None:
        raise InboxError(
            "not_found",
            _("The rule has no version {number}.").format(number=number),
            404,
            fields={"number": str(number)},
        )
    return change(rule_id, actor=actor, **{name: getattr(then, name) for name in SAYS})


def resume(rule_id: int, *, actor: User) -> Rule:
    """Somebody has looked at why it was stopped."""
    with transaction.atomic():
        found = _locked(rule_id)
        found.paused_at, found.paused_reason, found.failures = None, "", 0
        found.save()
        _told(found, actor, "resumed")
    return rule(rule_id)


def order(ids: Sequence[int], *, actor: User) -> None:
    """Rules run in this order. All of them are named, once."""
    with transaction.atomic():
        found = {each.pk: each for each in Rule.objects.select_for_update().filter(archived_at__isnull=True)}
        if sorted(ids) != sorted(found):
            why = _("Name every rule once; somebody may have added or removed one.")
            raise InboxError("invalid", why, 409, fields={"ids": why})
        for position, pk in enumerate(ids):
            found[pk].position = position
        Rule.objects.bulk_update(found.values(), ["position"])
        events.record("rule.changed", actor=actor, data={"what": "ordered", "ids": list(ids)})


def archive(rule_id: int, *, actor: User) -> None:
    """It runs no more; what it did stays in the log, and its name is free."""
    with transaction.atomic():
        timed.forget(rule(rule_id))
        found = _locked(rule_id)
        found.archived_at, found.enabled = timezone.now(), False
        found.name = f"{found.name[:90]} (put away {found.pk})"
        found.save()
        _told(found, actor, "archived")


def checked(said: dict[str, Any]) -> dict[str, Any]:
    """What a rule says, as a version keeps it. Every refusal names the field."""
    trigger = checked_trigger(said["trigger"])
    lasting = LASTING if "after" in trigger else None
    tree = conditions.check(said["conditions"], fields=lasting)
    if lasting is not None and not tree:
        why = _("A rule by time needs a condition that begins and ends.")
        raise InboxError("invalid", why, fields={"conditions": why})
    return {
        "trigger": trigger,
        "conditions": tree,
        "actions": actions.check(said["actions"]),
        "stop": bool(said["stop"]),
    }


def checked_trigger(trigger: Any) -> dict[str, Any]:
    """``{"on": [event, …]}`` or ``{"after": seconds, "business": bool}``."""
    given = {name: value for name, value in trigger.items() if value not in (None, [])}
    on, after = given.pop("on", None), given.pop("after", None)
    business = given.pop("business", False)
    if given or (on is None) == (after is None):
        raise _refused(_("Either events, or a time after which it runs."))
    if on is not None:
        if unknown := sorted(set(on) - set(EVENTS)):
            raise _refused(
                _("No rule can follow {these}; possible are {known}.").format(
                    these=", ".join(unknown), known=", ".join(EVENTS)
                )
            )
        return {"on": [kind for kind in EVENTS if kind in on]}
    if isinstance(after, bool) or not isinstance(after, int) or not MINUTE <= after <= YEAR:
        raise _refused(
            _("{after}: a whole number of seconds from {minute} to {year}.").format(
                after=repr(after), minute=MINUTE, year=YEAR
            )
        )
    return {"after": after, "business": bool(business)}


def triggers() -> list[dict[str, str]]:
    """What rules can follow, as a sentence goes on after "When"."""
    return [{"kind": kind, "label": _(label)} for kind, label in EVENTS.items()]


def _locked(rule_id: int) -> Rule:
    rows = Rule.objects.select_for_update(no_key=True).filter(pk=rule_id, archived_at__isnull=True)
    found = rows.first()
    if found is None:
        raise InboxError("not_found", _("There is no such rule."), 404)
    return found


def _free_name(name: str, *, but: Rule | None) -> str:
    name = " ".join(name.split())
    taken = Rule.objects.filter(name__iexact=name).exclude(pk=but.pk if but else 0).exists()
    if not name or len(name) > 120 or taken:
        why = (
            _("Another rule is called {name}.").format(name=name)
            if taken
            else _("Between 1 and {most} characters.").format(most=120)
        )
        raise InboxError("invalid", why, fields={"name": why})
    return name


def _told(of: Rule, actor: User | None, what: str, **more: Any) -> None:
    events.record("rule.changed", actor=actor, data={"rule_id": of.pk, "name": of.name, "what": what, **more})


def _refused(why: str) -> InboxError:
    return InboxError("invalid", why, fields={"trigger": why})
