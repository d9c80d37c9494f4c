"""What people do with tickets: assign, label, prioritise, snooze, solve, reopen.

Every change goes through ``apply`` on a row-locked ticket: it checks, settles the clocks, and records one event that
says what was and what is.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import access, custom, events, timers
from inbox import labels as known_labels
from inbox.errors import InboxError
from inbox.models import CustomField, Message, Organisation, ReadMark, Team, Ticket, Timer, User
from inbox.routing import by_hand, queue
from inbox.sla import clocks

Status = Ticket.Status
EDITABLE = frozenset(
    {
        "status",
        "priority",
        "team_id",
        "assignee_id",
        "labels",
        "subject",
        "snoozed_until",
        "outcome",
        "needs",
        "custom",
    }
)
OVER = (Status.SOLVED, Status.CLOSED, Status.SPAM)
MAX_LABELS = 30
CLOSE = "close"
PLAN = """
    INSERT INTO inbox_timer (kind, ticket_id, ref, due_at, data, attempts, error)
    SELECT %s, id, 0, solved_at + make_interval(days => %s), '{}', 0, '' FROM inbox_ticket
    WHERE status = 'solved' AND merged_into_id IS NULL AND solved_at IS NOT NULL
    ON CONFLICT (ticket_id, kind, ref) DO UPDATE SET due_at = EXCLUDED.due_at
"""
MAX_CUSTOM = 100


def update(ticket_id: int, *, actor: User | None, **changes: Any) -> Ticket:
    """Change what people may change. ``actor`` None is the machine itself. Locks the ticket."""
    with transaction.atomic():
        ticket = lock(ticket_id)
        apply(ticket, actor=actor, at=timezone.now(), **changes)
        ticket.save()
        return ticket


def lock(ticket_id: int) -> Ticket:
    """The ticket with its row lock, or a 404. A merged ticket is read-only: 409 names the survivor."""
    ticket = (
        Ticket.objects.select_for_update(no_key=True, of=("self",))
        .select_related("channel", "contact")
        .filter(pk=ticket_id, removed_at__isnull=True)
        .first()
    )
    if ticket is None:
        raise InboxError("not_found", _("There is no such ticket."), 404)
    if ticket.merged_into_id is not None:
        raise InboxError(
            "merged", _("This ticket was merged into another one."), 409, data={"into_id": ticket.merged_into_id}
        )
    return ticket


def apply(
    ticket: Ticket, *, actor: User | None, at: dt.datetime, asked: Message | None = None, **changes: Any
) -> dict[str, list[Any]]:
    """Change a locked ticket in memory, settle its clocks, record the event. The caller saves. ``asked``: because its
    customer wrote this.

    Returns ``{field: [old, new]}``; empty when nothing changed. ``custom`` names only the fields that change. That the
    community answered solves the ticket in the same step, as there is nothing left to do; a ticket that opens again
    was not answered after all.
    """
    if unknown := sorted(set(changes) - EDITABLE):
        raise InboxError("unknown_field", _("These cannot be changed."), fields=dict.fromkeys(unknown, _("Unknown.")))
    wanted = {name: _checked(ticket, name, value, at) for name, value in changes.items()}
    if wanted.get("outcome") and ticket.status in Ticket.UNSOLVED:
        wanted.setdefault("status", Status.SOLVED)
    if ticket.outcome and wanted.get("status") in Ticket.UNSOLVED:
        wanted.setdefault("outcome", "")
    if "status" in wanted and wanted["status"] in OVER:
        wanted["snoozed_until"] = None
    done = {name: [getattr(ticket, name), new] for name, new in wanted.items() if getattr(ticket, name) != new}
    if not done:
        if asked is not None:
            clocks.changed(ticket, {}, asked=asked)
        return {}
    for name, (_old, new) in done.items():
        setattr(ticket, name, new)
    if actor is not None and done.get("status", [None])[-1] == Status.SOLVED:
        _filled_in(ticket)
    if "snoozed_until" in done:
        _set_alarm(ticket)
    if "status" in done:
        _solved(ticket, done["status"][0], at)
    clocks.changed(ticket, done, asked=asked)
    ticket.version += 1
    shown = {name: [_json(old), _json(new)] for name, (old, new) in done.items()}
    events.record("ticket.changed", ticket=ticket, actor=actor, data={"changes": shown})
    queue.follow(ticket, done)
    if actor is not None and "assignee_id" in done:
        by_hand.given(ticket, actor)
    return done


def _filled_in(ticket: Ticket) -> None:
    """A person solves nothing before its required fields say something; machines do not wait."""
    if missing := custom.missing_to_solve(ticket):
        raise InboxError("fields_missing", " ".join(missing.values()), 409, fields=missing)


def _solved(ticket: Ticket, old: str, at: dt.datetime) -> None:
    """When it was solved, and when it closes by itself."""
    over = (Status.SOLVED, Status.CLOSED)
    if ticket.status not in over:
        ticket.solved_at = None
    elif old not in over:
        ticket.solved_at = at
    if old == Status.SOLVED:
        timers.cancel(ticket, CLOSE)
    plan_close(ticket, since=at)


def plan_close(ticket: Ticket, *, since: dt.datetime) -> None:
    """A solved ticket closes by itself some days later; any other does not."""
    if ticket.status == Status.SOLVED:
        ours = Organisation.objects.first() or Organisation()
        if ours.auto_close_days:
            timers.set(ticket, CLOSE, since + dt.timedelta(days=ours.auto_close_days))


def close(ticket: Ticket, timer: Timer, now: dt.datetime) -> None:
    """It has been solved for long enough."""
    if ticket.status == Status.SOLVED:
        apply(ticket, actor=None, at=now, status=Status.CLOSED)
        ticket.save()


def plan_closing(days: int) -> None:
    """What is solved already closes so many days after it was; 0: never."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM inbox_timer WHERE kind = %s", [CLOSE])
        if days:
            cursor.execute(PLAN, [CLOSE, days])


