"""The account as a whole: whatever happens to a ticket, its clocks are the fold of their settlements."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from inbox.models import Clock, ClockEvent, Message, Policy, Settlement, Team, Ticket
from inbox.sla import account, calendars
from tests.inbox.sla.conftest import create_calendar, only_for
from tests.inbox.sla.desk import Desk
from tests.inbox.sla.weeks import HOUR, NIGHT, ber
from tests.promises import promise

STEPS = st.one_of(
    st.sampled_from(["writes", "comments", "replies", "withdraws", "refused", "undone", "sweeps", "moves"]).map(
        lambda name: (name, "")
    ),
    st.sampled_from(["not_needed", "gold", "merges", "unmerges"]).map(lambda name: (name, "")),
    st.tuples(st.just("status"), st.sampled_from(Ticket.Status.values)),
    st.tuples(st.just("priority"), st.sampled_from(Ticket.Priority.values)),
)
STREAMS = st.lists(st.tuples(STEPS, st.one_of(st.just(0), st.integers(0, 60 * HOUR))), max_size=12)


def play(desk: Desk, stream: list[tuple[tuple[str, str], int]], west: Team) -> tuple[Ticket, dt.datetime]:
    at = ber("2026-03-26 15:00")
    ticket = desk.opens(at)
    replies: list[Message] = []
    asked: list[Message] = []
    merged: tuple[Ticket, dt.datetime] | None = None
    for (step, value), gap in stream:
        at += dt.timedelta(seconds=gap)
        ticket.refresh_from_db()
        match step:
            case "writes":
                asked.append(desk.writes(ticket, at))
            case "comments":
                asked.append(desk.writes(ticket, at, visibility="public"))
            case "withdraws" if asked:
                desk.withdraws(asked.pop(), at)
            case "not_needed":
                desk.needs_no_reply(ticket, at)
            case "gold":
                desk.change(ticket, at, labels=[] if ticket.labels else ["gold"])
            case "merges" if merged is None:
                other = desk.opens(at - dt.timedelta(hours=1))
                desk.merges(other, ticket, at)
                merged = (other, at)
            case "unmerges" if merged is not None:
                desk.unmerges(merged[0], ticket, at, since=merged[1])
                merged = None
            case "replies":
                replies.append(desk.replies(ticket, at))
            case "refused" | "undone" if replies:
                getattr(desk, step)(replies.pop(), at)
            case "sweeps":
                desk.sweeps(at)
            case "moves":
                desk.moves(ticket, west if ticket.team_id != west.pk else desk.channel.team, at)
            case "status":
                desk.status(ticket, value, at)
            case "priority":
                desk.priority(ticket, value, at)
    ticket.refresh_from_db()
    return ticket, at


@given(STREAMS)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
def test_r24_every_clock_is_what_its_settlements_say(desk: Desk, stream: list[tuple[tuple[str, str], int]]) -> None:
    desk.promise("normal", next_reply=3, update=5, warn=[3 * HOUR, HOUR, 600])
    desk.promise("urgent", first_reply=1, resolution=6)
    if not Policy.objects.filter(name="Gold").exists():
        only_for(
            "Gold", {"field": "labels", "op": "contains", "value": ["gold"]}, first_reply=HOUR, next_reply=2 * HOUR
        )
    promise("low", first_reply=None)
    west, _ = Team.objects.get_or_create(name="West")
    if west.calendar_id is None:
        calendars.use_calendar(create_calendar("Night", NIGHT).pk, actor=None, team_id=west.pk)
    ticket, at = play(desk, stream, west)
    desk.sweeps(at)
    running = []
    for clock in Clock.objects.filter(ticket=ticket):
        entries = list(Settlement.objects.filter(clock=clock).order_by("id"))
        rebuilt = account.rebuild(clock, entries, until=at)
        assert {name: getattr(rebuilt, name) for name in account.ACCOUNT} == {
            name: getattr(clock, name) for name in account.ACCOUNT
        }
        assert [entry.before for entry in entries] == [0, *[entry.after for entry in entries[:-1]]]
        assert clock.consumed == entries[-1].after
        facts = {fact.kind: fact.at for fact in ClockEvent.objects.filter(clock=clock).order_by("at", "-left")}
        wanted = {"warning": clock.warned_at, "breach": clock.breached_at}
        assert facts == {kind: moment for kind, moment in wanted.items() if moment}
        if clock.state == Clock.State.RUNNING and clock.due_at:
            running.append(clock.due_at)
    assert ticket.due_at == min(running, default=None)


@given(st.integers(0, 30 * HOUR), st.integers(0, 30 * HOUR), st.integers(1, 20))
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
def test_a_wait_in_the_middle_moves_the_due_time_by_what_it_lasted(desk: Desk, run: int, wait: int, cuts: int) -> None:
    """And cutting the run into pieces by pauses of no length changes nothing."""
    start = ber("2026-03-26 15:00")
    pause = start + dt.timedelta(seconds=run)
    plain, cut = desk.opens(start), desk.opens(start)
    for number in range(cuts):
        moment = start + dt.timedelta(seconds=run * number // cuts)
        desk.status(cut, "waiting_customer", moment)
        desk.status(cut, "open", moment)
    for ticket in (plain, cut):
        desk.status(ticket, "waiting_customer", pause)
        desk.status(ticket, "open", pause + dt.timedelta(seconds=wait))
    one, other = desk.clock(plain, "resolution"), desk.clock(cut, "resolution")
    assert (one.consumed, one.due_at, one.breached_at) == (other.consumed, other.due_at, other.breached_at)
