"""The inbound story: keep the raw bytes, then receive what they say.

``keep`` commits before anybody is answered. ``claim`` leases kept rows to one worker and counts the try before the
parser runs, so that bytes which kill it end in quarantine. ``settle`` applies what the connector made of one raw row,
in one transaction. ``receive`` is the ten-minute tour of the product.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from inbox import attachments, contacts, events, outbox, threads, tickets
from inbox.envelope import DeliveryReceipt, InboundEvent, InboundMessage, Unparsed
from inbox.errors import InboxError
from inbox.models import Channel, Cursor, Message, RawInbound, User
from inbox.sla import clocks
from inbox.threads import How

LEASE = dt.timedelta(seconds=60)
TRIES = 5
State = RawInbound.State
# What a message may change on its ticket; a save of all would write every index anew.
CHANGED = (
    "status",
    "snoozed_until",
    "solved_at",
    "preview",
    "message_count",
    "last_message_at",
    "last_message_id",
    "last_inbound_id",
    "last_customer_at",
    "due_at",
    "version",
)
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
            events.nudge(PROCESS, queue="ingest")
    return rows


def _insert(
    channel: Channel,
    items: Sequence[tuple[str, bytes]],
    *,
    source: str,
    at: dt.datetime,
    headers: Mapping[str, str],
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
            _quarantine(row, row.error or "The process that read it died each time.")
        RawInbound.objects.filter(pk__in=[row.pk for row in rows if row.attempts <= TRIES]).update(
            attempts=F("attempts") + 1, lease_until=now + lease
        )
    return [row for row in rows if row.attempts <= TRIES]


def settle(raw: RawInbound, parsed: Sequence[InboundEvent]) -> list[Message]:
    """Apply everything that one raw row says, or nothing of it; the row is done in the same transaction.

    Returns the messages that are new. Two workers that bring the same message at once meet at the unique key: the
    second starts over and finds it there.
    """
    try:
        return _settle(raw, parsed)
    except IntegrityError as error:
        if "one_message_per_external_id" not in str(error):
            raise
        return _settle(raw, parsed)


def fail(raw: RawInbound, error: str) -> None:
    """Parsing or receiving raised: try again later, at last quarantine it where people see it."""
    with transaction.atomic():
        if raw.attempts >= TRIES:
            _quarantine(raw, error)
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


def discard(raw: RawInbound, *, actor: User) -> None:
    """Lay a quarantined row aside; its bytes stay."""
    _decide(raw, actor=actor, state=State.DISCARDED, settled_at=timezone.now())


def receive(raw: RawInbound, message: InboundMessage) -> Message | None:
    """One message of a customer, from person to promise; None if it is here already. In ``settle``'s transaction."""
    external_id = _identity_of(raw.channel, message)
    if external_id is None:
        return None
    now = timezone.now()
    identity = contacts.match(message.sender, verified=message.sender_verified)
    ticket, how = threads.find_or_open(raw.channel, message, identity)
    is_new = how in (How.NEW, How.FOLLOW_UP)
    row = Message.objects.create(
        ticket=ticket,
        channel=raw.channel,
        direction=Message.Direction.INBOUND,
        visibility=message.visibility,
        author_identity=identity,
        author_name=(message.sender.name or identity.contact.name or identity.handle)[:200],
        external_id=external_id,
        fingerprint=message.fingerprint,
        raw=raw,
        subject=message.subject[:500],
        body_text=message.body_text,
        body_html=message.body_html,
        reply_text=message.reply_text,
        recipients={
            kind: [{"network": a.network, "handle": a.handle, "name": a.name} for a in found]
            for kind, found in (("to", message.to), ("cc", message.cc), ("reply_to", message.reply_to))
        },
        automated=message.automated,
        extra={**message.extra, "joined_by": how.value},
        # A sender's clock may be wrong; what has not been received cannot have been written later than now.
        sent_at=min(message.sent_at, now),
    )
    attachments.keep(row, message.attachments)
    tickets.add_message(ticket, row)
    events.record(
        "ticket.created" if is_new else "message.created",
        ticket=ticket,
        message=row,
        data={"how": how.value},
    )
    if not message.automated:
        ticket.last_customer_at = row.sent_at
        if is_new:
            clocks.start(ticket, row)
        else:
            tickets.customer_wrote(ticket, row)
    ticket.version += 0 if is_new else 1
    ticket.save(update_fields=CHANGED)
    if is_new and raw.channel.team.auto_assign:
        events.nudge("inbox.tasks.route", queue="default")
    return row


def _identity_of(channel: Channel, message: InboundMessage) -> str | None:
    """The external id to store it under; None for a message that is already here.

    Two different messages that claim one id (a broken or a lying client) are both kept: the later one under an id
    that carries its fingerprint.
    """
    external_id = message.external_id[:900]
    apart = f"{external_id}#{message.fingerprint[:16]}"
    known = dict(
        Message.objects.filter(channel=channel, external_id__in=(external_id, apart)).values_list(
            "external_id", "fingerprint"
        )
    )
    if not known:
        return external_id
    if apart in known or known.get(external_id) in (message.fingerprint, ""):
        return None
    return apart


def _settle(raw: RawInbound, parsed: Sequence[InboundEvent]) -> list[Message]:
    new: list[Message] = []
    with transaction.atomic():
        unreadable: list[str] = []
        known = 0
        for event in parsed:
            match event:
                case InboundMessage():
                    message = receive(raw, event)
                    known += message is None
                    new += [message] if message is not None else []
                case DeliveryReceipt():
                    outbox.apply_receipt(raw.channel, event)
                case Unparsed():
                    unreadable.append(event.reason)
        if unreadable:
            _quarantine(raw, "; ".join(unreadable))
            return new
        settled = RawInbound.objects.filter(pk=raw.pk, attempts=raw.attempts).update(
            state=State.DUPLICATE if known and not new else State.DONE,
            lease_until=None,
            settled_at=timezone.now(),
            error="",
        )
        if not settled:  # somebody else holds a later lease: what we did must not be done twice
            raise InboxError("lease_lost", f"Raw item {raw.pk} was taken over by another worker.", 409)
    return new


def _quarantine(raw: RawInbound, error: str) -> None:
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
