"""Who works on a channel now: session-level advisory locks of PostgreSQL, freed by the server when a session dies.

The lock lives on this thread's database connection, the same one that the work commits on. So work that commits still
holds its lock, and a holder that is killed or hangs up is replaced at once, with no time-out to wait for.
A pooler in transaction mode in front of PostgreSQL would break this (docs/operate.md).
"""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, connection


class Work(enum.IntEnum):
    """The first half of the lock's key; the second is the channel's id."""

    RECEIVE = 0x4A01
    DELIVER = 0x4A02
    TOKEN = 0x4A03
    ACT = 0x4A04
    CHECK = 0x4A05
    TELL = 0x4A06  # the second half is an endpoint's id


@contextlib.contextmanager
def held(work: Work, channel_id: int, *, wait: bool = False) -> Iterator[bool]:
    """Whether we got it. With ``wait`` until the other one is done, otherwise without waiting."""
    mine = take(work, channel_id, wait=wait)
    try:
        yield mine
    finally:
        if mine:
            release(work, channel_id)


def take(work: Work, channel_id: int, *, wait: bool = False) -> bool:
    """The same without an end: until ``release``, on this thread's connection, or the end of that."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [work, channel_id])
            return True
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [work, channel_id])
        return bool(cursor.fetchone()[0])


def taken(work: Work) -> set[int]:
    """Channels that somebody, here or elsewhere, is working on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid = %s AND objsubid = 2"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [int(work)],
        )
        return {row[0] for row in cursor.fetchall()}


def release(work: Work, channel_id: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [work, channel_id])
    except (DatabaseError, InterfaceError):
        connection.close()  # a broken session holds nothing any more
