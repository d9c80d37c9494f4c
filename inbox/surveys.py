"""How was it? Asked some time after a ticket was solved, answered on a page of ours, and shown on the ticket.

Nobody is asked twice on one ticket, more often than a survey says, or after they asked not to be asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import automatic, conditions, consent, events, tickets, timers
from inbox.automatic import NotSent
from inbox.errors import InboxError
from inbox.models import Contact, Event, Rule, Survey, SurveyAnswer, Ticket, Timer
from inbox.wording import Said

TIMER = "survey"
SOLVED = (Ticket.Status.SOLVED, Ticket.Status.CLOSED)
OPEN_FOR = dt.timedelta(days=30)
CHANGE_FOR = dt.timedelta(days=1)
LONGEST_COMMENT = 2000
LONGEST_WAIT = 30 * 24 * 3600
GOOD = 4
ASK_CONTACT = 0x4A17_0002
# What stands for each score, worst first.
SIGNS: dict[str, dict[int, str]] = {
    Survey.Scale.THUMBS: {1: "👎", 5: "👍"},
    Survey.Scale.FACES: {1: "😞", 2: "😕", 3: "😐", 4: "😊", 5: "😄"},
    Survey.Scale.STARS: {1: "★", 2: "★★", 3: "★★★", 4: "★★★★", 5: "★★★★★"},
}


def take(new: Sequence[Event]) -> None:
    """Reads the log: a solved ticket waits to be asked about, one that opens again does not."""
    moved = [event for event in new if event.kind == "ticket.changed" and "status" in event.data.get("changes", {})]
    active = list(Survey.objects.filter(active=True)) if moved else []
    for event in moved:
        ticket, (_, now) = event.ticket, event.data["changes"]["status"]
        if ticket is None:
            continue
        if now == Ticket.Status.SOLVED:
            for survey in active:
                due = event.at + dt.timedelta(seconds=survey.wait)
                timers.set(ticket, TIMER, due, ref=survey.pk, data={"agent_id": event.actor_id})
        elif now not in SOLVED:
            timers.cancel(ticket, TIMER)


def due(ticket: Ticket, timer: Timer, now: dt.datetime) -> None:
    """The delay is over; the ticket is locked."""
    survey = Survey.objects.filter(pk=timer.ref, active=True).first()
    if survey is None or ticket.status not in SOLVED:
        return
    if not conditions.meets(survey.conditions, conditions.facts(ticket, now=now)):
        return
    try:
        ask(ticket, survey, agent_id=timer.data.get("agent_id"))
    except NotSent as reason:
        events.record("survey.not_sent", ticket=ticket, data={"survey_id": survey.pk, "reason": str(reason)})
    ticket.save()


def ask(ticket: Ticket, survey: Survey, *, agent_id: int | None = None, rule: Rule | None = None) -> SurveyAnswer:
    """Put the question now, on a locked ticket that the caller saves. Raises NotSent with the reason."""
    if SurveyAnswer.objects.filter(ticket=ticket).exists():
        raise NotSent(Said(gettext_noop("they were asked about this ticket already")))
    with connection.cursor() as cursor:  # until the transaction ends: two tickets of one person may be solved at once
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ASK_CONTACT, ticket.contact_id % 2**31])
    if Contact.objects.filter(pk=ticket.contact_id, no_surveys=True).exists():
        raise NotSent(Said(gettext_noop("they asked not to be asked")))
    now = timezone.now()
    recent = now - dt.timedelta(days=survey.again_after_days)
    if SurveyAnswer.objects.filter(ticket__contact_id=ticket.contact_id, asked_at__gt=recent).exists():
        raise NotSent(Said(gettext_noop("they were asked within the last {days} days"), days=survey.again_after_days))
    asked = SurveyAnswer(
        survey=survey,
        ticket=ticket,
        contact_id=ticket.contact_id,
        agent_id=agent_id or ticket.assignee_id,
        asked_at=now,
        expires_at=now + OPEN_FOR,
    )
    text, html = _words(survey, link(asked))
    automatic.send(ticket, text, html=html, rule=rule, transactional=True)
    asked.save(force_insert=True)
    return asked


def link(asked: SurveyAnswer) -> str:
    return f"{settings.PUBLIC_URL}/survey/{asked.token}"


def find(token: str) -> SurveyAnswer | None:
    """By the customer's way in, however old."""
    rows = SurveyAnswer.objects.select_related("survey", "ticket__channel", "contact")
    return rows.filter(token=token).first() if "\0" not in token else None


