"""The actions that reach people: the customer by an automatic message or a survey, colleagues by a note or a call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import automatic, notifying, paging, surveys, variables
from inbox.automatic import NotSent
from inbox.models import Survey, Ticket, User
from inbox.rules.kind import Context, Form, Input, Kind, Params, Skipped, Type
from inbox.wording import Said

LONGEST_MESSAGE = 5000
LONGEST_NOTICE = 250
MOST_MINUTES = 24 * 60
GROUP = gettext_noop("People")
CUSTOMER = gettext_noop("Customer")
SLA = {"sla.warning": "sla_warning", "sla.breach": "sla_breach"}


def _checked_message(params: Params) -> Params:
    return {
        "text": _text(params.get("text"), _("what to say"), LONGEST_MESSAGE),
        "transactional": bool(params.get("transactional", False)),
    }


def _message(ticket: Ticket, params: Params, context: Context) -> str:
    answers = context.event.message if context.event is not None else None
    try:
        message = automatic.send(
            ticket,
            params["text"],
            rule=context.rule,
            transactional=params["transactional"],
            answers=answers,
        )
    except NotSent as reason:
        return Skipped(gettext_noop("Not sent: {reason}"), reason=reason.args[0])
    (to,) = message.recipients["to"]
    return Said(gettext_noop("Sent to {customer}"), customer=to["name"] or to["handle"])


def _checked_notify(params: Params) -> Params:
    who = params.get("who")
    if who not in dict(_receivers()):
        raise ValueError(_("choose whom to tell."))
    return {"who": who, "text": _text(params.get("text"), _("what to tell them"), LONGEST_NOTICE)}


def _notify(ticket: Ticket, params: Params, context: Context) -> str:
    people, reason = _found(ticket, params["who"])
    kind = SLA.get(context.event.kind, "rule") if context.event is not None else "rule"
    told = notifying.tell(
        people,
        kind,
        _words(ticket, params["text"], context),
        ticket=ticket,
        reason=Said("{reason} {because}", reason=reason, because=_because(context)),
        happened_at=_happened_at(context),
    )
    if not told:
        return Skipped(gettext_noop("Nobody to tell"))
    return Said(gettext_noop("Told {people}"), people=", ".join(user.get_full_name() for user in told))


def _checked_page(params: Params) -> Params:
    wait = params.get("wait", 5)
    if isinstance(wait, bool) or not isinstance(wait, int) or not 1 <= wait <= MOST_MINUTES:
        raise ValueError(_("the wait is between 1 and {most} minutes.").format(most=MOST_MINUTES))
    return {"text": _text(params.get("text"), _("what to tell them"), LONGEST_NOTICE), "wait": wait}


def _page(ticket: Ticket, params: Params, context: Context) -> str:
    called = paging.page(ticket, _words(ticket, params["text"], context), wait=params["wait"] * 60)
    if called is None:
        return Skipped(gettext_noop("Nobody can be called"))
    return Said(gettext_noop("Calling {person}"), person=called.user.get_full_name())


def _checked_survey(params: Params) -> Params:
    if params.get("survey_id") not in dict(_surveys()):
        raise ValueError(_("choose a survey."))
    return {"survey_id": params["survey_id"]}


def _survey(ticket: Ticket, params: Params, context: Context) -> str:
    survey = Survey.objects.filter(pk=params["survey_id"]).first()
    if survey is None:
        return Skipped(gettext_noop("Not asked: there is no such survey any more"))
    try:
        surveys.ask(ticket, survey, rule=context.rule)
    except NotSent as reason:
        return Skipped(gettext_noop("Not asked: {reason}"), reason=reason.args[0])
    return Said(gettext_noop("Asked “{question}”"), question=survey.question)


def _receivers() -> list[tuple[Any, str]]:
    people = User.objects.filter(is_active=True).order_by("name")
    return [
        ("assignee", _("Its assignee")),
        ("team", _("Everybody in its team")),
        ("supervisors", _("All supervisors")),
        *((user.pk, user.get_full_name()) for user in people),
    ]


def _surveys() -> list[tuple[Any, str]]:
    return list(Survey.objects.order_by("name").values_list("pk", "name"))


def _found(ticket: Ticket, who: str | int) -> tuple[list[User], Said]:
    """Whom it means now, and why they are told."""
    found: dict[str, Callable[[], tuple[list[User], Said]]] = {
        "assignee": lambda: ([ticket.assignee] if ticket.assignee else [], Said(gettext_noop("You are its assignee."))),
        "team": lambda: (
            list(ticket.team.members.all()) if ticket.team else [],
            Said(gettext_noop("You are in its team, {team}."), team=ticket.team.name if ticket.team else "–"),
        ),
        "supervisors": lambda: (notifying.supervisors(), Said(notifying.SUPERVISOR)),
    }
    if isinstance(who, int):
        return list(User.objects.filter(pk=who)), Said(gettext_noop("You are named there."))
    return found[who]()


def _because(context: Context) -> Said:
    if context.rule is not None:
        return Said(gettext_noop("The rule “{rule}” says so."), rule=context.rule.name)
    who = context.actor.get_full_name() if context.actor is not None else "–"
    return Said(gettext_noop("{person} used a macro."), person=who)


def _happened_at(context: Context) -> dt.datetime | None:
    """When it was true: a breach that is noticed after an outage has its own time."""
    if context.event is None:
        return None
    said = context.event.data.get("at")
    return (parse_datetime(said) if isinstance(said, str) else None) or context.event.at


def _words(ticket: Ticket, text: str, context: Context) -> str:
    """Colleagues get the sentence also where a name is missing."""
    words, _missing = variables.fill(text, variables.of(ticket, agent=context.actor), html=False)
    return variables.VARIABLE.sub("–", words)


def _text(value: Any, what: str, most: int) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(_("say {what}.").format(what=what))
    if len(value) > most:
        raise ValueError(_("{what}: at most {most} characters.").format(what=what, most=most))
    variables.check(value)
    return value.strip()


TEXT = gettext_noop("What to tell them")
MESSAGE = Kind(
    _checked_message,
    _message,
    (
        Form(
            "Send the customer an automatic message",
            (
                Input("text", "What to say", Type.LONG_TEXT, most=LONGEST_MESSAGE),
                Input(
                    "transactional",
                    "They asked for it",
                    Type.FLAG,
                    required=False,
                    hint="It is sent even if they had another automatic message within a day.",
                ),
            ),
            group=CUSTOMER,
        ),
    ),
)
NOTIFY = Kind(
    _checked_notify,
    _notify,
    (
        Form(
            "Tell a colleague",
            (
                Input("who", "Whom", Type.CHOICE, choices=_receivers),
                Input("text", TEXT, Type.LONG_TEXT, most=LONGEST_NOTICE, hint="It appears under the bell."),
            ),
            group=GROUP,
        ),
    ),
)
PAGE = Kind(
    _checked_page,
    _page,
    (
        Form(
            "Call whoever is on call",
            (
                Input("text", TEXT, Type.LONG_TEXT, most=LONGEST_NOTICE),
                Input(
                    "wait",
                    "minutes until the next one is called",
                    Type.NUMBER,
                    required=False,
                    least=1,
                    most=MOST_MINUTES,
                    hint="Counted from each call that nobody takes.",
                ),
            ),
            group=GROUP,
        ),
    ),
)
SURVEY = Kind(
    _checked_survey,
    _survey,
    (
        Form(
            "Ask the customer how it was",
            (Input("survey_id", "With the survey", Type.CHOICE, choices=_surveys),),
            group=CUSTOMER,
        ),
    ),
)
