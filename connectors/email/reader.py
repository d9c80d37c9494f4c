"""How far a folder was read, and the next step: the cursor of IMAP.

``Cursor.value`` of stream ``imap:FOLDER``:

- ``uidvalidity``, ``uid``: everything up to this UID is kept, or listed in ``gaps``;
- ``from``: mail that arrived earlier is none of ours (first connection, less the days of backlog);
- ``until``, ``since``: up to this UID only mail of that day or later (backlog, or a rescan);
- ``gaps``: {uid: {"tries", "after", "why"}} of mails that could not be fetched; retried, never in the way of others;
- ``trouble``: {"uid", "times", "until"}: the connection broke at this mail, after three times it becomes a gap; mails
  up to ``until`` are fetched singly.

The cursor moves in the transaction that keeps the raw rows, so a crash repeats at most what the unique key refuses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from connectors.email.imap import MAX_MAIL, Folder, Mail, Mailbox, Unfetchable
from connectors.errors import Unreachable
from inbox import ingest
from inbox.models import Channel, Cursor

ASK_SIZES = 200
BATCH_MAILS = 50
BATCH_BYTES = 4 * 1024 * 1024
BREAKS_BEFORE_GAP = 3
RESCAN_OVERLAP = dt.timedelta(days=7)
LATE = dt.timedelta(minutes=2)
GAP_PAUSES = (60, 300, 1800, 3600, 6 * 3600)  # seconds; the last one again and again
SOURCE = "imap"

Value = dict[str, Any]


def read(mailbox: Mailbox, channel: Channel, name: str) -> int:
    """Keep what is new in the folder and retry gaps that are due. Returns how many mails were kept."""
    folder = mailbox.open(name, readonly=not channel.settings.get("mark_seen"))
    value = _position(channel, folder)
    kept = _retry_gaps(mailbox, channel, folder, value)
    for uids, huge in _batches(mailbox, value):
        kept += _take(mailbox, channel, folder, value=value, uids=uids, huge=huge)
    if (until := value.pop("until", None)) is not None:
        value["uid"] = max(value["uid"], until)  # the last ones may be from before our time, and were passed over
        value.pop("since", None)
    value["seen_at"] = timezone.now().isoformat()
    _save(channel, folder, value)
    return kept


def complaints(channel: Channel) -> list[str]:
    """Mails that the server does not give out, for the channel's health."""
    rows = Cursor.objects.filter(channel=channel, stream__startswith="imap:")
    return [
        f"UID {uid} of {row.stream.removeprefix('imap:')} cannot be fetched: {gap['why']}"
        for row in rows
        for uid, gap in row.value.get("gaps", {}).items()
    ]


def stream(folder: str) -> str:
    return f"imap:{folder}"[:200]


def _position(channel: Channel, folder: Folder) -> Value:
    row = Cursor.objects.filter(channel=channel, stream=stream(folder.name)).first()
    now = timezone.now()
    if row is None:
        start = now - dt.timedelta(days=channel.settings.get("backlog_days", 0))
        value: Value = {"uidvalidity": folder.uidvalidity, "from": start.isoformat(), "gaps": {}}
        if start < now:
            value |= {"uid": 0, "until": folder.uidnext - 1, "since": start.isoformat()}
        else:
            value["uid"] = folder.uidnext - 1
        _save(channel, folder, value)
        return value
    value = dict(row.value)
    if value["uidvalidity"] != folder.uidvalidity:
        start = dt.datetime.fromisoformat(value["from"])
        if not value.get("gaps"):
            seen = dt.datetime.fromisoformat(value.get("seen_at") or value["from"])
            start = max(start, seen - RESCAN_OVERLAP)
        fresh = {"uidvalidity": folder.uidvalidity, "uid": 0, "gaps": {}, "from": value["from"]}
        value = {**fresh, "until": folder.uidnext - 1, "since": start.isoformat()}
        _save(channel, folder, value)
    return value


def _batches(mailbox: Mailbox, value: Value) -> Iterator[tuple[list[int], bool]]:
    """New UIDs in small groups, so that little is repeated when the connection breaks; singly where it broke."""
    # "9:*" always finds the last mail, even when its UID is 8
    uids = [uid for uid in mailbox.uids(f"{value['uid'] + 1}:*") if uid > value["uid"]]
    if "until" in value:
        since = dt.datetime.fromisoformat(value["since"]).date()
        wanted = set(mailbox.uids("1:*", since=since - dt.timedelta(days=1)))
        uids = [uid for uid in uids if uid > value["until"] or uid in wanted]
    for start in range(0, len(uids), ASK_SIZES):
        chunk = uids[start : start + ASK_SIZES]
        sizes = mailbox.sizes(chunk)
        batch: list[int] = []
        total = 0
        for uid in chunk:
            size = sizes.get(uid, 0)
            alone = size > BATCH_BYTES or "trouble" in value
            if batch and (alone or total + size > BATCH_BYTES or len(batch) >= BATCH_MAILS):
                yield batch, False
                batch, total = [], 0
            if alone:
                yield [uid], size > MAX_MAIL
            else:
                batch.append(uid)
                total += size
        if batch:
            yield batch, False


