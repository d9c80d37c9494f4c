"""How fast mail becomes tickets: the real path (keep, claim, parse, settle) beside bare INSERTs of the same rows.

``python -m bench.ingest [COUNT …]`` (default 500 and 2000). Prints per run mails/s, CPU per mail (ours and the
database's) and how many times slower the real path is than writing the same rows with nothing around it, row by row,
one transaction per mail, into copies of the tables with the same indexes, on the same PostgreSQL in the same run.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

from bench import ground, mails

ROUNDS = 3
BATCH = 20
# table: (the table that says which mail a row belongs to, and by which column); None is the mail itself
TABLES: dict[str, tuple[str, str] | None] = {
    "rawinbound": None,
    "message": ("rawinbound", "raw_id"),
    "attachment": ("message", "message_id"),
    "event": ("message", "message_id"),
}
# the other way round: rows that a row of the mail points to, if they are new
TARGETS: dict[str, tuple[str, str, str]] = {
    "ticket": ("message", "ticket_id", "id"),
    "contact": ("ticket", "contact_id", "id"),
    "identity": ("contact", "id", "contact_id"),
    "blob": ("attachment", "blob_id", "sha256"),
    "clock": ("ticket", "id", "ticket_id"),
    "settlement": ("clock", "id", "clock_id"),
}
Rows = dict[str, list[dict[str, Any]]]


def main(counts: list[int]) -> None:
    with ground.engines() as postgres:
        channel = office()
        for count in counts:
            show(count, [run(channel, postgres, mails.make(count, seed=1000 * count + n)) for n in range(ROUNDS)])


def office() -> Any:
    """A mail channel with a promise on every priority."""
    from connectors import registry
    from inbox.models import Channel, Team
    from inbox.sla import policies

    policies.ensure_defaults()
    team = Team.objects.create(name="Support")
    targets = {
        priority: {
            "first_reply": {"seconds": 14400, "business": False},
            "resolution": {"seconds": 86400, "business": False},
        }
        for priority in ("low", "normal", "high", "urgent")
    }
    policies.change_policy(policies.policies()[0].pk, actor=None, targets=targets)
    channel = Channel.objects.create(kind="email", name="Support", address="support@shop.example", team=team)
    channel.capabilities = registry.get("email").capabilities({}, {})
    channel.save()
    return channel


def run(channel: Any, postgres: int, raws: list[bytes]) -> dict[str, float]:
    """One round on one process, as one worker would do it."""
    from connectors import intake
    from inbox import ingest
    from inbox.models import Message, RawInbound

    newest = RawInbound.objects.order_by("-id").values_list("id", flat=True).first() or 0
    ours, theirs, start = time.process_time(), ground.cpu_seconds(postgres), time.perf_counter()
    for number, raw in enumerate(raws):
        uid = newest + number
        ingest.keep(channel, f"INBOX/1/{uid}", raw, source="imap", cursor=("INBOX", {"uidvalidity": 1, "uid": uid}))
    while claimed := ingest.claim(BATCH):
        for row in claimed:
            intake.work(row)
    wall = time.perf_counter() - start
    ours, theirs = time.process_time() - ours, ground.cpu_seconds(postgres) - theirs
    done = RawInbound.objects.filter(id__gt=newest, state="done").count()
    if done != len(raws) or Message.objects.filter(raw_id__gt=newest).count() != len(raws):
        raise SystemExit(f"{done} of {len(raws)} mails became messages; the figures would be worthless")
    bare = bare_inserts(newest)
    return {
        "rate": len(raws) / wall,
        "ours": 1000 * ours / len(raws),
        "database": 1000 * theirs / len(raws),
        "bare": len(raws) / bare,
        "times": wall / bare,
    }


def bare_inserts(newest: int) -> float:
    """Seconds for the rows of the last round, one transaction per mail, into copies of the tables."""
    import psycopg
    from django.conf import settings

    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS bare CASCADE")
        connection.execute("CREATE SCHEMA bare")
        for name in (*TABLES, *TARGETS):
            connection.execute(f"CREATE TABLE bare.{name} (LIKE inbox_{name} INCLUDING ALL)")
        work = [statements(mail) for mail in per_mail(connection, newest)]
        start = time.perf_counter()
        for mail in work:
            with connection.transaction():
                for statement, values in mail:
                    connection.execute(statement, values)
        return time.perf_counter() - start


def per_mail(connection: Any, newest: int) -> Iterator[Rows]:
    """What each mail of the last round left in the database, table by table."""
    from psycopg.rows import dict_row

    cursor = connection.cursor(row_factory=dict_row)
    seen: set[tuple[str, Any]] = set()
    raws = cursor.execute("SELECT * FROM inbox_rawinbound WHERE id > %s ORDER BY id", (newest,)).fetchall()
    for raw in raws:
        rows: Rows = {"rawinbound": [raw]}
        for name, owner in TABLES.items():
            if owner is not None:
                rows[name] = _fetch(cursor, name, owner[1], [row["id"] for row in rows[owner[0]]])
        for name, (source, column, key) in TARGETS.items():
            found = _fetch(cursor, name, key, [row[column] for row in rows[source]])
            rows[name] = [row for row in found if (name, row.get("id", row[key])) not in seen]
            seen.update((name, row.get("id", row[key])) for row in found)
        yield rows


def statements(rows: Rows) -> list[tuple[str, list[Any]]]:
    from psycopg.types.json import Jsonb

    made = []
    for name, found in rows.items():
        for row in found:
            marks = ", ".join(["%s"] * len(row))
            columns = ", ".join(f'"{column}"' for column in row)
            values = [Jsonb(value) if isinstance(value, dict) else value for value in row.values()]
            made.append((f"INSERT INTO bare.{name} ({columns}) VALUES ({marks})", values))
    return made


def _fetch(cursor: Any, name: str, key: str, values: list[Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = cursor.execute(
        f"SELECT * FROM inbox_{name} WHERE {key} = ANY(%s)", (values,)
    ).fetchall()
    return rows


def show(count: int, runs: list[dict[str, float]]) -> None:
    def spread(key: str, form: str) -> str:
        values = sorted(run[key] for run in runs)
        return f"{statistics.median(values):{form}} ({values[0]:{form}}–{values[-1]:{form}})"

    print(
        f"{count} mails, {len(runs)} rounds, median (spread): {spread('rate', '.0f')} mails/s"
        f" | CPU per mail: ours {spread('ours', '.1f')} ms, database {spread('database', '.1f')} ms"
        f" | bare inserts {spread('bare', '.0f')}/s, the real path takes {spread('times', '.1f')} times as long",
        flush=True,
    )


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [500, 2000])
