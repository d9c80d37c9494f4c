"""What customers said in surveys, in figures: always with how many said it, so that three answers look like three."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet

from inbox.models import SurveyAnswer
from inbox.surveys import GOOD

Figures = dict[str, Any]
COUNTED = {
    "asked": Count("pk"),
    "answered": Count("pk", filter=Q(answered_at__isnull=False)),
    "good": Count("pk", filter=Q(score__gte=GOOD)),
    "average": Avg("score"),
}


def figures(rows: QuerySet[SurveyAnswer]) -> Figures:
    """In total, by team of the ticket and by who solved it, the most answers first."""
    return {
        **totals(rows),
        "teams": _grouped(rows, "ticket__team_id", "ticket__team__name"),
        "agents": _grouped(rows, "agent_id", "agent__name"),
    }


def totals(rows: QuerySet[SurveyAnswer]) -> Figures:
    return _shown(rows.order_by().aggregate(**COUNTED))


def by_survey(ids: Sequence[int]) -> dict[int, Figures]:
    """How many were asked, answered and were pleased, for each."""
    rows = SurveyAnswer.objects.filter(survey_id__in=ids)
    found = {row["group"]: row for row in _counted(rows, group=F("survey_id"))}
    none = {"asked": 0, "answered": 0, "good": 0, "average": None}
    shown = {pk: _shown(found.get(pk, none)) for pk in ids}
    return {pk: {name: row[name] for name in ("asked", "answered", "good")} for pk, row in shown.items()}


def _grouped(rows: QuerySet[SurveyAnswer], key: str, name: str) -> list[Figures]:
    found = _counted(rows.filter(**{f"{key}__isnull": False}), group=F(key), label=F(name))
    groups = [{"id": row["group"], "name": row["label"], **_shown(row)} for row in found if row["answered"]]
    return sorted(groups, key=lambda group: (-group["answered"], group["name"]))


def _counted(rows: QuerySet[SurveyAnswer], **keys: F) -> list[dict[str, Any]]:
    grouped: Any = rows.order_by().values(**keys)
    return list(grouped.annotate(**COUNTED))


def _shown(row: dict[str, Any]) -> Figures:
    average = row["average"]
    return {
        "asked": row["asked"],
        "answered": row["answered"],
        "good": row["good"],
        "average": None if average is None else round(float(average), 2),
    }
