"""The fields that conditions may name: what each is called, what kind of value it has, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import vocabulary
from inbox.conditions.facts import Facts
from inbox.models import Channel, Clock, CustomField, Delivery, Message, Team, Ticket, User

Choices = Callable[[], list[tuple[Any, str]]]


class Type(StrEnum):
    CHOICE = "choice"
    WORDS = "words"
    LABELS = "labels"
    NUMBER = "number"
    FLAG = "flag"


CHANGES = ("changed", "changed_from", "changed_to")
OPS: dict[Type, tuple[str, ...]] = {
    Type.CHOICE: ("is", "is_not", "empty", "not_empty"),
    Type.WORDS: ("contains", "contains_not", "is", "is_not", "empty", "not_empty"),
    Type.LABELS: ("contains", "contains_not", "empty", "not_empty"),
    Type.NUMBER: ("at_least", "at_most"),
    Type.FLAG: ("is",),
}
LABELS = {  # of operators, as a sentence goes on
    "is": gettext_noop("is"),
    "is_not": gettext_noop("is not"),
    "contains": gettext_noop("contains"),
    "contains_not": gettext_noop("does not contain"),
    "at_least": gettext_noop("is at least"),
    "at_most": gettext_noop("is at most"),
    "empty": gettext_noop("is empty"),
    "not_empty": gettext_noop("is not empty"),
    "changed": gettext_noop("has changed"),
    "changed_from": gettext_noop("has changed from"),
    "changed_to": gettext_noop("has changed to"),
}
WITHOUT_VALUE = ("empty", "not_empty", "changed")


@dataclass(frozen=True)
class Field:
    """``read`` gives a value, a list of values (any of which may do), or None; ``tracked``: events tell of changes."""

    label: str
    group: str
    type: Type
    read: Callable[[Facts], Any]
    choices: Choices | None = None
    tracked: str = ""

    @property
    def ops(self) -> tuple[str, ...]:
        return OPS[self.type] + (CHANGES if self.tracked else ())


def _named(choices: type[TextChoices]) -> Choices:
    return lambda: [(value, name) for value, name in vocabulary.names(choices).items() if value]


def _said(names: dict[str, str]) -> Choices:
    return lambda: [(value, _(name)) for value, name in names.items()]


EVENTS = {
    "ticket.created": gettext_noop("A ticket was opened"),
    "message.created": gettext_noop("A message was added"),
    "ticket.changed": gettext_noop("A ticket was changed"),
    "sla.warning": gettext_noop("A promise is close to being broken"),
    "sla.breach": gettext_noop("A promise was broken"),
    "survey.answered": gettext_noop("A survey was answered"),
    "delivery.changed": gettext_noop("The sending of a message moved on"),
}
SPEAKERS = {
    "customer": gettext_noop("Customer"),
    "agent": gettext_noop("Agent"),
    "machine": gettext_noop("Automation"),
}


def _by(facts: Facts) -> str | None:
    message = facts.message
    if message is None:
        return None
    if message.automated:
        return "machine"
    return "customer" if message.direction == Message.Direction.INBOUND else "agent"


def _of_message(name: str) -> Callable[[Facts], Any]:
    return lambda facts: None if facts.message is None else getattr(facts.message, name)


def _left(facts: Facts) -> float | None:
    return facts.data["left"] / 60 if "left" in facts.data else None


def _rows(found: Callable[[], Iterable[tuple[int, str]]]) -> Choices:
    return lambda: list(found())


TICKET, CUSTOMER, MESSAGE = gettext_noop("Ticket"), gettext_noop("Customer"), gettext_noop("Message")
HAPPENED, TIME, CUSTOM_FIELDS = gettext_noop("What happened"), gettext_noop("Time"), gettext_noop("Custom fields")
FIELDS: dict[str, Field] = {
    "status": Field("Status", TICKET, Type.CHOICE, lambda f: f.ticket.status, _named(Ticket.Status), tracked="status"),
    "priority": Field(
        "Priority",
        TICKET,
        Type.CHOICE,
        lambda f: f.ticket.priority,
        _named(Ticket.Priority),
        tracked="priority",
    ),
    "channel_id": Field(
        "Channel",
        TICKET,
        Type.CHOICE,
        lambda f: f.ticket.channel_id,
        _rows(lambda: Channel.objects.order_by("name").values_list("pk", "name")),
    ),
    "team_id": Field(
        "Team",
        TICKET,
        Type.CHOICE,
        lambda f: f.ticket.team_id,
        _rows(lambda: Team.objects.order_by("name").values_list("pk", "name")),
        tracked="team_id",
    ),
    "assignee_id": Field(
        "Assignee",
        TICKET,
        Type.CHOICE,
        lambda f: f.ticket.assignee_id,
        _rows(lambda: User.objects.filter(is_active=True).order_by("name").values_list("pk", "name")),
        tracked="assignee_id",
    ),
    "labels": Field("Labels", TICKET, Type.LABELS, lambda f: f.ticket.labels, tracked="labels"),
    "subject": Field("Subject", TICKET, Type.WORDS, lambda f: f.ticket.subject, tracked="subject"),
    "outcome": Field("Outcome", TICKET, Type.CHOICE, lambda f: f.ticket.outcome or None, _named(Ticket.Outcome)),
    "work": Field("Kind of work", TICKET, Type.CHOICE, lambda f: f.ticket.work, _named(Ticket.Work)),
    "language": Field("Language", TICKET, Type.WORDS, lambda f: f.ticket.language),
    "snoozed": Field("Snoozed", TICKET, Type.FLAG, lambda f: f.ticket.snoozed_until is not None),
    "attachments": Field("Has files", TICKET, Type.FLAG, lambda f: f.attachments),
    "message_count": Field("Number of messages", TICKET, Type.NUMBER, lambda f: f.ticket.message_count),
    "contact.name": Field("Name", CUSTOMER, Type.WORDS, lambda f: f.ticket.contact.name),
    "contact.handle": Field("Address or handle", CUSTOMER, Type.WORDS, lambda f: f.handles),
    "contact.domain": Field("Domain of the address", CUSTOMER, Type.WORDS, lambda f: f.domains),
    "contact.vip": Field("VIP", CUSTOMER, Type.FLAG, lambda f: f.ticket.contact.vip),
    "contact.labels": Field("Labels of the customer", CUSTOMER, Type.LABELS, lambda f: f.ticket.contact.labels),
    "message.text": Field("Text", MESSAGE, Type.WORDS, _of_message("body_text")),
    "message.by": Field("Written by", MESSAGE, Type.CHOICE, _by, _said(SPEAKERS)),
    "message.visibility": Field(
        "Visibility", MESSAGE, Type.CHOICE, _of_message("visibility"), _said(vocabulary.VISIBILITIES)
    ),
    "message.direction": Field("Direction", MESSAGE, Type.CHOICE, _of_message("direction"), _named(Message.Direction)),
    "message.surface": Field("Place on the network", MESSAGE, Type.WORDS, _of_message("surface")),
    "message.automated": Field("Sent by a machine", MESSAGE, Type.FLAG, _of_message("automated")),
    "event.kind": Field("What happened", HAPPENED, Type.CHOICE, lambda f: f.event and f.event.kind, _said(EVENTS)),
    "delivery.state": Field("Sending", HAPPENED, Type.CHOICE, lambda f: f.data.get("state"), _named(Delivery.State)),
    "sla.metric": Field("Promise", HAPPENED, Type.CHOICE, lambda f: f.data.get("metric"), _named(Clock.Metric)),
    "sla.minutes_left": Field("Minutes left", HAPPENED, Type.NUMBER, _left),
    "survey.score": Field("Survey answer, 1 (bad) to 5 (good)", HAPPENED, Type.NUMBER, lambda f: f.score),
    "office_open": Field("Office is open", TIME, Type.FLAG, lambda f: f.office_open),
    "minutes_to_due": Field(
        "Minutes until a promise is due", TIME, Type.NUMBER, lambda f: f.minutes_until(f.ticket.due_at)
    ),
    "hours_since_created": Field(
        "Hours since it was opened", TIME, Type.NUMBER, lambda f: f.hours_since(f.ticket.created_at)
    ),
    "hours_since_customer": Field(
        "Hours since the customer wrote", TIME, Type.NUMBER, lambda f: f.hours_since(f.ticket.last_customer_at)
    ),
    "hours_since_agent": Field("Hours since we wrote", TIME, Type.NUMBER, lambda f: f.hours_since(f.agent_at)),
}
CUSTOM = "custom."  # and the key of a custom field
OF_CONTACT = "contact.custom."


def is_custom(name: str) -> bool:
    return any(name.startswith(prefix) and name != prefix for prefix in (CUSTOM, OF_CONTACT))


def field(name: str) -> Field | None:
    """The field of this name; custom fields are words, whatever their kind."""
    if not is_custom(name):
        return FIELDS.get(name)
    if name.startswith(OF_CONTACT):
        key = name.removeprefix(OF_CONTACT)
        return Field(key, CUSTOM_FIELDS, Type.WORDS, lambda f: _in_words(f.ticket.contact.custom.get(key)))
    key = name.removeprefix(CUSTOM)
    return Field(key, CUSTOM_FIELDS, Type.WORDS, lambda f: _in_words(f.ticket.custom.get(key)))


def _in_words(value: Any) -> Any:
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def catalogue() -> list[dict[str, Any]]:
    """Every field as a screen needs it: ``{"name", "label", "group", "type", "ops": [{"op", "label", "value"}],
    "choices": [{"value", "label"}] or None}``; ``value`` false: the operator stands alone."""
    return [*(_shown(name, found) for name, found in FIELDS.items()), *_custom_fields()]


def _custom_fields() -> Iterable[dict[str, Any]]:
    for row in CustomField.objects.filter(archived_at__isnull=True):
        name = (OF_CONTACT if row.target == CustomField.Target.CONTACT else CUSTOM) + row.key
        if (found := field(name)) is not None:
            of_contact = row.target == CustomField.Target.CONTACT
            label = _("{field} of the customer").format(field=row.label) if of_contact else row.label
            yield _shown(name, found) | {"label": label}


def _shown(name: str, found: Field) -> dict[str, Any]:
    return {
        "name": name,
        "label": found.label if is_custom(name) else _(found.label),
        "group": _(found.group),
        "type": found.type.value,
        "ops": [{"op": op, "label": _(LABELS[op]), "value": op not in WITHOUT_VALUE} for op in found.ops],
        "choices": None
        if found.choices is None
        else [{"value": value, "label": label} for value, label in found.choices()],
    }
