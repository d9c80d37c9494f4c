"""The actions that change the ticket itself; they go through ``tickets.apply`` like a person's click."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import TextChoices
from django.utils.html import urlize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import events, tickets, variables, vocabulary
from inbox.models import Message, Skill, Team, Ticket, User
from inbox.rules.kind import Context, Form, Input, Kind, Params, Type
from inbox.wording import Said

HOUR = dt.timedelta(hours=1)
YEAR = 366 * 24  # hours
LONGEST_NOTE = 5000
Choices = list[tuple[Any, str]]


def _teams() -> Choices:
    return [(None, _(NO_TEAM)), *Team.objects.order_by("name").values_list("pk", "name")]


def _people() -> Choices:
    return [
        (None, _(NOBODY)),
        *User.objects.filter(is_active=True).order_by("name").values_list("pk", "name"),
    ]


def _skills() -> Choices:
    return list(Skill.objects.order_by("name").values_list("pk", "name"))


def _statuses() -> Choices:
    return list(vocabulary.names(Ticket.Status).items())


def _priorities() -> Choices:
    return list(vocabulary.names(Ticket.Priority).items())


def _outcomes() -> Choices:
    return list(vocabulary.names(Ticket.Outcome).items())


CHOICES = {
    "status": (gettext_noop("Set the status"), gettext_noop("to"), _statuses),
    "priority": (gettext_noop("Set the priority"), gettext_noop("to"), _priorities),
    "team_id": (gettext_noop("Give it to a team"), gettext_noop("team"), _teams),
    "assignee_id": (gettext_noop("Assign it"), gettext_noop("to"), _people),
    "outcome": (gettext_noop("Set the outcome"), gettext_noop("to"), _outcomes),
}
SUBJECT = "subject"
NO_TEAM, NOBODY = gettext_noop("No team"), gettext_noop("Nobody")
NONE = {"team_id": NO_TEAM, "assignee_id": NOBODY}
FIXED: dict[str, type[TextChoices]] = {"status": Ticket.Status, "priority": Ticket.Priority, "outcome": Ticket.Outcome}


def _checked_set(params: Params) -> Params:
    name, value = params.get("field"), params.get("value")
    if name == SUBJECT:
        return {"field": name, "value": _text(value, _("the subject"), 500)}
    if name not in CHOICES:
        raise ValueError(_("{name} cannot be set.").format(name=name))
    if isinstance(value, (list, dict)) or value not in dict(CHOICES[name][2]()):
        raise ValueError(_("“{value}” cannot be chosen there.").format(value=value))
    return {"field": name, "value": value}


def _set(ticket: Ticket, params: Params, context: Context) -> str:
    name, value = params["field"], params["value"]
    if not tickets.apply(ticket, actor=context.actor, at=context.at, **{name: value}):
        return ""
    if name == SUBJECT:
        return Said(gettext_noop("Subject: {subject}"), subject=value)
    label, word, choices = CHOICES[name]
    if name in FIXED:
        chosen: str = Said(vocabulary.NAMES[FIXED[name]][value])
    else:
        chosen = Said(NONE[name]) if value is None else dict(choices()).get(value, str(value))
    return Said("{do} {to}: {value}", do=Said(label), to=Said(word), value=chosen)


def _checked_label(params: Params) -> Params:
    found = {name: _labels(params[name]) for name in ("add", "remove") if params.get(name)}
    if not found:
        raise ValueError(_("name a label to add or to remove."))
    return found


def _label(ticket: Ticket, params: Params, context: Context) -> str:
    gone = {label.casefold() for label in params.get("remove", [])}
    kept = [label for label in ticket.labels if label.casefold() not in gone]
    here = {label.casefold() for label in kept}
    labels = [*kept, *(label for label in params.get("add", []) if label.casefold() not in here)]
    if not tickets.apply(ticket, actor=context.actor, at=context.at, labels=labels):
        return ""
    return (
        Said(gettext_noop("Labels: {labels}"), labels=", ".join(labels))
        if labels
        else Said(gettext_noop("No labels any more"))
    )


def _checked_snooze(params: Params) -> Params:
    return {"hours": _number(params.get("hours"), _("hours"), 1, YEAR)}


def _snooze(ticket: Ticket, params: Params, context: Context) -> str:
    until = context.at + params["hours"] * HOUR
    if ticket.status not in Ticket.UNSOLVED or ticket.snoozed_until == until:
        return ""
    tickets.apply(ticket, actor=context.actor, at=context.at, snoozed_until=until)
    return Said(gettext_noop("Snoozed for {hours} h"), hours=params["hours"])


def _checked_note(params: Params) -> Params:
    text = _text(params.get("text"), _("the note"), LONGEST_NOTE)
    variables.check(text)
    return {"text": text}


def _note(ticket: Ticket, params: Params, context: Context) -> str:
    """An internal note in the rule's name, or in that of who clicked the macro."""
    text, _missing = variables.fill(params["text"], variables.of(ticket, agent=context.actor), html=False)
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
    return Said(gettext_noop("Note written"))


def _checked_need(params: Params) -> Params:
    if params.get("skill_id") not in dict(_skills()):
        raise ValueError(_("choose a skill."))
    return {"skill_id": params["skill_id"], "level": _number(params.get("level", 1), _("the level"), 1, 5)}


def _need(ticket: Ticket, params: Params, context: Context) -> str:
    needs = {**ticket.needs, str(params["skill_id"]): params["level"]}
    if not tickets.apply(ticket, actor=context.actor, at=context.at, needs=needs):
        return ""
    skill = dict(_skills()).get(params["skill_id"], "–")
    return Said(gettext_noop("Needs {skill} at level {level}"), skill=skill, level=params["level"])


def _checked_custom(params: Params) -> Params:
    name, value = _text(params.get("name"), _("the name of the field"), 40), params.get("value", "")
    if not isinstance(value, (str, int, float, bool)) or len(str(value)) > 500:
        raise ValueError(_("the value is a word, a number, yes or no."))
    return {"name": name, "value": value}


def _custom(ticket: Ticket, params: Params, context: Context) -> str:
    if not tickets.apply(ticket, actor=context.actor, at=context.at, custom={params["name"]: params["value"]}):
        return ""
    return f"{params['name']}: {params['value']}"


def _text(value: Any, what: str, most: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise ValueError(_("{what}: between 1 and {most} characters.").format(what=what, most=most))
    return value.strip()


def _number(value: Any, what: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(_("{what}: a whole number from {least} to {most}.").format(what=what, least=least, most=most))
    return value


def _labels(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(label, str) and label.strip() for label in value):
        raise ValueError(_("labels are a list of words."))
    labels = list(dict.fromkeys(" ".join(label.split()) for label in value))
    if len(labels) > tickets.MAX_LABELS or any(len(label) > 40 for label in labels):
        raise ValueError(_("at most {most} labels of at most 40 characters.").format(most=tickets.MAX_LABELS))
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
