from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from django.utils import timezone

from inbox import access, listing, reports
from inbox.models import Clock, Offer, QueueEntry, Ticket, User
from inbox.sla import excuse, policies, terms
from tests.inbox.sla.desk import Desk
from tests.office import Office
from tests.promises import promise

HOUR = dt.timedelta(hours=1)


def ids(tickets: Iterable[Ticket]) -> list[dict[str, Any]]:
    return [{"id": ticket.pk} for ticket in tickets]


@pytest.fixture
def busy(shop: Office) -> Office:
    """Around the clock, two hours to the first reply, a day to the solution."""
    terms.forget()
    policies.ensure_defaults()
    for priority in Ticket.Priority.values:
        promise(priority, first_reply=7200, resolution=86400, business=False, warn=[])
    return shop


@pytest.fixture
def support(busy: Office) -> Desk:
    return Desk(busy.channel, agent=busy.owner)


@pytest.fixture
def billing(busy: Office) -> Desk:
    return Desk(busy.billing_channel, agent=busy.outsider)


def opened(desk: Desk, ago: dt.timedelta, **values: Any) -> Ticket:
    ticket = desk.opens(timezone.now() - ago)
    Ticket.objects.filter(pk=ticket.pk).update(**values)
    return ticket


@pytest.fixture
def day(busy: Office, support: Desk, billing: Desk) -> Office:
    """Of everything something."""
    opened(support, 3 * HOUR)
    opened(support, 1.5 * HOUR, assignee=busy.owner)
    opened(support, 0.5 * HOUR, assignee=busy.mate)
    opened(support, 1.5 * HOUR, snoozed_until=timezone.now() + HOUR)
    opened(billing, 4 * HOUR, assignee=busy.outsider)
    opened(billing, 0.5 * HOUR, team=None)
    support.status(opened(support, HOUR), "spam", timezone.now())
    solved = opened(support, HOUR)
    support.replies(solved, timezone.now())
    support.status(solved, "solved", timezone.now())
    return busy


def test_each_count_is_the_length_of_its_list_for_everybody(day: Office) -> None:
    people = (day.owner, day.mate, day.outsider, day.supervisor, day.admin)
    together = reports.counts_of({user.pk: access.channel_ids(user) for user in people})
    for user in people:
        counts = reports.counts(user)
        for view in ("mine", "unassigned", "open", "breaching", "snoozed", "spam"):
            assert counts[view] == access.tickets(user).filter(listing.condition(view, user=user)).count(), view
        assert together[user.pk] == counts


def test_the_counts_of_an_agent_leave_out_what_they_may_not_see(day: Office) -> None:
    counts = reports.counts(day.owner)
    assert (counts["open"], counts["mine"], counts["spam"]) == (3, 1, 1)
    assert counts["by_channel"] == {str(day.channel.pk): 3}
    assert counts["by_team"] == {str(day.support.pk): 3}
    assert reports.counts(day.outsider)["by_channel"] == {str(day.billing_channel.pk): 2}


def test_somebody_without_channels_counts_nothing(day: Office) -> None:
    counts = reports.counts(User.objects.create(username="new", email="new@shop.example"))
    assert counts.pop("by_team") == counts.pop("by_channel") == counts.pop("by_view") == {}
    assert set(counts.values()) == {0}


def test_counts_cost_one_query_whoever_is_connected(day: Office, django_assert_num_queries: Any) -> None:
    reports.counts(day.owner)
    people: dict[int, set[int] | None] = {pk: {day.channel.pk} for pk in range(100)}
    with django_assert_num_queries(3):  # the cube, the time, and which views there are
        reports.counts_of(people)