def _set_alarm(ticket: Ticket) -> None:
    if ticket.snoozed_until is None:
        timers.cancel(ticket, "snooze")
    else:
        timers.set(ticket, "snooze", ticket.snoozed_until)


def add_message(ticket: Ticket, message: Message) -> None:
    """Count a new message in, in memory; the caller saves and raises the version."""
    ticket.message_count += 1
    if message.visibility == "internal":
        return
    ticket.last_message_at = max(ticket.last_message_at, message.sent_at)
    ticket.last_message_id = max(ticket.last_message_id or 0, message.pk)
    ticket.preview = " ".join((message.reply_text or message.body_text).split())[:200]
    if message.direction == Message.Direction.INBOUND:
        ticket.last_inbound_id = max(ticket.last_inbound_id or 0, message.pk)


def customer_wrote(ticket: Ticket, message: Message) -> None:
    """A person wrote again on a locked ticket: it opens (spam stays spam) and wakes. The caller saves."""
    if ticket.status != Status.SPAM:
        apply(ticket, actor=None, at=message.created_at, asked=message, status=Status.OPEN, snoozed_until=None)


def no_reply_needed(ticket_id: int, *, actor: User) -> Ticket:
    """Nothing has to be answered: whatever waits for a reply stops, and is counted as such. Locks the ticket."""
    with transaction.atomic():
        ticket = lock(ticket_id)
        if not clocks.no_reply_needed(ticket):
            raise InboxError("nothing_waits", _("No reply is being waited for on this ticket."), 409)
        ticket.version += 1
        ticket.save()
        events.record("ticket.no_reply_needed", ticket=ticket, actor=actor)
        return ticket


def mark_read(ticket: Ticket, user: User, message_id: int) -> None:
    """Remember how far this person has read. Back, too: that is how something is marked as unread."""
    with transaction.atomic():
        mark, _ = ReadMark.objects.get_or_create(ticket=ticket, user=user)
        moved = ReadMark.objects.filter(pk=mark.pk).exclude(message_id=message_id).update(message_id=message_id)
        if moved:
            events.record("read.changed", ticket=ticket, user=user, actor=user, data={"message_id": message_id})


def wake(ticket: Ticket, timer: Timer, now: dt.datetime) -> None:
    """Its snooze is over."""
    apply(ticket, actor=None, at=now, snoozed_until=None)
    ticket.save()


def recount(ticket: Ticket) -> None:
    """Count anew what the ticket says of its messages, in memory; the caller holds the lock and saves."""
    rows = ticket.messages.filter(deleted_at__isnull=True)
    spoken = rows.exclude(visibility="internal")
    ticket.message_count = rows.count()
    newest = spoken.order_by("-sent_at", "-id").first()
    theirs = Q(thread__isnull=True) | Q(author_identity__contact_id=ticket.contact_id)  # no bystander's
    found = spoken.aggregate(
        last=Max("id"),
        inbound=Max("id", filter=Q(direction=Message.Direction.INBOUND)),
        customer=Max("sent_at", filter=Q(direction=Message.Direction.INBOUND, automated=False) & theirs),
    )
    ticket.last_message_id, ticket.last_inbound_id = found["last"], found["inbound"]
    ticket.last_customer_at = found["customer"]
    if newest is None:
        ticket.preview = ""
    else:
        ticket.last_message_at = newest.sent_at
        ticket.preview = " ".join((newest.reply_text or newest.body_text).split())[:200]


