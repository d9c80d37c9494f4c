"""The rules in force at this moment, by position. Versions never change, so each process reads one only once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from inbox.models import Organisation, Rule, RuleVersion

NEWEST = RuleVersion.objects.filter(rule=OuterRef("pk")).order_by("-number").values("pk")[:1]


@dataclass(frozen=True)
class InForce:
    """A rule and its newest version."""

    rule: Rule
    version: RuleVersion

    @property
    def conditions(self) -> dict[str, Any]:
        return self.version.conditions  # type: ignore[no-any-return]

    @property
    def after(self) -> dt.timedelta | None:
        """Of a rule by time: how long its conditions have to hold."""
        seconds = self.version.trigger.get("after")
        return None if seconds is None else dt.timedelta(seconds=seconds)

    def answers(self, kind: str) -> bool:
        return kind in self.version.trigger.get("on", ())


_versions: dict[int, RuleVersion] = {}


def rules() -> list[InForce]:
    """Enabled, not stopped by a breaker, by position."""
    global _versions
    rows = Rule.objects.filter(enabled=True, paused_at__isnull=True, archived_at__isnull=True)
    found = list(rows.annotate(version_id=Subquery(NEWEST)).select_related("owner").order_by("position", "id"))
    wanted = {rule.version_id for rule in found}
    if new := wanted - _versions.keys():
        read = RuleVersion.objects.in_bulk(new)
        _versions = {pk: version for pk, version in (_versions | read).items() if pk in wanted}
    return [InForce(rule, _versions[rule.version_id]) for rule in found]


def rule(rule_id: int) -> InForce | None:
    """One of them, if it is in force."""
    row = Rule.objects.filter(pk=rule_id, enabled=True, paused_at__isnull=True, archived_at__isnull=True)
    found = row.select_related("owner").first()
    version = None if found is None else found.versions.order_by("-number").first()
    return None if found is None or version is None else InForce(found, version)


def paused() -> bool:
    """The switch that stops all rules."""
    return Organisation.objects.filter(rules_paused=True).exists()
