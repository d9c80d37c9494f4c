"""Everything that rules and macros can do: the registry, and how a list of actions is checked and carried out."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.errors import InboxError
from inbox.models import ActionTaken, Ticket
from inbox.rules import calls, edits, reaching
from inbox.rules.kind import Context, Input, Kind, Skipped
from inbox.wording import again, kept

ACTIONS: dict[str, Kind] = {
    "set": edits.SET,
    "label": edits.LABEL,
    "snooze": edits.SNOOZE,
    "note": edits.NOTE,
    "need": edits.NEED,
    "custom": edits.CUSTOM,
    "webhook": calls.WEBHOOK,
    "message": reaching.MESSAGE,
    "survey": reaching.SURVEY,
    "notify": reaching.NOTIFY,
    "page": reaching.PAGE,
}
MOST = 30
SHOWN = (
    "status",
    "priority",
    "team_id",
    "assignee_id",
    "labels",
    "subject",
    "outcome",
    "snoozed_until",
    "needs",
    "custom",
)


@dataclasses.dataclass(frozen=True)
class Done:
    """``changes``: ``{field: [before, after]}``; ``actions``: ``[{"do", "result", "made"}]``, a result "" did
    nothing; ``made`` says it again in another language (wording.py)."""

    changes: dict[str, list[Any]]
    actions: list[dict[str, Any]]

    @property
    def anything(self) -> bool:
        did = (action["result"] for action in self.actions)
        return bool(self.changes) or any(result and not isinstance(result, Skipped) for result in did)


def results(done: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What ``Done.actions`` says, in the reader's language; what is older than ``made`` as it was said then."""
    return [{"do": each["do"], "result": again(each.get("made", each["result"]))} for each in done]


def check(actions: Any) -> list[dict[str, Any]]:
    """The actions as they are kept. Raises InboxError ``invalid`` that names the action and the reason."""
    if not isinstance(actions, list) or not 1 <= len(actions) <= MOST:
        raise _refused(_("Between 1 and {most} actions.").format(most=MOST))
    return [_checked(action, number) for number, action in enumerate(actions, 1)]


def perform(ticket: Ticket, actions: Sequence[Mapping[str, Any]], context: Context) -> Done:
    """Carry out all of them or none, on a locked ticket, and save it.

    When one raises, the transaction is as before, but the ticket in memory is not: read it again.
    """
    before = _shown(ticket)
    results: list[dict[str, Any]] = []
    with transaction.atomic():
        if context.version is not None and context.event is not None and not context.dry:
            _take(context, len(actions))
        for number, action in enumerate(actions):
            params = {name: value for name, value in action.items() if name != "do"}
            kind = ACTIONS.get(action["do"])
            if kind is None:
                raise InboxError(
                    "unknown_action", _("There is no action {action} any more.").format(action=action["do"])
                )
            result = kind.run(ticket, params, dataclasses.replace(context, number=number))
            results.append({"do": action["do"], "result": result, "made": kept(result)})
        ticket.save()
    after = _shown(ticket)
    return Done({name: [before[name], after[name]] for name in SHOWN if before[name] != after[name]}, results)


def catalogue() -> list[dict[str, Any]]:
    """Every line of the menu "do …", as a screen needs it."""
    return [
        {
            "do": name,
            "label": _(form.label),
            "group": _(form.group),
            "fixed": dict(form.fixed),
            "inputs": [_described(each) for each in form.inputs],
        }
        for name, kind in ACTIONS.items()
        for form in kind.forms
    ]


def _checked(action: Any, number: int) -> dict[str, Any]:
    if not isinstance(action, dict) or not isinstance(action.get("do"), str):
        raise _refused(_("Action {number}: “do” says what to do.").format(number=number))
    kind = ACTIONS.get(action["do"])
    if kind is None:
        raise _refused(
            _("Action {number}: there is no action {action}; there are {these}.").format(
                number=number, action=repr(action["do"]), these=", ".join(ACTIONS)
            )
        )
    params = {name: value for name, value in action.items() if name != "do"}
    known = {each.name for form in kind.forms for each in form.inputs} | {
        name for form in kind.forms for name in form.fixed
    }
    if unknown := sorted(set(params) - known):
        raise _refused(
            _("Action {number}: {action} has no {these}.").format(
                number=number, action=action["do"], these=", ".join(unknown)
            )
        )
    try:
        return {"do": action["do"], **kind.check(params)}
    except (ValueError, InboxError) as error:
        raise _refused(_("Action {number}: {error}").format(number=number, error=error)) from None


def _take(context: Context, count: int) -> None:
    """Each action of a version answers an event once: who comes second fails on the key."""
    ActionTaken.objects.bulk_create(
        ActionTaken(version=context.version, event=context.event, number=number) for number in range(count)
    )


def _described(each: Input) -> dict[str, Any]:
    choices = None if each.choices is None else [{"value": value, "label": label} for value, label in each.choices()]
    return {
        "name": each.name,
        "label": _(each.label),
        "type": each.type.value,
        "required": each.required,
        "least": each.least,
        "most": each.most,
        "hint": _(each.hint) if each.hint else "",
        "choices": choices,
    }


def _shown(ticket: Ticket) -> dict[str, Any]:
    return {name: copy.deepcopy(_json(getattr(ticket, name))) for name in SHOWN}


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _refused(why: str) -> InboxError:
    return InboxError("invalid", why, fields={"actions": why})
