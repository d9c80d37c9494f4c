"""A tree of conditions as a filter on tickets, for lists and their numbers.

Only what is true of a ticket by itself can be asked for: nothing of an event, nor of one message. What holds here holds
in ``meaning.py``, and the other way round (a test compares them field by field).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.array import ArrayOverlap  # type: ignore[attr-defined]
from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, Lower
from django.db.models.lookups import IContains, IExact
from django.utils import timezone

from inbox.conditions.fields import CUSTOM, OF_CONTACT, Type, field, is_custom
from inbox.conditions.trees import Tree
from inbox.models import Attachment, Identity, Message

COLUMNS = {
    "status": "status",
    "priority": "priority",
    "channel_id": "channel_id",
    "team_id": "team_id",
    "assignee_id": "assignee_id",
    "labels": "labels",
    "subject": "subject",
    "outcome": "outcome",
    "work": "work",
    "language": "language",
    "message_count": "message_count",
    "contact.name": "contact__name",
    "contact.vip": "contact__vip",
    "contact.labels": "contact__labels",
}
TIMES = {"hours_since_created": "created_at", "hours_since_customer": "last_customer_at"}
Compiled = Callable[[str, list[Any], dt.datetime], Q]
NOBODY = Q(pk__in=())
FURTHEST = 24 * 366 * 100  # hours; what lies beyond is no moment that a database knows


def filtering(tree: Tree, *, now: dt.datetime | None = None) -> Q:
    """Of a tree that ``check(tree, fields=ASKED)`` took; ``now`` is what hours and minutes count from."""
    return _compiled(tree, now or timezone.now())


def listable(name: str) -> bool:
    """Whether a filter can ask for this field."""
    return name in ASKED or is_custom(name)


def _compiled(tree: Tree, now: dt.datetime) -> Q:
    if not tree:
        return Q()
    for group in ("all", "any", "none"):
        if group in tree:
            parts = [_compiled(part, now) for part in tree[group]]
            return _all(parts) if group == "all" else ~_any(parts) if group == "none" else _any(parts)
    return _leaf(tree["field"], tree["op"], tree.get("value", []), now)


def _leaf(name: str, op: str, wanted: list[Any], now: dt.datetime) -> Q:
    found = field(name)
    if found is None or not listable(name):
        return NOBODY  # a field that is gone holds for nothing
    if op in OPPOSITES:
        return ~_leaf(name, OPPOSITES[op], wanted, now)
    if name in SPECIAL:
        return SPECIAL[name](op, wanted, now)
    if name in TIMES:
        return _age(TIMES[name], op, wanted[0], now)
    if is_custom(name):
        return _custom(name, op, wanted)
    column = COLUMNS[name]
    match found.type:
        case Type.CHOICE if op == "empty":
            return Q(**{f"{column}__isnull": True}) | (Q(outcome="") if column == "outcome" else NOBODY)
        case Type.CHOICE:
            return Q(**{f"{column}__in": wanted})
        case Type.WORDS:
            return Q(**{column: ""}) if op == "empty" else _words(F(column), op, wanted)
        case Type.LABELS:
            return Q(**{column: []}) if op == "empty" else _among(column, wanted)
        case Type.FLAG:
            return Q(**{column: wanted[0]})
        case Type.NUMBER:
            return Q(**{f"{column}__{'gte' if op == 'at_least' else 'lte'}": wanted[0]})


def _words(text: Any, op: str, wanted: list[str]) -> Q:
    lookup = IContains if op == "contains" else IExact
    return _any([Q(lookup(text, word.strip())) for word in wanted])


def _among(column: str, wanted: list[str]) -> Q:
    """Labels are the same whatever their case."""
    folded = Cast(Lower(Cast(column, TextField())), ArrayField(TextField()))
    words = Value([word.strip().lower() for word in wanted], output_field=ArrayField(TextField()))
    return Q(ArrayOverlap(folded, words))


def _age(column: str, op: str, hours: float, now: dt.datetime) -> Q:
    return Q(**{f"{column}__{'lte' if op == 'at_least' else 'gte'}": _before(now, hours)})


def _before(now: dt.datetime, hours: float) -> dt.datetime:
    return now - dt.timedelta(hours=max(-FURTHEST, min(FURTHEST, hours)))


def _handle(op: str, wanted: list[str], now: dt.datetime) -> Q:
    ours = Identity.objects.filter(contact=OuterRef("contact_id"))
    return ~Q(Exists(ours)) if op == "empty" else Q(Exists(ours.filter(_words(F("handle"), op, wanted))))


def _domain(op: str, wanted: list[str], now: dt.datetime) -> Q:
    ours = Identity.objects.filter(contact=OuterRef("contact_id"), handle__contains="@")
    domain = Func(F("handle"), Value("^.*@"), Value(""), function="regexp_replace", output_field=TextField())
    return ~Q(Exists(ours)) if op == "empty" else Q(Exists(ours.filter(_words(domain, op, wanted))))


def _answered(op: str, wanted: list[float], now: dt.datetime) -> Q:
    """By the newest words of a person here."""
    said = Message.objects.filter(
        ticket=OuterRef("pk"), direction=Message.Direction.OUTBOUND, automated=False, deleted_at__isnull=True
    )
    since = _before(now, wanted[0])
    if op == "at_most":
        return Q(Exists(said.filter(sent_at__gte=since)))
    return Q(Exists(said)) & ~Q(Exists(said.filter(sent_at__gt=since)))


def _due(op: str, wanted: list[float], now: dt.datetime) -> Q:
    at = _before(now, -wanted[0] / 60)
    return Q(due_at__gte=at) if op == "at_least" else Q(due_at__lte=at)


def _snoozed(op: str, wanted: list[bool], now: dt.datetime) -> Q:
    return Q(snoozed_until__isnull=not wanted[0])


def _files(op: str, wanted: list[bool], now: dt.datetime) -> Q:
    has = Q(Exists(Attachment.objects.filter(ticket=OuterRef("pk"), message__isnull=False)))
    return has if wanted[0] else ~has


def _custom(name: str, op: str, wanted: list[str]) -> Q:
    """As words, whatever its kind: a number as it is written, a list by its members."""
    of_contact = name.startswith(OF_CONTACT)
    column, key = ("contact__custom", name[len(OF_CONTACT) :]) if of_contact else ("custom", name[len(CUSTOM) :])
    text = _never_null(KeyTextTransform(key, column))
    if op == "empty":
        return _words(text, "is", ["", "[]"])
    if op == "contains":
        return _words(text, op, wanted)
    kind = Func(KeyTransform(key, column), function="jsonb_typeof", output_field=TextField())
    members = [json.dumps(word, ensure_ascii=False) for word in wanted]
    return _words(text, op, wanted) | Q(IExact(_never_null(kind), "array")) & _words(text, "contains", members)


def _never_null(text: Any) -> Coalesce:
    """What is null is neither so nor not so, and would be in no list."""
    return Coalesce(text, Value(""), output_field=TextField())


def _all(parts: list[Q]) -> Q:
    found = Q()
    for part in parts:
        found &= part
    return found


def _any(parts: list[Q]) -> Q:
    found = parts[0]
    for part in parts[1:]:
        found |= part
    return found


OPPOSITES = {"is_not": "is", "contains_not": "contains", "not_empty": "empty"}
SPECIAL: dict[str, Compiled] = {
    "contact.handle": _handle,
    "contact.domain": _domain,
    "hours_since_agent": _answered,
    "minutes_to_due": _due,
    "snoozed": _snoozed,
    "attachments": _files,
}
ASKED = frozenset({*COLUMNS, *TIMES, *SPECIAL, CUSTOM})
