"""The actions that change the ticket itself; they go through ``tickets.apply`` like a person's click."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.html import urlize

from inbox import events, tickets, variables
from inbox.models import Message, Skill, Team, Ticket, User
from inbox.rules.kind import Context, Form, Input, Kind, Params, Type

HOUR = dt.timedelta(hours=1)
YEAR = 366 * 24  # hours
LONGEST_NOTE = 5000
Choices = list[tuple[Any, str]]


def _teams() -> Choices:
    return [(None, "No team"), *Team.objects.order_by("name").values_list("pk", "name")]


def _people() -> Choices:
    return [(None, "Nobody"), *User.objects.filter(is_active=True).order_by("name").values_list("pk", "name")]


def _skills() -> Choices:
    return list(Skill.objects.order_by("name").values_list("pk", "name"))


def _statuses() -> Choices:
    return [(value, str(label)) for value, label in Ticket.Status.choices]


def _priorities() -> Choices:
    return [(value, str(label)) for value, label in Ticket.Priority.choices]


def _outcomes() -> Choices:
    return [("", "None"), *((value, str(label)) for value, label in Ticket.Outcome.choices if value)]


CHOICES = {
    "status": ("Set the status", "to", _statuses),
    "priority": ("Set the priority", "to", _priorities),
    "team_id": ("Give it to a team", "team", _teams),
    "assignee_id": ("Assign it", "to", _people),
    "outcome": ("Set the outcome", "to", _outcomes),
}
SUBJECT = "subject"


def _checked_set(params: Params) -> Params:
    name, value = params.get("field"), params.get("value")
    if name == SUBJECT:
        return {"field": name, "value": _text(value, "the subject", 500)}
    if name not in CHOICES:
        raise ValueError(f"{name!r} cannot be set; possible are {', '.join([*CHOICES, SUBJECT])}.")
    if isinstance(value, (list, dict)) or value not in dict(CHOICES[name][2]()):
        raise ValueError(f"{value!r} is none of the values of {name}.")
    return {"field": name, "value": value}


def _set(ticket: Ticket, params: Params, context: Context) -> str:
    name, value = params["field"], params["value"]
    if not tickets.apply(ticket, actor=context.actor, at=context.at, **{name: value}):
        return ""
    if name == SUBJECT:
        return f"Subject: {value}"
    return f"{CHOICES[name][0]} {CHOICES[name][1]}: {dict(CHOICES[name][2]()).get(value, value)}"


def _checked_label(params: Params) -> Params:
    found = {name: _labels(params[name]) for name in ("add", "remove") if params.get(name)}
    if not found:
        raise ValueError("name a label to add or to remove.")
    return found


def _label(ticket: Ticket, params: Params, context: Context) -> str:
    gone = {label.casefold() for label in params.get("remove", [])}
    kept = [label for label in ticket.labels if label.casefold() not in gone]
    here = {label.casefold() for label in kept}
    labels = [*kept, *(label for label in params.get("add", []) if label.casefold() not in here)]
    if not tickets.apply(ticket, actor=context.actor, at=context.at, labels=labels):
        return ""
    return f"Labels: {', '.join(labels) or 'none'}"


def _checked_snooze(params: Params) -> Params:
    return {"hours": _number(params.get("hours"), "hours", 1, YEAR)}


def _snooze(ticket: Ticket, params: Params, context: Context) -> str:
    until = context.at + params["hours"] * HOUR
    if ticket.status not in Ticket.UNSOLVED or ticket.snoozed_until == until:
        return ""
    tickets.apply(ticket, actor=context.actor, at=context.at, snoozed_until=until)
    return f"Snoozed for {params['hours']} h"


def _checked_note(params: Params) -> Params:
    text = _text(params.get("text"), "the note", LONGEST_NOTE)
    variables.check(text)
    return {"text": text}


def _note(ticket: Ticket, params: Params, context: Context) -> str:
    """An internal note in the rule's name, or in that of who clicked the macro."""
    text, _ = variables.fill(params["text"], variables.of(ticket, agent=context.actor), html=False)
    by_rule = f"Rule: {context.rule.name}" if context.rule is not None else ""
    message = Message.objects.create(
        ticket=ticket,
        channel_id=ticket.channel_id,
        direction=Message.Direction.INTERNAL,
        visibility="internal",
        author_user=context.actor,
        author_name=(context.actor.get_full_name() if context.actor else by_rule)[:200],
        body_text=text,
        reply_text=text,
        body_html=urlize(text, autoescape=True).replace("\n", "<br>"),
        automated=context.actor is None,
        sent_at=context.at,
    )
    tickets.add_message(ticket, message)
    ticket.version += 1
    events.record("message.created", ticket=ticket, message=message, actor=context.actor)
    return "Note written"