def _take(
    mailbox: Mailbox, channel: Channel, folder: Folder, *, value: Value, uids: list[int], huge: bool = False
) -> int:
    """Fetch the group; if the server refuses it, its mails one by one, so that a bad one becomes a gap alone."""
    mails: list[Mail] = []
    try:
        mails = mailbox.fetch(uids, huge=huge)
    except Unreachable:
        _note_break(channel, folder, value, uids=uids)
        raise
    except Unfetchable as error:
        if len(uids) > 1:
            return sum(_take(mailbox, channel, folder, value=value, uids=[uid]) for uid in uids)
        _add_gap(value, uids[0], str(error))
    if value.get("trouble", {}).get("until", 0) <= uids[-1]:
        value.pop("trouble", None)
    value["uid"] = uids[-1]
    return _keep(mailbox, channel, folder, value=value, mails=mails)


def _keep(mailbox: Mailbox, channel: Channel, folder: Folder, *, value: Value, mails: list[Mail]) -> int:
    """Commit mails and cursor together; mails from before our time only move the cursor."""
    start = dt.datetime.fromisoformat(value["from"]) - dt.timedelta(minutes=1)  # clocks differ
    until = value.get("until", 0)
    ours = [mail for mail in mails if mail.uid > until or mail.arrived is None or mail.arrived >= start]
    if not ours:
        _save(channel, folder, value)
        return 0
    late = [mail for mail in ours if mail.uid > until and mail.arrived and mail.arrived < timezone.now() - LATE]
    kept = 0
    for mail in late:  # it waited in the mailbox while we were away, and its promise runs from there
        row = ingest.keep(channel, _name(folder, mail), mail.body, source=SOURCE, received_at=mail.arrived)
        kept += row is not None
    items = [(_name(folder, mail), mail.body) for mail in ours if mail not in late]
    kept += len(ingest.keep_many(channel, items, source=SOURCE, cursor=(stream(folder.name), value)))
    if channel.settings.get("mark_seen"):
        mailbox.mark_seen([mail.uid for mail in ours])
    return kept


def _name(folder: Folder, mail: Mail) -> str:
    return f"{folder.name}/{folder.uidvalidity}/{mail.uid}"[-300:]


def _retry_gaps(mailbox: Mailbox, channel: Channel, folder: Folder, value: Value) -> int:
    kept, now = 0, timezone.now().timestamp()
    for uid in [int(text) for text, gap in value["gaps"].items() if gap["after"] <= now]:
        try:
            huge = mailbox.sizes([uid]).get(uid, 0) > MAX_MAIL
            mails = mailbox.fetch([uid], huge=huge)
        except Unfetchable as error:
            _add_gap(value, uid, str(error))
            _save(channel, folder, value)
            continue
        except Unreachable:
            _add_gap(value, uid, "the connection breaks there")
            _save(channel, folder, value)
            raise
        value["gaps"].pop(str(uid))  # fetched, or deleted by somebody else
        kept += _keep(mailbox, channel, folder, value=value, mails=mails)
    return kept


def _add_gap(value: Value, uid: int, why: str) -> None:
    gap = value["gaps"].get(str(uid), {"tries": 0})
    pause = GAP_PAUSES[min(gap["tries"], len(GAP_PAUSES) - 1)]
    after = timezone.now().timestamp() + pause
    value["gaps"][str(uid)] = {"tries": gap["tries"] + 1, "after": after, "why": why[:200]}


def _note_break(channel: Channel, folder: Folder, value: Value, *, uids: list[int]) -> None:
    """The connection broke in this group: go singly up to its end, and step over a mail that breaks it every time."""
    trouble = value.get("trouble", {})
    times = trouble.get("times", 0) + 1 if trouble.get("uid") == uids[0] and len(uids) == 1 else len(uids) == 1
    value["trouble"] = {"uid": uids[0], "times": int(times), "until": max(trouble.get("until", 0), uids[-1])}
    if times >= BREAKS_BEFORE_GAP:
        _add_gap(value, uids[0], "the connection breaks there")
        value["uid"] = uids[0]
    _save(channel, folder, value)


def _save(channel: Channel, folder: Folder, value: Value) -> None:
    Cursor.objects.update_or_create(channel=channel, stream=stream(folder.name), defaults={"value": value})
