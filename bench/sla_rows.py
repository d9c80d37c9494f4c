"""Very many clocks, as the product leaves them: a few tickets go through the real functions, SQL copies their rows."""

from __future__ import annotations

import time
from typing import Any

FIRST_NUMBER = 10**9  # of the copies; the templates have the product's own
CHUNK = 25_000  # tickets in one statement
RUNNING = 0.3  # of all clocks


class Ground:
    """A made-up company with one open ticket and one solved in time, whose rows are copied."""

    def __init__(self) -> None:
        from django.utils import timezone

        from inbox import tickets
        from inbox.models import Clock, Team, User
        from inbox.sla import policies
        from tests import office

        shop = office.build()
        policies.ensure_defaults()
        self.channel = shop.channel
        self.teams = [shop.support, *(Team.objects.create(name=f"Team {n}") for n in range(7))]
        self.channels = [office.channel(f"{n}@shop.example", self.teams[n % 8]) for n in range(12)]
        self.people = User.objects.bulk_create(
            User(username=f"agent{n}", email=f"{n}@shop.example", name=f"Agent {n}") for n in range(100)
        )
        self.admin = shop.admin
        self.open = office.ticket(shop.channel)
        self.solved = office.ticket(shop.channel)
        office.answer(self.solved, shop.owner)
        tickets.update(self.solved.pk, actor=shop.owner, status="solved")
        Clock.objects.filter(ticket=self.open).exclude(state="running").delete()
        Clock.objects.filter(ticket=self.solved, state="running").update(state="stopped", stopped_at=timezone.now())
        self.each = Clock.objects.filter(ticket=self.open).count()
        self.clocks = Clock.objects.count()
        self.numbered = FIRST_NUMBER

    def grow(self, clocks: int) -> float:
        """Until there are about so many, three of ten running and none due within the hour; seconds it took."""
        from django.db import connection

        before = time.perf_counter()
        while (missing := clocks - self.clocks) >= 2 * self.each:
            tickets = min(CHUNK, missing // self.each)
            running = round(RUNNING * tickets)
            self._copy(self.open.pk, running, due="now() + interval '61 minutes' + random() * interval '6 days'")
            self._copy(self.solved.pk, tickets - running, due="NULL::timestamptz")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE inbox_ticket, inbox_clock")
        return time.perf_counter() - before

    def _copy(self, template: int, count: int, *, due: str) -> None:
        from django.db import connection

        from inbox.models import Clock, Ticket

        of_ticket = {
            "number": "%(base)s + n",
            "reply_token": "substr(md5('r' || (%(base)s + n)), 1, 26)",
            "customer_token": "md5('c' || (%(base)s + n))",
            "channel_id": _one_of(self.channels),
            "team_id": _one_of(self.teams),
            "assignee_id": f"CASE WHEN random() < 0.8 THEN {_one_of(self.people)} END",
            "last_message_at": "now() - random() * interval '90 days'",
            "due_at": due,
        }
        of_clock = {
            "ticket_id": "made.id",
            "due_at": "coalesce(made.due_at, c.due_at)",
            "next_check_at": "made.due_at + interval '1 second'",
        }
        tickets, its = _columns(Ticket, of_ticket, "t")
        columns, values = _columns(Clock, of_clock, "c")
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH made AS (INSERT INTO inbox_ticket ({tickets}) SELECT {its}"
                " FROM inbox_ticket t, generate_series(1, %(count)s) n WHERE t.id = %(template)s RETURNING id, due_at)"
                f" INSERT INTO inbox_clock ({columns}) SELECT {values}"
                " FROM made, inbox_clock c WHERE c.ticket_id = %(template)s",
                {"base": self.numbered, "count": count, "template": template},
            )
            self.clocks += cursor.rowcount
        self.numbered += count


def unbroken() -> Any:
    """Running clocks of copies that nobody has missed yet."""
    from inbox.models import Clock

    return Clock.objects.filter(state="running", breached_at=None, ticket__number__gte=FIRST_NUMBER)


def _columns(model: Any, changed: dict[str, str], alias: str) -> tuple[str, str]:
    """All columns but the id, and what goes into them: what the template has, or an expression."""
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    unknown = set(changed) - set(names)
    assert not unknown, unknown
    return ", ".join(f'"{name}"' for name in names), ", ".join(changed.get(name, f'{alias}."{name}"') for name in names)


def _one_of(rows: list[Any]) -> str:
    return f"(ARRAY[{', '.join(str(row.pk) for row in rows)}])[1 + floor(random() * {len(rows)})::int]"