def test_the_wall_shows_what_can_still_be_saved_and_what_is_late(day: Office) -> None:
    wall = reports.wall(None, rows=ids)
    numbers: dict[str, Any] = {
        "open": 5,
        "unassigned": 2,
        "due_soon": 2,
        "breached": 2,
        "breached_today": 2,
        "met_today": 2,
    }
    numbers |= {"excused_today": 0, "waiting": 0, "waiting_since": None}
    assert wall["kpis"] == numbers | {"breached_today": wall["kpis"]["breached_today"]}
    dues = [Ticket.objects.get(pk=row["id"]).due_at for row in wall["next"]]
    assert len(dues) == 4
    assert dues == sorted(due for due in dues if due)
    late = [Ticket.objects.get(pk=row["id"]).due_at for row in wall["breached"]]
    assert len(late) == 2
    assert late == sorted(due for due in late if due)


def test_the_wall_groups_by_team_channel_and_agent_and_names_the_idle_too(day: Office) -> None:
    wall = reports.wall(None, rows=ids)
    assert {group["id"]: (group["open"], group["breached"]) for group in wall["teams"]} == {
        day.support.pk: (3, 1),
        day.billing.pk: (1, 1),
        None: (1, 0),
    }
    assert wall["teams"][-1]["id"] is None
    assert {group["id"]: group["due_soon"] for group in wall["channels"]} == {
        day.channel.pk: 2,
        day.billing_channel.pk: 0,
    }
    agents = {agent["id"]: (agent["open"], agent["due_soon"], agent["breached"]) for agent in wall["agents"]}
    assert agents == {day.owner.pk: (1, 1, 0), day.mate.pk: (1, 0, 0), day.outsider.pk: (1, 0, 1)}
    assert set(wall["agents"][0]) == {
        "id", "name", "availability", "open", "capacity", "load", "work", "due_soon", "breached", "viewing_ticket_id"
    }  # fmt: skip


def test_the_wall_of_one_team_or_channel_holds_nothing_else(day: Office) -> None:
    by_team = reports.wall(None, rows=ids, team=day.support.pk)
    assert (by_team["kpis"]["open"], [group["id"] for group in by_team["teams"]]) == (3, [day.support.pk])
    assert {agent["id"] for agent in by_team["agents"]} == {day.owner.pk, day.mate.pk}
    by_channel = reports.wall(None, rows=ids, channel=day.billing_channel.pk)
    assert (by_channel["kpis"]["open"], [group["id"] for group in by_channel["channels"]]) == (
        2,
        [day.billing_channel.pk],
    )


def test_a_wall_over_some_channels_shows_no_others(day: Office) -> None:
    wall = reports.wall({day.channel.pk}, rows=ids)
    assert wall["kpis"]["open"] == 3
    assert [group["id"] for group in wall["channels"]] == [day.channel.pk]
    assert reports.wall({day.channel.pk}, rows=ids, channel=day.billing_channel.pk)["kpis"]["open"] == 0


def test_a_breach_of_today_counts_until_midnight_even_when_answered_late(busy: Office, support: Desk) -> None:
    now = timezone.now()
    late = support.opens(now - 2 * HOUR - dt.timedelta(seconds=2))
    support.replies(late, now)
    today = reports.wall(None, rows=ids)["kpis"]
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    assert today["breached_today"] == (1 if late.due_at and late.due_at >= midnight else 0)
    assert (today["breached"], today["met_today"]) == (0, 0)