def may_answer(asked: SurveyAnswer, *, now: dt.datetime) -> bool:
    if asked.answered_at is not None:
        return now < asked.answered_at + CHANGE_FOR
    return now < asked.expires_at


def answer(token: str, *, score: int, comment: str = "") -> SurveyAnswer:
    """What the customer says; for a day they may change their mind. Locks the ticket that the case went on as."""
    with transaction.atomic():
        found = find(token)
        if found is None:
            raise InboxError("not_found", _("There is no such question."), 404)
        ticket = _survivor(found.ticket)
        asked = SurveyAnswer.objects.select_for_update(of=("self",)).select_related("survey").get(pk=found.pk)
        now = timezone.now()
        if not may_answer(asked, now=now):
            raise InboxError("expired", _("This question can no longer be answered."), 410)
        if score not in SIGNS[asked.survey.scale]:
            raise InboxError("invalid", _("Not on this scale."), fields={"score": _("Choose one of the answers.")})
        comment = comment.strip()[:LONGEST_COMMENT]
        if (asked.score, asked.comment) == (score, comment):
            return asked
        data = {"survey_id": asked.survey_id, "score": score, "comment": comment, "scale": asked.survey.scale}
        if asked.answered_at is not None:
            data["before"] = asked.score
        asked.score, asked.comment = score, comment
        asked.answered_at = asked.answered_at or now
        asked.save(update_fields=["score", "comment", "answered_at"])
        events.record("survey.answered", ticket=ticket, data=data)
        return asked


def decline(token: str) -> None:
    """This person is not asked again, about anything. Locks the contact, then the ticket."""
    with transaction.atomic():
        found = find(token)
        if found is None:
            raise InboxError("not_found", _("There is no such question."), 404)
        contact_id = found.ticket.contact_id
        if Contact.objects.filter(pk=contact_id, no_surveys=False).exists():
            consent.say(contact_id, purpose=consent.Purpose.SURVEYS, given=False, source="The link in a survey")
            events.record("survey.declined", ticket=_survivor(found.ticket))


def create(**fields: Any) -> Survey:
    return _kept(Survey(), fields)


def change(survey: Survey, **fields: Any) -> Survey:
    return _kept(survey, fields)


def _kept(survey: Survey, fields: dict[str, Any]) -> Survey:
    if "conditions" in fields:
        fields["conditions"] = conditions.check(fields["conditions"])
    for name, value in fields.items():
        setattr(survey, name, value)
    try:
        with transaction.atomic():
            survey.save()
            events.record("survey.changed", data={"survey_id": survey.pk, "fields": sorted(fields)})
    except IntegrityError:
        why = _("There is a survey named {name} already.").format(name=survey.name)
        raise InboxError("invalid", f"name: {why}", fields={"name": why}) from None
    return survey


def _words(survey: Survey, url: str) -> tuple[str, str]:
    """Plain, and with one link for each answer. A link only shows the page: what counts is the button there."""
    row = format_html_join(
        " ",
        '<a href="{}?score={}" style="font-size:24px;text-decoration:none;padding:4px 8px">{}</a>',
        ((url, score, sign) for score, sign in SIGNS[survey.scale].items()),
    )
    html = format_html('<p>{}</p><p>{}</p><p><a href="{}">{}</a></p>', survey.question, row, url, url)
    return f"{survey.question}\n\n{url}", html


def _survivor(ticket: Ticket) -> Ticket:
    """Locked: the ticket itself, or what it was merged into."""
    for _turn in range(20):
        if ticket.merged_into is None:
            return tickets.lock(ticket.pk)
        ticket = ticket.merged_into
    raise InboxError("merged", _("This ticket was merged too often."), 409)
