"""One read of the database for all sockets of a process: what is new, and who may see it now.

Synchronous; the feed calls it on a thread of its own. Rights are read after the events, so a right that ended before an
event was written is never used for it.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from inbox import access, events, languages, reports
from inbox.api import attention_rows
from inbox.api.directory import channel_rows, contact_rows, users_by_id
from inbox.api.rows import Row, message_rows, ticket_rows, timeline_entries
from inbox.live.outbox import Line
from inbox.models import Event, Notification, User

BATCH = 500
REPLAY = 1000
BIG = 256 * 1024  # characters of one message's JSON; a bigger one is left out, and the console fetches it

# A mail may bring a name, a new handle.
TELLS_OF_CONTACT = {"contact.changed", "contact.merged", "contact.unmerged", "ticket.created", "message.created"}


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """A person as they are now: which channels they see (None: all), and what a session must carry to be theirs."""

    user_id: int
    name: str
    channels: set[int] | None
    everything: bool
    session_hash: str

    def sees(self, channel_id: int) -> bool:
        return self.channels is None or channel_id in self.channels


@dataclasses.dataclass(frozen=True, slots=True)
class News:
    epoch: str
    head: int
    lines: list[Line]
    full: bool  # more is waiting
    scopes: dict[int, Scope]
    sessions: set[str]


def head() -> tuple[str, int]:
    return events.head()


def news(after: int, user_ids: Collection[int], *, session_keys: Collection[str]) -> News:
    epoch, newest = events.head()
    found = list(_with_rows(events.numbered(after))[:BATCH]) if newest > after else []
    return News(
        epoch=epoch,
        head=newest,
        lines=lines(found),
        full=len(found) == BATCH,
        scopes=scopes(user_ids),
        sessions=access.signed_in(session_keys),
    )


def scopes(user_ids: Collection[int]) -> dict[int, Scope]:
    return {pk: _scope(user, allowed) for pk, (user, allowed) in access.scopes(user_ids).items()}


def _scope(user: User, allowed: set[int] | None) -> Scope:
    return Scope(
        user_id=user.pk,
        name=user.get_full_name(),
        channels=allowed,
        everything=user.sees_everything,
        session_hash=user.get_session_auth_hash(),
    )


def replay(user_id: int, after: int, *, upto: int) -> list[Line] | None:
    """What this person may see of ``(after, upto]``; None when it is too much to catch up with one by one."""
    scope = scopes([user_id]).get(user_id)
    if scope is None or after >= upto:
        return []
    rows = access.visible_events(events.numbered(after), scope.channels, user_id).filter(seq__lte=upto)
    found = list(_with_rows(rows)[: REPLAY + 1])
    if len(found) > REPLAY:
        return None
    scope = scopes([user_id]).get(user_id)  # again, after the events
    return [line for line in lines(found) if scope and line.visible(user_id, scope.channels)]


def catch_up(user: User, after: int, *, limit: int = 200) -> Row:
    """``GET events``: the same lines as frames, for programs and for consoles without a socket."""
    epoch, newest = events.head()
    allowed = access.channel_ids(user)
    found = list(_with_rows(access.visible_events(events.numbered(after), allowed, user.pk))[:limit])
    results: list[Row] = []
    for line in lines(found):
        if line.visible(user.pk, allowed):
            results.append(json.loads(line.frame(results[-1]["seq"] if results else after)))
    return {"results": results, "head": newest, "epoch": epoch}


def counts(user_ids: Collection[int]) -> dict[int, Row]:
    """The numbers of the sidebar, by person."""
    return reports.counts_of({pk: allowed for pk, (_, allowed) in access.scopes(user_ids).items()})


def wall(*, team: int | None, channel: int | None, viewing: dict[int, int]) -> Row:
    """Of everything: for those who see everything."""
    data = reports.wall(None, rows=ticket_rows, team=team, channel=channel)
    for agent in data["agents"]:
        agent["viewing_ticket_id"] = viewing.get(agent["id"])
    return data


def ticket_channel(user_id: int, ticket_id: int) -> int | None:
    """The channel of a ticket, None when this person may not see it."""
    found: int | None = None
    for user, _ in access.scopes([user_id]).values():
        found = access.tickets(user).filter(pk=ticket_id).values_list("channel_id", flat=True).first()
    return found


def lines(found: Sequence[Event]) -> list[Line]:
    """Events with the rows they are about, as those are now: never older than the event.

    A team's row names channels that not everybody may see, and one body serves all: consoles fetch teams anew.
    """
    tickets = _by_id(ticket_rows({event.ticket for event in found if event.ticket}))
    messages = _by_id(message_rows({event.message for event in found if event.message}))
    contacts = _by_id(contact_rows({e.ticket.contact for e in found if e.ticket and e.kind in TELLS_OF_CONTACT}))
    channels = _by_id(channel_rows({e.channel for e in found if e.channel and e.kind == "channel.changed"}))
    created = {event.data["id"] for event in found if event.kind == "notification.created"}
    told = _by_id(_notifications(access.told(created)))
    users = users_by_id(_subjects(found, "user"))
    entries = timeline_entries(found)
    result = []
    for event, entry in zip(found, entries, strict=True):
        data: Row = {}
        if event.ticket is not None and event.ticket.removed_at is not None:
            result.append(_line(event, data))
            continue
        if event.ticket is not None:
            data["ticket"] = tickets[event.ticket.pk]
            if event.user_id is None:
                data["entry"] = entry
        if event.message is not None:
            data["message"] = messages[event.message.pk]
        if event.kind in TELLS_OF_CONTACT and event.ticket is not None:
            data["contact"] = contacts[event.ticket.contact_id]
        if event.kind == "channel.changed" and event.channel is not None:
            data["channel"] = channels[event.channel.pk]
        elif event.kind == "user.changed" and event.data.get("user_id") in users:
            data["user"] = users[event.data["user_id"]]
        elif event.kind == "bulk.changed":
            data["bulk"] = event.data
        elif event.kind == "sla.applied":
            data["application"] = event.data
        elif event.kind == "notification.created" and event.data.get("id") in told:
            data["notification"] = told[event.data["id"]]
        elif event.kind == "read.changed":
            data["read"] = {"ticket_id": event.ticket_id, "message_id": event.data["message_id"]}
        result.append(_line(event, data))
    return result


def _notifications(found: Iterable[Notification]) -> Iterable[Row]:
    """Each in the language of whoever it is for."""
    for row in found:
        with translation.override(languages.of(row.user)):
            yield from attention_rows.notifications([row])


def _line(event: Event, data: Row) -> Line:
    if "message" in data and len(data["message"]["body_html"]) + len(data["message"]["body_text"]) > BIG:
        del data["message"]
    channels = {event.channel_id, event.ticket.channel_id if event.ticket else None} - {None}
    return Line(
        seq=event.seq or 0,
        body=f'"kind": {json.dumps(event.kind)}, "data": {json.dumps(data)}',
        channels=tuple(sorted(pk for pk in channels if pk is not None)),
        user_id=event.user_id,
    )


def _with_rows(rows: QuerySet[Event]) -> QuerySet[Event]:
    return rows.prefetch_related("ticket__contact", "message", "channel")


def _subjects(found: Iterable[Event], what: str) -> set[int]:
    return {
        event.data[f"{what}_id"] for event in found if event.kind == f"{what}.changed" and event.data.get(f"{what}_id")
    }


def _by_id(rows: Iterable[dict[str, Any]]) -> dict[int, Row]:
    return {row["id"]: row for row in rows}
