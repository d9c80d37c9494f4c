"""The first half of the inbound story: keep the raw bytes, and lease them to whoever reads them.

``keep`` commits before anybody is answered. ``claim`` leases kept rows to one worker and counts the try before the
parser runs, so that bytes which kill it end in quarantine. What they say is received in ``receiving.py``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from inbox import events
from inbox.errors import InboxError
from inbox.models import Channel, Cursor, RawInbound, User

LEASE = dt.timedelta(seconds=60)
TRIES = 5
State = RawInbound.State
SEEN_EVERY = dt.timedelta(minutes=1)  # how often a busy channel notes that something came
PROCESS = "connectors.tasks.process_raws"


def keep(
    channel: Channel,
    external_id: str,
    body: bytes,
    *,
    source: str,
    received_at: dt.datetime | None = None,
    cursor: tuple[str, dict[str, object]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> RawInbound | None:
    """Store the bytes of one item, and move the stream's cursor, in one transaction.

    ``external_id`` is the transport's (folder/uidvalidity/uid, or a hash). None when it was kept before. When this
    returns, the bytes are safe and the outside may be answered. ``headers`` are those that reading the bytes needs.
    """
    kept = keep_many(
        channel, [(external_id, body)], source=source, received_at=received_at, cursor=cursor, headers=headers
    )
    return kept[0] if kept else None


def keep_many(
    channel: Channel,
    items: Sequence[tuple[str, bytes]],
    *,
    source: str,
    received_at: dt.datetime | None = None,
    cursor: tuple[str, dict[str, object]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> list[RawInbound]:
    """The same for a batch; returns the rows that are new."""
    now = received_at or timezone.now()
    with transaction.atomic():
        rows = _insert(channel, items, source=source, at=now, headers=headers or {})
        if cursor is not None:
            stream, value = cursor
            Cursor.objects.bulk_create(
                [Cursor(channel=channel, stream=stream, value=value, updated_at=now)],
                update_conflicts=True,
                unique_fields=["channel", "stream"],
                update_fields=["value", "updated_at"],
            )
        if rows:
            _seen(channel, at=timezone.now())
            events.nudge(PROCESS, queue="ingest")
    return rows


def _seen(channel: Channel, *, at: dt.datetime) -> None:
    """Note that something came, once a minute: a busy channel's row is not written for every item."""
    late = at - SEEN_EVERY
    if channel.last_inbound_at is not None and channel.last_inbound_at > late:
        return
    stale = Q(last_inbound_at=None) | Q(last_inbound_at__lte=late)
    Channel.objects.filter(stale, pk=channel.pk).update(last_inbound_at=at)
    channel.last_inbound_at = at


def _insert(
    channel: Channel, items: Sequence[tuple[str, bytes]], *, source: str, at: dt.datetime, headers: Mapping[str, str]
) -> list[RawInbound]:
    """One INSERT … ON CONFLICT DO NOTHING that says which rows are new (bulk_create cannot)."""
    by_id = dict(items)
    if not by_id:
        return []
    shas = {external_id: hashlib.sha256(body).hexdigest() for external_id, body in by_id.items()}
    values = ", ".join(["(%s, %s, %s, %s::jsonb, %s, %s, %s, %s, 'kept', 0, '')"] * len(by_id))
    parameters: list[int | str | bytes | dt.datetime] = []
    for external_id, body in by_id.items():
        parameters += [
            channel.pk,
            external_id,
            source,
            json.dumps(dict(headers)),
            body,
            len(body),
            shas[external_id],
            at,
        ]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_rawinbound"  # noqa: S608 (placeholders only)
            " (channel_id, external_id, source, headers, body, size, sha256, received_at, state, attempts, error)"
            f" VALUES {values} ON CONFLICT (channel_id, external_id) DO NOTHING RETURNING id, external_id",
            parameters,
        )
        new = cursor.fetchall()
    return [
        RawInbound(
            pk=pk,
            channel=channel,
            external_id=external_id,
            source=source,
            headers=dict(headers),
            body=by_id[external_id],
            size=len(by_id[external_id]),
            sha256=shas[external_id],
            received_at=at,
        )
        for pk, external_id in new
    ]


