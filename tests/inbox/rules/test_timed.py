from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import due, organisation, tickets
from inbox.errors import InboxError
from inbox.models import Message, Rule, RuleEntry, RuleRun, Team, Ticket, Timer
from inbox.rules import running, timed, versions
from inbox.sla import calendars, policies, terms
from tests import office
from tests.inbox.rules.desk import leaf, put, rule, settle
from tests.office import Office

HOUR = 3600
AFTER_AN_HOUR = {"after": HOUR}
WAITING = leaf("status", "is", "waiting_customer")


def remind(**more: object) -> Rule:
    says = {"trigger": AFTER_AN_HOUR, "when": WAITING} | more
    return rule("Remind", {"do": "note", "text": "Still waiting"}, **says)  # type: ignore[arg-type]


def waiting(shop: Office) -> Ticket:
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, status="waiting_customer")
    settle()
    return ticket


def notes(ticket: Ticket) -> int:
    return Message.objects.filter(ticket=ticket, direction="internal").count()


def later(seconds: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=seconds)


def test_it_runs_once_when_its_conditions_have_held_long_enough(shop: Office) -> None:
    reminder = remind()
    ticket = waiting(shop)
    entry = RuleEntry.objects.get()
    due.run(at=entry.since + dt.timedelta(seconds=HOUR - 1))
    assert notes(ticket) == 0
    due.run(at=entry.since + dt.timedelta(seconds=HOUR))
    assert notes(ticket) == 1
    run = RuleRun.objects.get(rule=reminder)
    assert (run.outcome, run.event and run.event.kind) == ("done", "rule.due")

    tickets.update(ticket.pk, actor=shop.owner, priority="high")  # another event, and the conditions still hold
    settle()
    due.run(at=later(HOUR * 100))
    assert notes(ticket) == 1


def test_when_its_conditions_end_the_ticket_leaves_and_may_enter_again(shop: Office) -> None:
    remind()
    ticket = waiting(shop)
    tickets.update(ticket.pk, actor=shop.owner, status="open")
    settle()
    assert not RuleEntry.objects.exists()
    assert not Timer.objects.filter(kind=timed.TIMER).exists()
    due.run(at=later(HOUR * 2))
    assert notes(ticket) == 0

    for _ in range(2):  # each entry has its own run
        tickets.update(ticket.pk, actor=shop.owner, status="waiting_customer")
        settle()
        due.run(at=later(HOUR + 5))
        tickets.update(ticket.pk, actor=shop.owner, status="open")
        settle()
    assert notes(ticket) == 2


def test_conditions_that_ended_in_an_event_nobody_has_read_yet_stop_it_too(shop: Office) -> None:
    remind()
    ticket = waiting(shop)
    tickets.update(ticket.pk, actor=shop.owner, status="open")
    due.run(at=later(HOUR + 5))
    assert notes(ticket) == 0
    assert not RuleEntry.objects.exists()


def test_it_can_count_the_working_hours_of_the_team(shop: Office) -> None:
    policies.ensure_defaults()
    nights = calendars.create_calendar(
        actor=None, name="Mondays", zone="UTC", windows=[[0, "09:00", "10:00"]], closed=[], special=[]
    )
    Team.objects.update(calendar=nights)
    terms.forget()
    remind(trigger={"after": HOUR, "business": True})
    waiting(shop)
    timer = Timer.objects.get(kind=timed.TIMER)
    assert timer.due_at.weekday() == 0
    assert timer.due_at - timezone.now() > dt.timedelta(hours=1)


