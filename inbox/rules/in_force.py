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


_known: dict[int, tuple[tuple[Any, ...], InForce]] = {}
COLUMNS = ("pk", "newest", "name", "owner_id", "failures")


def rules() -> list[InForce]:
    """Enabled, not stopped by a breaker, by position. Only what has changed since is built anew."""
    global _known
    rows = Rule.objects.filter(enabled=True, paused_at__isnull=True, archived_at__isnull=True)
    found = list(rows.annotate(newest=Subquery(NEWEST)).order_by("position", "id").values_list(*COLUMNS))
    new = {row[1] for row in found if row[0] not in _known or _known[row[0]][0] != row}
    versions = RuleVersion.objects.in_bulk(new) if new else {}
    _known = {row[0]: (row, _built(row, versions[row[1]])) if row[1] in new else _known[row[0]] for row in found}
    return [_known[row[0]][1] for row in found]


def _built(row: tuple[Any, ...], version: RuleVersion) -> InForce:
    pk, _, name, owner_id, failures = row
    return InForce(Rule(pk=pk, name=name, owner_id=owner_id, failures=failures, enabled=True), version)


def rule(rule_id: int) -> InForce | None:
    """One of them, if it is in force."""
    row = Rule.objects.filter(pk=rule_id, enabled=True, paused_at__isnull=True, archived_at__isnull=True)
    found = row.select_related("owner").first()
    version = None if found is None else found.versions.order_by("-number").first()
    return None if found is None or version is None else InForce(found, version)


def paused() -> bool:
    """The switch that stops all rules."""
    return Organisation.objects.filter(rules_paused=True).exists()