def test_an_excused_breach_is_in_no_figure_of_broken_promises(busy: Office, support: Desk, billing: Desk) -> None:
    now = timezone.now()
    for desk in (support, support, billing):
        desk.opens(now - 3 * HOUR)
    support.sweeps(now)
    Clock.objects.filter(breached_at__isnull=False).update(breached_at=now)  # whatever the time of the day is

    def figures() -> dict[str, tuple[int, int]]:
        wall = reports.wall(None, rows=ids)
        told = [("all", wall["kpis"])]
        told += [(f"team {group['id']}", group) for group in wall["teams"]]
        told += [(f"channel {group['id']}", group) for group in wall["channels"]]
        assert sum(cause["count"] for cause in wall["causes"]) == wall["kpis"]["breached_today"]
        assert sum(row["excused"] for row in wall["newest_breaches"]) == wall["kpis"]["excused_today"]
        found = {name: (numbers["breached_today"], numbers["excused_today"]) for name, numbers in told}
        return {name: numbers for name, numbers in found.items() if any(numbers)}

    ours = (f"team {busy.support.pk}", f"channel {busy.channel.pk}")
    theirs = (f"team {busy.billing.pk}", f"channel {busy.billing_channel.pk}")
    apart = dict.fromkeys(theirs, (1, 0))
    assert figures() == {"all": (3, 0), **dict.fromkeys(ours, (2, 0)), **apart}
    where = {"channel_id": busy.channel.pk}
    excuse.excuse_all(now, now + HOUR, actor=busy.supervisor, reason="Power cut", **where)
    assert figures() == {"all": (1, 2), **dict.fromkeys(ours, (0, 2)), **apart}
    excuse.take_back(Clock.objects.filter(excused_at__isnull=False)[0], actor=busy.supervisor)
    assert figures() == {"all": (2, 1), **dict.fromkeys(ours, (1, 1)), **apart}


def test_spam_counts_in_no_report_of_promises(busy: Office, support: Desk) -> None:
    ticket = support.opens(timezone.now())
    support.replies(ticket, timezone.now())
    support.status(ticket, "spam", timezone.now())
    numbers = reports.wall(None, rows=ids)["kpis"]
    assert numbers.pop("waiting_since") is None
    assert set(numbers.values()) == {0}


def test_the_wall_tells_how_long_the_queue_is_and_who_waits_longest(day: Office) -> None:
    mine, theirs = (
        Ticket.objects.filter(channel=day.channel)[:2],
        Ticket.objects.filter(channel=day.billing_channel)[:1],
    )
    first = timezone.now().replace(microsecond=0) - HOUR
    for minutes, ticket in enumerate([*mine, *theirs]):
        since = first + dt.timedelta(minutes=minutes)
        QueueEntry.objects.create(ticket=ticket, team=ticket.channel.team, since=since, order_at=since)
    wall = reports.wall(None, rows=ids)
    told = first.isoformat().replace("+00:00", "Z")
    assert (wall["kpis"]["waiting"], wall["kpis"]["waiting_since"]) == (3, told)
    by_team = {group["id"]: (group["waiting"], group["waiting_since"]) for group in wall["teams"]}
    assert by_team[day.support.pk] == (2, told)
    assert by_team[day.billing.pk][0] == 1
    assert reports.wall(None, rows=ids, channel=day.billing_channel.pk)["kpis"]["waiting"] == 1


def test_load_weighs_what_waits_for_an_answer_and_what_is_offered_on_the_wall_of_any_team(day: Office) -> None:
    Ticket.objects.filter(assignee=day.owner).update(work="chat")
    for status, work in (("open", "comment"), ("on_hold", "mail")):
        Ticket.objects.create(
            channel=day.billing_channel,
            contact=Ticket.objects.earliest("id").contact,
            team=day.billing,
            assignee=day.owner,
            status=status,
            work=work,
            last_message_at=timezone.now(),
        )
    offered = Ticket.objects.filter(assignee=None, status="open").earliest("id")
    now = timezone.now()
    Offer.objects.create(ticket=offered, user=day.owner, made_at=now, until=now)
    (owner,) = [a for a in reports.wall(None, rows=ids, team=day.support.pk)["agents"] if a["id"] == day.owner.pk]
    assert owner["work"] == {"chat": 1, "mail": 1, "comment": 1}
    assert owner["load"] == 4.33


def test_a_wall_costs_as_many_queries_however_much_is_on_it(day: Office, django_assert_num_queries: Any) -> None:
    reports.wall(None, rows=ids)
    with django_assert_num_queries(15):
        reports.wall(None, rows=ids)