def _checked_need(params: Params) -> Params:
    if params.get("skill_id") not in dict(_skills()):
        raise ValueError(f"there is no skill {params.get('skill_id')!r}.")
    return {"skill_id": params["skill_id"], "level": _number(params.get("level", 1), "the level", 1, 5)}


def _need(ticket: Ticket, params: Params, context: Context) -> str:
    needs = {**ticket.needs, str(params["skill_id"]): params["level"]}
    if not tickets.apply(ticket, actor=context.actor, at=context.at, needs=needs):
        return ""
    return f"Needs {dict(_skills()).get(params['skill_id'], 'a skill')} at level {params['level']}"


def _checked_custom(params: Params) -> Params:
    name, value = _text(params.get("name"), "the name of the field", 40), params.get("value", "")
    if not isinstance(value, (str, int, float, bool)) or len(str(value)) > 500:
        raise ValueError("the value is a word, a number, yes or no.")
    return {"name": name, "value": value}


def _custom(ticket: Ticket, params: Params, context: Context) -> str:
    if not tickets.apply(ticket, actor=context.actor, at=context.at, custom={params["name"]: params["value"]}):
        return ""
    return f"{params['name']}: {params['value']}"


def _text(value: Any, what: str, most: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise ValueError(f"{what} has between 1 and {most} characters.")
    return value.strip()


def _number(value: Any, what: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{what}: a whole number from {least} to {most}.")
    return value


def _labels(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(label, str) and label.strip() for label in value):
        raise ValueError("labels are a list of words.")
    labels = list(dict.fromkeys(" ".join(label.split()) for label in value))
    if len(labels) > tickets.MAX_LABELS or any(len(label) > 40 for label in labels):
        raise ValueError(f"at most {tickets.MAX_LABELS} labels of at most 40 characters.")
    return labels


SET = Kind(
    _checked_set,
    _set,
    (
        *(
            Form(label, (Input("value", word, Type.CHOICE, choices),), {"field": name})
            for name, (label, word, choices) in CHOICES.items()
        ),
        Form("Rename it", (Input("value", "subject", Type.TEXT, most=500),), {"field": SUBJECT}),
    ),
)
LABEL = Kind(
    _checked_label,
    _label,
    (
        Form("Add labels", (Input("add", "labels", Type.LABELS),)),
        Form("Remove labels", (Input("remove", "labels", Type.LABELS),)),
    ),
)
SNOOZE = Kind(
    _checked_snooze,
    _snooze,
    (Form("Snooze it", (Input("hours", "for hours", Type.NUMBER, least=1, most=YEAR),)),),
)
NOTE = Kind(
    _checked_note,
    _note,
    (
        Form(
            "Write an internal note",
            (Input("text", "text", Type.LONG_TEXT, most=LONGEST_NOTE, hint="Only colleagues see it."),),
        ),
    ),
)
NEED = Kind(
    _checked_need,
    _need,
    (
        Form(
            "Ask for a skill",
            (
                Input("skill_id", "skill", Type.CHOICE, _skills),
                Input("level", "at level", Type.NUMBER, least=1, most=5, hint="1 knows a little, 5 is an expert."),
            ),
            group="Routing",
        ),
    ),
)
CUSTOM = Kind(
    _checked_custom,
    _custom,
    (
        Form(
            "Fill in a custom field",
            (
                Input("name", "field", Type.TEXT, most=40),
                Input("value", "value", Type.TEXT, required=False, most=500),
            ),
        ),
    ),
)