def claim(limit: int, *, lease: dt.timedelta = LEASE, only: int | None = None) -> list[RawInbound]:
    """Lease up to ``limit`` rows that wait for processing, oldest first; the try is counted and committed here.

    ``only`` asks for this one row: a page that wants to show what became of it.
    """
    now = timezone.now()
    due = (
        Q(state__in=(State.KEPT, State.FAILED))
        & (Q(lease_until=None) | Q(lease_until__lt=now))
        & (Q(next_attempt_at=None) | Q(next_attempt_at__lte=now))
    )
    due &= Q(channel__paused_at=None)
    if only is not None:
        due &= Q(pk=only)
    with transaction.atomic():
        rows = list(
            RawInbound.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("channel__team")
            .filter(due)
            .order_by("id")[:limit]
        )
        # Who may have killed a worker is tried alone, so that others are not counted out with it.
        rows = rows[:1] if rows and rows[0].attempts else [row for row in rows if not row.attempts]
        for row in rows:
            row.attempts += 1
            row.lease_until = now + lease
        worn_out = [row for row in rows if row.attempts > TRIES]
        for row in worn_out:  # claimed TRIES times and never came back: it kills whoever parses it
            quarantine(row, row.error or "The process that read it died each time.")
        RawInbound.objects.filter(pk__in=[row.pk for row in rows if row.attempts <= TRIES]).update(
            attempts=F("attempts") + 1, lease_until=now + lease
        )
    return [row for row in rows if row.attempts <= TRIES]


def fail(raw: RawInbound, error: str) -> None:
    """Parsing or receiving raised: try again later, at last quarantine it where people see it."""
    with transaction.atomic():
        if raw.attempts >= TRIES:
            quarantine(raw, error)
            return
        RawInbound.objects.filter(pk=raw.pk, attempts=raw.attempts).update(
            state=State.FAILED,
            error=error[:2000],
            lease_until=None,
            next_attempt_at=timezone.now() + dt.timedelta(seconds=2**raw.attempts),
        )


def replay(raw: RawInbound, *, actor: User) -> None:
    """Take a quarantined row up again, with all its tries."""
    _decide(raw, actor=actor, state=State.KEPT, attempts=0, settled_at=None, lease_until=None, next_attempt_at=None)


def read_again(channel: Channel, *, since: dt.datetime, actor: User) -> int:
    """Take up once more what came since, what was read already too: a second reading finds what is there, and adds
    only what was missed. What was laid aside stays so, and of deleted words nothing is left to read."""
    settled = (State.DONE, State.DUPLICATE, State.QUARANTINED)
    with transaction.atomic():
        rows = RawInbound.objects.filter(channel=channel, received_at__gte=since, state__in=settled).exclude(body=b"")
        count = rows.update(state=State.KEPT, attempts=0, settled_at=None, lease_until=None, next_attempt_at=None)
        if count:
            events.record("channel.changed", channel=channel, actor=actor, data={"fields": ["read_again"]})
            events.nudge(PROCESS, queue="ingest")
    return count


def unread(channel: Channel) -> int:
    """How much of what came on this channel is still to be read."""
    return RawInbound.objects.filter(channel=channel, state__in=(State.KEPT, State.FAILED)).count()


def discard(raw: RawInbound, *, actor: User) -> None:
    """Lay a quarantined row aside; its bytes stay."""
    _decide(raw, actor=actor, state=State.DISCARDED, settled_at=timezone.now())


def quarantine(raw: RawInbound, error: str) -> None:
    RawInbound.objects.filter(pk=raw.pk).update(
        state=State.QUARANTINED, error=error[:2000], lease_until=None, settled_at=timezone.now()
    )
    events.record("raw.quarantined", channel=raw.channel, data={"raw_id": raw.pk})


def _decide(raw: RawInbound, *, actor: User, state: str, **changes: object) -> None:
    with transaction.atomic():
        changed = RawInbound.objects.filter(pk=raw.pk, state=State.QUARANTINED).update(state=state, **changes)
        if not changed:
            raise InboxError("not_quarantined", "Only what is in quarantine can be replayed or discarded.", 409)
        events.record("raw.decided", channel=raw.channel, actor=actor, data={"raw_id": raw.pk, "state": state})
        events.nudge(PROCESS, queue="ingest")