def withdraw_message(ticket: Ticket, message: Message, *, at: dt.datetime, actor: User | None) -> None:
    """Take back what never left: the message stays as a deleted row. Ticket locked; the caller saves it."""
    message.deleted_at = at
    message.version += 1
    message.save(update_fields=["deleted_at", "version"])
    recount(ticket)
    ticket.version += 1
    events.record("message.deleted", ticket=ticket, message=message, actor=actor)


def _checked(ticket: Ticket, name: str, value: Any, at: dt.datetime) -> Any:
    """One new value, or an error that names the field."""
    try:
        return CHECKS[name](ticket, value, at)
    except ValueError as error:
        raise InboxError("invalid", str(error), fields={name: str(error)}) from None


def _status(ticket: Ticket, value: Any, at: dt.datetime) -> str:
    if value not in Status.values:
        raise ValueError(_("Not a status; one of {these}.").format(these=", ".join(Status.values)))
    return str(value)


def _priority(ticket: Ticket, value: Any, at: dt.datetime) -> str:
    if value not in Ticket.Priority.values:
        raise ValueError(_("Not a priority; one of {these}.").format(these=", ".join(Ticket.Priority.values)))
    return str(value)


def _outcome(ticket: Ticket, value: Any, at: dt.datetime) -> str:
    if value not in Ticket.Outcome.values:
        raise ValueError(_("Not an outcome: community, or nothing."))
    return str(value)


def _team(ticket: Ticket, value: Any, at: dt.datetime) -> int | None:
    if value is not None and not Team.objects.filter(pk=value, channels=ticket.channel_id).exists():
        raise ValueError(_("This team does not work on the ticket's channel."))
    return value  # type: ignore[no-any-return]


def _assignee(ticket: Ticket, value: Any, at: dt.datetime) -> int | None:
    if value is None:
        return None
    user = User.objects.filter(pk=value, is_active=True).first()
    if user is None:
        raise ValueError(_("There is no such active person."))
    allowed = access.channel_ids(user)
    if allowed is not None and ticket.channel_id not in allowed:
        raise ValueError(_("This person cannot see the ticket's channel."))
    return user.pk


def _labels(ticket: Ticket, value: Any, at: dt.datetime) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(label, str) for label in value):
        raise ValueError(_("A list of words."))
    labels = list(dict.fromkeys(" ".join(label.split()) for label in value if label.strip()))
    if len(labels) > MAX_LABELS or any(len(label) > 40 for label in labels):
        raise ValueError(_("At most {most} labels of at most 40 characters.").format(most=MAX_LABELS))
    return known_labels.settle(labels)


def _subject(ticket: Ticket, value: Any, at: dt.datetime) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 500:
        raise ValueError(_("Between 1 and {most} characters.").format(most=500))
    return " ".join(value.split())


def _snoozed_until(ticket: Ticket, value: Any, at: dt.datetime) -> dt.datetime | None:
    if value is None:
        return None
    if not isinstance(value, dt.datetime) or value.tzinfo is None or value <= at:
        raise ValueError(_("A time in the future, with its time zone."))
    if ticket.status in OVER:
        raise ValueError(_("Only an unsolved ticket can be snoozed."))
    return value


def _needs(ticket: Ticket, value: Any, at: dt.datetime) -> dict[str, int]:
    if not isinstance(value, dict) or not all(key.isdigit() and level in range(1, 6) for key, level in value.items()):
        raise ValueError(_("Skills and their levels from 1 to 5."))
    return value


def _custom(ticket: Ticket, value: Any, at: dt.datetime) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > MAX_CUSTOM or any(len(name) > 40 for name in value):
        raise ValueError(_("At most {most} fields with names of at most 40 characters.").format(most=MAX_CUSTOM))
    return custom.merged(ticket.custom, custom.checked_where_known(CustomField.Target.TICKET, value))


CHECKS = {
    "status": _status,
    "priority": _priority,
    "team_id": _team,
    "assignee_id": _assignee,
    "labels": _labels,
    "subject": _subject,
    "snoozed_until": _snoozed_until,
    "outcome": _outcome,
    "needs": _needs,
    "custom": _custom,
}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value
