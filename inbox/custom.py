"""Custom fields: what this organisation wants to know of a ticket or a customer beyond what everybody wants to know."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import events
from inbox.errors import InboxError
from inbox.models import CustomField, Ticket, User

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST, MOST_CHOICES, LONGEST = 100, 200, 500
LONGEST_CHOICE = 80
TICKED = "yes"  # what a form says of a box that was ticked
Kind = CustomField.Kind
Target = CustomField.Target
CHOOSES = (Kind.CHOICE, Kind.CHOICES)


def every(target: str | None = None) -> QuerySet[CustomField]:
    """In their order, archived ones too: what was filled in stays."""
    found = CustomField.objects.order_by("target", "position", "pk")
    return found if target is None else found.filter(target=target)


def check(target: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of these values: dates as ISO words, None where a field is emptied. Every refusal names its field
    as ``custom.<key>``; a field that nobody made is refused."""
    return _checked(target, values, strict=True)


def checked_where_known(target: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same for what forms and rules bring: under a name that nobody declared, plain words, numbers, yes or no."""
    return _checked(target, values, strict=False)


def answered(words: Mapping[str, Any]) -> dict[str, Any]:
    """What a customer filled in, as the ticket's fields of these names keep it. Nothing is refused: what a field would
    not take, or no field is there for, stays as the words that were written."""
    known = {field.key: field for field in every(Target.TICKET).filter(key__in=list(words))}
    found: dict[str, Any] = {}
    for key, value in words.items():
        field = known.get(key)
        try:
            ticked = field is not None and field.kind == Kind.CHECKBOX and value == TICKED
            found[key] = value if field is None else CHECKS[Kind(field.kind)](field, True if ticked else value)
        except ValueError:
            found[key] = value
    return found


def merged(now: Mapping[str, Any], checked: Mapping[str, Any]) -> dict[str, Any]:
    """Those that were there, with these; None takes one away."""
    return {key: value for key, value in {**now, **checked}.items() if value is not None}


def missing_to_solve(ticket: Ticket) -> dict[str, str]:
    """The fields that must be filled in before a person solves this ticket: ``{"custom.<key>": why}``."""
    needed = every(Target.TICKET).filter(required_to_solve=True, archived_at__isnull=True)
    return {
        f"custom.{field.key}": _("Fill in “{field}” before the ticket is solved.").format(field=field.label)
        for field in needed
        if ticket.custom.get(field.key) in (None, "", [], False)
    }


def create(*, actor: User, target: str, key: str, label: str, kind: str, **fields: Any) -> CustomField:
    """``choices``, ``help``, ``required_to_solve``; the last in the order."""
    if not KEY.fullmatch(key):
        raise _refused("key", _("Small letters, digits and _ only, beginning with a letter, as in order_number."))
    made = CustomField(target=target, key=key, label=label, kind=kind, **fields)
    _settle(made)
    try:
        with transaction.atomic():
            last = every(target).aggregate(last=Max("position"))["last"]
            if every(target).count() >= MOST:
                raise _refused("target", _("At most {most} fields.").format(most=MOST))
            made.position = 0 if last is None else last + 1
            made.save(force_insert=True)
            _told(made, actor, ["created"])
    except IntegrityError:
        raise _refused("key", _("There is a field {key} already.").format(key=key)) from None
    return made


def change(field_id: int, *, actor: User, **changes: Any) -> CustomField:
    """``label``, ``choices``, ``help``, ``required_to_solve``, ``archived``. Key and kind stay: values depend on them.
    What was chosen before stays chosen where a choice is taken away."""
    with transaction.atomic():
        field = CustomField.objects.select_for_update(no_key=True).get(pk=field_id)
        archived = changes.pop("archived", None)
        done = {name for name, value in changes.items() if getattr(field, name) != value}
        for name in done:
            setattr(field, name, changes[name])
        if archived is not None and archived != (field.archived_at is not None):
            field.archived_at = timezone.now() if archived else None
            done.add("archived")
        if done:
            _settle(field)
            field.save()
            _told(field, actor, sorted(done))
    return field


def delete(field_id: int, *, actor: User) -> None:
    """The field goes from the screens for good; values on tickets and people stay as words of an unknown field."""
    with transaction.atomic():
        field = CustomField.objects.select_for_update().get(pk=field_id)
        if field.archived_at is None:
            raise InboxError("not_archived", _("Archive the field first; that can be taken back."), 409)
        _told(field, actor, ["deleted"])
        field.delete()


def order(target: str, ids: Sequence[int], *, actor: User) -> None:
    """All fields of this target, once each."""
    with transaction.atomic():
        found = {field.pk: field for field in every(target).select_for_update()}
        if sorted(ids) != sorted(found):
            why = _("Name every field once; somebody may have added or removed one.")
            raise InboxError("invalid", why, 409, fields={"ids": why})
        for position, pk in enumerate(ids):
            found[pk].position = position
        CustomField.objects.bulk_update(found.values(), ["position"])
        events.record("custom_field.changed", actor=actor, data={"ids": list(ids), "fields": ["order"]})


def _checked(target: str, values: Mapping[str, Any], *, strict: bool) -> dict[str, Any]:
    known = {field.key: field for field in every(target).filter(key__in=list(values))}
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for key, value in values.items():
        field = known.get(key)
        try:
            if field is None and strict:
                raise ValueError(_("There is no such field."))
            if value is None or value in ("", []):
                found[key] = None
            else:
                found[key] = _plain(key, value) if field is None else CHECKS[Kind(field.kind)](field, value)
        except ValueError as error:
            wrong[f"custom.{key}"] = str(error)
    if wrong:
        raise InboxError("invalid", " ".join(wrong.values()), fields=wrong)
    return found


def _plain(key: str, value: Any) -> Any:
    if len(key) > 40 or not isinstance(value, (str, int, float, bool)) or len(str(value)) > LONGEST:
        raise ValueError(_("A word, a number, yes or no, of at most {most} characters.").format(most=LONGEST))
    return value


def _text(field: CustomField, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(_("{field}: words of at most {most} characters.").format(field=field.label, most=LONGEST))
    return value.strip()


def _number(field: CustomField, value: Any) -> int | float:
    if isinstance(value, str):  # as rules write it
        try:
            value = float(value) if "." in value else int(value)
        except ValueError:
            value = None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) >= 10**15:
        raise ValueError(_("{field}: a number is expected.").format(field=field.label))
    return value


def _date(field: CustomField, value: Any) -> str:
    try:
        return dt.date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError(_("{field}: a day as 2026-11-30 is expected.").format(field=field.label)) from None


def _checkbox(field: CustomField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(_("{field}: yes or no.").format(field=field.label))
    return value


def _choice(field: CustomField, value: Any) -> str:
    if not isinstance(value, str) or value not in field.choices:
        raise ValueError(
            _("{field}: “{value}” is none of {these}.").format(
                field=field.label, value=value, these=", ".join(field.choices[:20])
            )
        )
    return value


def _choices(field: CustomField, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise ValueError(_("{field}: a list is expected.").format(field=field.label))
    chosen = {_choice(field, one) for one in value}
    return [choice for choice in field.choices if choice in chosen]


def _link(field: CustomField, value: Any) -> str:
    parts = urlsplit(value) if isinstance(value, str) and len(value) <= 2000 else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc or "\\" in value:
        raise ValueError(_("{field}: an address that begins with https:// is expected.").format(field=field.label))
    return str(value)


CHECKS: dict[str, Callable[[CustomField, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.CHECKBOX: _checkbox,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.LINK: _link,
}


def _settle(field: CustomField) -> None:
    """Choices where there is something to choose, each once, and nowhere else."""
    choices = list(dict.fromkeys(" ".join(choice.split()) for choice in field.choices if choice.strip()))
    if field.kind in CHOOSES and not choices:
        raise _refused("choices", _("Write at least one choice."))
    if field.kind not in CHOOSES and choices:
        raise _refused("choices", _("Only a field to choose from has choices."))
    if len(choices) > MOST_CHOICES or any(len(choice) > LONGEST_CHOICE for choice in choices):
        raise _refused(
            "choices",
            _("At most {most} choices of at most {longest_choice} characters.").format(
                most=MOST_CHOICES, longest_choice=LONGEST_CHOICE
            ),
        )
    field.choices = choices


def _told(field: CustomField, actor: User, fields: list[str]) -> None:
    data = {"id": field.pk, "name": field.label, "target": field.target, "fields": fields}
    events.record("custom_field.changed", actor=actor, data=data)


def _refused(field: str, why: str) -> InboxError:
    return InboxError("invalid", why, fields={field: why})
