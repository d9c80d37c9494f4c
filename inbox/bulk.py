"""One change to many tickets: a row says what, a task does it bit by bit, one ticket's trouble is no other's.

Every chunk is one transaction with the row's lock, so a worker that dies repeats nothing. Tickets are taken by number,
so that two of these cannot wait for each other.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Collection
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from inbox import access, events, macros, relabelling, tickets
from inbox.errors import InboxError
from inbox.models import Bulk, Macro, Ticket, User

log = logging.getLogger(__name__)
WORK = "inbox.tasks.work_bulk"
LARGEST = 10_000
CHUNK = 20
UNDO = dt.timedelta(days=7)
KEEP = dt.timedelta(days=30)
LABELS = ("add_labels", "remove_labels")
FIELDS = frozenset({"status", "priority", "team_id", "assignee_id", "snoozed_until"})
State = Bulk.State


def start(
    *, actor: User, ticket_ids: Collection[int], changes: dict[str, Any] | None = None, macro: Macro | None = None
) -> Bulk:
    """Begin to change these tickets: values of FIELDS, ``add_labels`` and ``remove_labels``, or one macro."""
    if bool(changes) == (macro is not None):
        text = _("Say what to do: either changes or a macro.")
        raise InboxError("invalid", text, fields={"changes": text})
    what = {"macro_id": macro.pk, "name": macro.name} if macro else {"changes": _written(changes or {})}
    return _begin(actor, ticket_ids, what)


def undo(bulk_id: int, *, actor: User) -> Bulk:
    """Once: put back what this did, as far as nobody has changed it again. Notes and messages stay."""
    with transaction.atomic():
        bulk = Bulk.objects.select_for_update().get(pk=bulk_id)
        if bulk.state == State.RUNNING:
            raise InboxError("still_running", _("This is still going on; cancel it first."), 409)
        if not undoable(bulk):
            raise InboxError("nothing_to_undo", _("There is nothing to undo, or it was undone already."), 409)
        back = _begin(actor, [entry["ticket_id"] for entry in bulk.undo], {"undo_of": bulk.pk})
        bulk.changes = {**bulk.changes, "undone_by": back.pk}
        bulk.save(update_fields=["changes"])
    return back


def undoable(bulk: Bulk) -> bool:
    """Within a week, once, and no undoing of an undoing."""
    fresh = bulk.finished_at is not None and timezone.now() - bulk.finished_at < UNDO
    return fresh and bool(bulk.undo) and not bulk.changes.keys() & {"undone_by", "undo_of"}


def cancel(bulk_id: int, *, actor: User) -> Bulk:
    """Stop after the chunk that is being worked on; what is done stays done, and can be undone."""
    with transaction.atomic():
        bulk = Bulk.objects.select_for_update().get(pk=bulk_id)
        if bulk.state == State.RUNNING:
            _finish(bulk, State.CANCELLED)
    return bulk


def run(*, seconds: float = 60.0) -> None:
    """Work on whatever is running and nobody else works on, until there is no more or the time is over."""
    end = time.monotonic() + seconds
    while work() and time.monotonic() < end:
        pass


def work() -> bool:
    """One chunk of one row; False when there is nothing to do. Locks the Bulk, then each of its tickets by number."""
    with transaction.atomic():
        waiting = Bulk.objects.select_for_update(skip_locked=True, of=("self",)).select_related("actor")
        bulk = waiting.filter(state=State.RUNNING).order_by("pk").first()
        if bulk is None:
            return False
        if "label" in bulk.changes:
            relabelling.work(bulk)
            _go_on(bulk)
            return True
        allowed = access.channel_ids(bulk.actor)
        before = _undo_of(bulk)
        for ticket_id in bulk.ticket_ids[bulk.done : bulk.done + CHUNK]:
            try:
                with transaction.atomic():
                    ticket = tickets.lock(ticket_id)
                    if allowed is not None and ticket.channel_id not in allowed:
                        raise InboxError("not_found", _("There is no such ticket, or you may not see it."), 404)
                    done = _change(bulk, ticket, before.get(ticket_id, {}))
            except InboxError as error:
                bulk.failed.append({"ticket_id": ticket_id, "code": error.code, "message": _reason(error)})
            except OperationalError:
                raise  # a deadlock or a lost connection: the whole chunk is tried again
            except Exception:
                log.exception("bulk %s, ticket %s", bulk.pk, ticket_id)
                text = _("Something went wrong on our side; the server's log says what.")
                bulk.failed.append({"ticket_id": ticket_id, "code": "error", "message": text})
            else:
                if done:
                    bulk.undo.append({"ticket_id": ticket_id, "changes": done})
        bulk.done = min(len(bulk.ticket_ids), bulk.done + CHUNK)
        _go_on(bulk)
    return True


def drop_old(now: dt.datetime) -> None:
    Bulk.objects.exclude(state=State.RUNNING).filter(finished_at__lt=now - KEEP).delete()


def _begin(actor: User, ticket_ids: Collection[int], what: dict[str, Any]) -> Bulk:
    ids = sorted(set(ticket_ids))
    if not ids or len(ids) > LARGEST:
        text = (
            _("No ticket is chosen.")
            if not ids
            else _("At most {most} tickets at once; these are {ids}.").format(
                most=format(LARGEST, ","), ids=format(len(ids), ",")
            )
        )
        raise InboxError("invalid", text, fields={"ticket_ids": text})
    with transaction.atomic():
        bulk = Bulk.objects.create(actor=actor, changes=what, ticket_ids=ids)
        _tell(bulk)
        events.nudge(WORK, queue="default")
    return bulk


def _change(bulk: Bulk, ticket: Ticket, before: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """What was done to a locked ticket: ``{field: [old, new]}``."""
    if "macro_id" in bulk.changes:
        macro = Macro.objects.filter(pk=bulk.changes["macro_id"]).first()
        if macro is None:
            raise InboxError("not_found", _("The macro was removed."), 404)
        return macros.apply(ticket, macro, actor=bulk.actor).changes
    changes = _taken_back(ticket, before) if "undo_of" in bulk.changes else _read(bulk.changes["changes"])
    add, remove = (changes.pop(name, []) for name in LABELS)
    if add or remove:
        gone = {label.casefold() for label in remove}
        changes["labels"] = [*(label for label in ticket.labels if label.casefold() not in gone), *add]
    now = timezone.now()
    snooze = {name: changes.pop(name) for name in ("snoozed_until",) if name in changes}
    done = tickets.apply(ticket, actor=bulk.actor, at=now, **changes)
    if snooze and (snooze["snoozed_until"] is None or snooze["snoozed_until"] > now):
        done |= tickets.apply(ticket, actor=bulk.actor, at=now, **snooze)  # which asks for an unsolved ticket
    ticket.save()
    return _shown(done)


def _taken_back(ticket: Ticket, before: dict[str, list[Any]]) -> dict[str, Any]:
    changes = {}
    for name, (old, new) in before.items():
        if _json(getattr(ticket, name)) != new:
            text = _("It was changed again since, so nothing was undone.")
            raise InboxError("changed_since", text, 409)
        changes[name] = old
    return _read(changes)


def _undo_of(bulk: Bulk) -> dict[int, dict[str, list[Any]]]:
    if "undo_of" not in bulk.changes:
        return {}
    done = Bulk.objects.values_list("undo", flat=True).get(pk=bulk.changes["undo_of"])
    return {entry["ticket_id"]: entry["changes"] for entry in done}


def _go_on(bulk: Bulk) -> None:
    if bulk.done == len(bulk.ticket_ids):
        _finish(bulk, State.DONE)
    else:
        bulk.save(update_fields=["done", "failed", "undo"])
        _tell(bulk)


def _finish(bulk: Bulk, state: Bulk.State) -> None:
    bulk.state, bulk.finished_at = state, timezone.now()
    bulk.save()
    if "macro_id" in bulk.changes and bulk.done:
        macros.count(bulk.changes["macro_id"])
    _tell(bulk)


def _tell(bulk: Bulk) -> None:
    """Progress, for who asked for it alone."""
    data = {
        "id": bulk.pk,
        "state": bulk.state,
        "done": bulk.done,
        "total": len(bulk.ticket_ids),
        "failures": len(bulk.failed),
    }
    events.record("bulk.changed", user=bulk.actor, actor=bulk.actor, data=data)


def _reason(error: InboxError) -> str:
    return " ".join(dict.fromkeys([*error.fields.values()] or [error.message]))


def _written(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: _json(value) for name, value in changes.items()}


def _read(changes: dict[str, Any]) -> dict[str, Any]:
    """From JSON back to what ``tickets.apply`` takes."""
    found = dict(changes)
    if isinstance(found.get("snoozed_until"), str):
        found["snoozed_until"] = parse_datetime(found["snoozed_until"])
    return found


def _shown(done: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: [_json(old), _json(new)] for name, (old, new) in done.items()}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value
