"""Notifications, calls and answers as JSON; the same rules as rows.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet, prefetch_related_objects

from inbox import notifying, opinions, paging
from inbox.api.rows import Row, iso
from inbox.models import Contact, Follower, Notification, Page, Survey, SurveyAnswer, Ticket, User


def notifications(found: Sequence[Notification]) -> list[Row]:
    prefetch_related_objects(found, "ticket")
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "ticket": _ticket(row.ticket) if row.ticket else None,
            "text": text,
            "reason": reason,
            "count": row.count,
            "ways": row.ways,
            "at": iso(row.at),
            "read_at": iso(row.read_at),
        }
        for row, (text, reason) in ((row, notifying.in_words(row)) for row in found)
    ]


def followers(found: Iterable[Follower]) -> list[Row]:
    return [{"user": _person(row.user), "why": row.why, "since": iso(row.since)} for row in found]


def pages(found: Iterable[Page], user: User) -> list[Row]:
    found = list(found)
    prefetch_related_objects(found, "ticket", "user", "acknowledged_by")
    called = paging.called(found)
    return [
        {
            "id": row.pk,
            "ticket": _ticket(row.ticket),
            "team_id": row.ticket.team_id,
            "text": row.text,
            "user": _person(row.user),
            "step": row.step,
            "wait": row.wait,
            "mine": user.pk in called[row.pk],
            "called_at": iso(row.called_at),
            "given_up_at": iso(row.given_up_at),
            "acknowledged_at": iso(row.acknowledged_at),
            "acknowledged_by": _person(row.acknowledged_by) if row.acknowledged_by else None,
        }
        for row in found
    ]


def surveys(found: Iterable[Survey]) -> list[Row]:
    found = list(found)
    counted = opinions.by_survey([survey.pk for survey in found])
    return [
        {
            "id": survey.pk,
            "name": survey.name,
            "question": survey.question,
            "thanks": survey.thanks,
            "scale": survey.scale,
            "conditions": survey.conditions,
            "wait": survey.wait,
            "again_after_days": survey.again_after_days,
            "active": survey.active,
            **counted[survey.pk],
        }
        for survey in found
    ]


def answers(found: Sequence[SurveyAnswer] | QuerySet[SurveyAnswer]) -> list[Row]:
    found = list(found)
    prefetch_related_objects(found, "ticket", "contact", "agent", "survey")
    return [
        {
            "id": row.pk,
            "ticket": _ticket(row.ticket),
            "customer": _customer(row.contact),
            "agent": _person(row.agent) if row.agent else None,
            "scale": row.survey.scale,
            "score": row.score,
            "comment": row.comment,
            "asked_at": iso(row.asked_at),
            "answered_at": iso(row.answered_at),
        }
        for row in found
    ]


def _ticket(ticket: Ticket) -> Row:
    return {"id": ticket.pk, "reference": ticket.reference, "subject": ticket.subject}


def _person(user: User) -> Row:
    return {"id": user.pk, "name": user.get_full_name()}


def _customer(contact: Contact) -> Row:
    return {"id": contact.pk, "name": contact.name}
