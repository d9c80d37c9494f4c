"""Merges, consent and ways to a customer as JSON."""

from __future__ import annotations

from django.db.models import QuerySet

from inbox import consent
from inbox.api import directory
from inbox.api.rows import Row, iso
from inbox.models import Consent, SurveyAnswer
from inbox.reach import Way


def scores(found: QuerySet[SurveyAnswer]) -> dict[int, Row]:
    """By ticket; only what was answered."""
    rows = found.filter(answered_at__isnull=False).select_related("survey")
    return {row.ticket_id: {"scale": row.survey.scale, "score": row.score, "comment": row.comment} for row in rows}


def consents(found: list[Consent]) -> Row:
    newest = consent.now(found)
    return {
        "now": [
            {
                "purpose": purpose,
                "given": newest[purpose].given if purpose in newest else None,
                "said": _said(newest.get(purpose)),
            }
            for purpose in Consent.Purpose.values
        ],
        "history": [_said(row) for row in found],
    }


def _said(row: Consent | None) -> Row | None:
    if row is None:
        return None
    return {
        "id": row.pk,
        "purpose": row.purpose,
        "given": row.given,
        "source": row.source,
        "note": row.note,
        "by": row.actor.get_full_name() if row.actor else None,
        "at": iso(row.at),
    }


def way(found: Way) -> Row:
    channel = found.channel
    return {
        "identity": directory.identity_row(found.identity),
        "channel": {"id": channel.pk, "name": channel.name, "kind": channel.kind} if channel else None,
        "surface": found.surface,
        "label": found.label,
        "public": found.public,
        "possible": found.possible,
        "until": iso(found.until),
        "why": found.why,
        "ticket": {"id": found.ticket.pk, "reference": found.ticket.reference} if found.ticket else None,
    }