def test_a_new_rule_looks_at_the_tickets_that_are_there(shop: Office) -> None:
    first, second, other = (office.ticket(shop.channel) for _ in range(3))
    for ticket in (first, second):
        tickets.update(ticket.pk, actor=shop.owner, status="waiting_customer")
    reminder = remind()
    assert timed.scan(limit=1) == 1
    assert list(RuleEntry.objects.values_list("ticket_id", flat=True)) == [second.pk]  # the newest first
    assert timed.scan(limit=1) == 1
    assert timed.scan(limit=1) == 0
    assert set(RuleEntry.objects.values_list("ticket_id", flat=True)) == {first.pk, second.pk}
    assert Rule.objects.get(pk=reminder.pk).scan_from is None

    due.run(at=later(HOUR - 60))
    assert notes(first) == 0  # it counts from now on
    due.run(at=later(HOUR + 5))
    assert (notes(first), notes(second), notes(other)) == (1, 1, 0)


def test_a_changed_rule_looks_again_and_does_not_run_twice_for_those_it_has_served(shop: Office) -> None:
    reminder = remind()
    served = waiting(shop)
    due.run(at=later(HOUR + 5))
    fresh, gone = waiting(shop), waiting(shop)
    tickets.update(gone.pk, actor=shop.owner, priority="low")
    narrower = {"all": [WAITING, leaf("priority", "is", "normal")]}
    versions.change(reminder.pk, actor=shop.admin, conditions=narrower, trigger={"after": HOUR * 2})
    while timed.scan():
        pass
    assert set(RuleEntry.objects.values_list("ticket_id", flat=True)) == {served.pk, fresh.pk}
    due.run(at=later(HOUR + 60))
    assert notes(fresh) == 0
    due.run(at=later(HOUR * 2 + 60))
    assert (notes(served), notes(fresh), notes(gone)) == (1, 1, 0)


def test_a_rule_that_is_switched_off_forgets_who_waits(shop: Office) -> None:
    reminder = remind()
    ticket = waiting(shop)
    versions.change(reminder.pk, actor=shop.admin, enabled=False)
    assert not RuleEntry.objects.exists()
    due.run(at=later(HOUR + 5))
    assert notes(ticket) == 0


def test_while_all_rules_stand_still_it_waits_and_then_runs(shop: Office) -> None:
    remind()
    ticket = waiting(shop)
    organisation.change(actor=shop.admin, rules_paused=True)
    due.run(at=later(HOUR + 5))
    assert notes(ticket) == 0
    organisation.change(actor=shop.admin, rules_paused=False)
    due.run(at=later(HOUR + 10) + running.LATER)
    assert notes(ticket) == 1


def test_what_it_does_is_an_event_that_other_rules_follow(shop: Office) -> None:
    rule("Close", put("status", "solved"), trigger=AFTER_AN_HOUR, when=WAITING)
    rule(
        "Label",
        {"do": "label", "add": ["by itself"]},
        trigger={"on": ["ticket.changed"]},
        when=leaf("status", "changed_to", "solved"),
    )
    ticket = waiting(shop)
    due.run(at=later(HOUR + 5))
    settle()
    ticket.refresh_from_db()
    assert (ticket.status, ticket.labels) == ("solved", ["by itself"])


@pytest.mark.parametrize(
    "when",
    [
        {},
        leaf("office_open", "is", True),
        leaf("hours_since_created", "at_least", 3),
        leaf("event.kind", "is", "sla.breach"),
        leaf("status", "changed_to", "open"),
    ],
    ids=str,
)
def test_it_asks_only_what_lasts(shop: Office, when: dict[str, object]) -> None:
    with pytest.raises(InboxError) as refused:
        remind(when=when)
    assert "conditions" in refused.value.fields


@pytest.mark.parametrize(
    "trigger",
    [
        {},
        {"after": 59},
        {"after": True},
        {"on": ["ticket.eaten"]},
        {"on": ["ticket.created"], "after": HOUR},
        {"business": True},
    ],
    ids=str,
)
def test_a_trigger_is_either_events_or_a_time(shop: Office, trigger: dict[str, object]) -> None:
    with pytest.raises(InboxError) as refused:
        remind(trigger=trigger)
    assert "trigger" in refused.value.fields
