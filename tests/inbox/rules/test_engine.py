from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from inbox import merging, organisation, reactions, tasks, tickets
from inbox.live import relay
from inbox.models import (
    ActionTaken,
    Evaluation,
    Event,
    Message,
    Notification,
    QueueEntry,
    Rule,
    RuleEntry,
    RuleJob,
    RuleRun,
    Team,
    Ticket,
)
from inbox.rules import actions, engine, log, queue, timed, versions
from inbox.rules.kind import Context
from tests import office
from tests.inbox.rules.desk import ANY_CHANGE, leaf, put, rule, settle
from tests.office import Office


def outcomes(ticket: Ticket) -> list[tuple[str, str]]:
    runs = RuleRun.objects.filter(ticket=ticket).select_related("rule").order_by("pk")
    return [(run.rule.name, run.outcome) for run in runs]


def test_a_rule_answers_its_event_and_the_log_says_what_it_changed(shop: Office) -> None:
    money = rule("Money first", put("priority", "high"), {"do": "label", "add": ["money"]})
    ticket = office.ticket(shop.channel)
    settle()

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.labels) == ("high", ["money"])
    run = RuleRun.objects.get(rule=money)
    assert run.outcome == "done"
    assert run.changes == {"priority": ["normal", "high"], "labels": [[], ["money"]]}
    assert [action["do"] for action in run.actions] == ["set", "label"]
    change = Event.objects.filter(ticket=ticket, kind="ticket.changed").earliest("pk")
    assert (change.actor, change.cause, change.depth) == (None, run.event, 1)
    assert change.chain == run.chain
    assert not RuleJob.objects.exists()


def test_a_rule_that_does_not_match_says_which_condition_failed(shop: Office) -> None:
    late = rule("Only the urgent", put("status", "on_hold"), when=leaf("priority", "is", "urgent"))
    ticket = office.ticket(shop.channel)
    settle()

    (look,) = Evaluation.objects.filter(ticket=ticket)
    assert look.unmatched == [{"rule_id": late.pk, "version": 1, "failed": "Priority is Normal, and must be Urgent"}]
    assert look.duration_us > 0
    assert not RuleRun.objects.exists()


def test_a_run_without_effect_is_logged_too(shop: Office) -> None:
    rule("Nothing new", put("priority", "normal"))
    ticket = office.ticket(shop.channel)
    settle()
    assert outcomes(ticket) == [("Nothing new", "no_change")]
    assert not Event.objects.filter(kind="ticket.changed").exists()


def test_later_rules_see_what_earlier_ones_did_and_the_order_decides(shop: Office) -> None:
    first = rule("Raise", put("priority", "high"))
    second = rule("Take", put("assignee_id", shop.mate.pk), when=leaf("priority", "is", "high"))
    one = office.ticket(shop.channel)
    settle()
    versions.order([second.pk, first.pk], actor=shop.admin)
    other = office.ticket(shop.channel)
    settle()

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.priority, one.assignee) == ("high", shop.mate)
    assert (other.priority, other.assignee) == ("high", None)


def test_what_changed_is_what_the_event_says_and_not_what_earlier_rules_did(shop: Office) -> None:
    rule("Raise", put("priority", "urgent"), trigger=ANY_CHANGE, when=leaf("status", "changed_to", "on_hold"))
    to_urgent = rule("Was raised", put("assignee_id", shop.mate.pk), trigger=ANY_CHANGE)
    versions.change(
        to_urgent.pk,
        actor=shop.admin,
        conditions={"all": [leaf("priority", "changed_to", "urgent"), leaf("status", "changed")]},
    )
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, status="on_hold")
    settle()
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.assignee) == ("urgent", None)


def test_after_a_rule_that_stops_the_later_ones_do_not_see_the_event(shop: Office) -> None:
    rule("First", put("priority", "high"), stop=True)
    rule("Second", put("assignee_id", shop.mate.pk))
    ticket = office.ticket(shop.channel)
    settle()
    assert outcomes(ticket) == [("First", "done")]
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_a_rule_that_fails_changes_nothing_and_does_not_block_the_next(shop: Office) -> None:
    rule("Broken", put("priority", "high"), put("team_id", shop.billing.pk), stop=True)
    rule("Whole", {"do": "label", "add": ["seen"]})
    ticket = office.ticket(shop.channel)
    settle()

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.labels) == ("normal", ["seen"])
    assert outcomes(ticket) == [("Broken", "failed"), ("Whole", "done")]
    run = RuleRun.objects.get(outcome="failed")
    assert run.error == "This team does not work on the ticket's channel."
    assert not ActionTaken.objects.filter(version=run.version).exists()


def test_two_rules_that_flip_a_field_stop_and_their_owner_is_told(shop: Office) -> None:
    rule("Up", put("priority", "high"), trigger=ANY_CHANGE, when=leaf("priority", "is", "low"), owner=shop.admin)
    rule("Down", put("priority", "low"), trigger=ANY_CHANGE, when=leaf("priority", "is", "high"), owner=shop.admin)
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, priority="high")
    settle()

    found = outcomes(ticket)
    assert found[:2] == [("Down", "done"), ("Up", "done")]
    assert set(found[2:]) == {("Down", "loop_stopped")}
    assert Ticket.objects.get(pk=ticket.pk).priority == "high"
    (told,) = Notification.objects.all()
    assert (told.user, told.kind, told.ticket_id) == (shop.admin, "rule_loop", ticket.pk)
    assert "“Down” was stopped" in told.text


def test_rules_that_answer_one_another_stop_at_a_depth_of_five(shop: Office) -> None:
    for number in range(8):
        rule(
            f"Step {number}",
            {"do": "label", "add": [f"l{number + 1}"]},
            trigger=ANY_CHANGE,
            when={"all": [leaf("labels", "contains", f"l{number}"), leaf("labels", "contains_not", f"l{number + 1}")]},
            stop=True,
        )
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, labels=["l0"])
    settle()

    ticket.refresh_from_db()
    assert ticket.labels == [f"l{number}" for number in range(6)]
    assert outcomes(ticket)[-1] == ("Step 5", "loop_stopped")
    assert RuleRun.objects.filter(outcome="done").count() == 5
    assert {note.user for note in Notification.objects.all()} == {shop.admin}  # it has no owner


def test_a_rule_that_its_own_change_wakes_again_is_no_loop_as_there_is_nothing_left_to_do(shop: Office) -> None:
    rule("Tidy", put("priority", "low"), trigger=ANY_CHANGE)
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, labels=["x"])
    settle()
    assert outcomes(ticket) == [("Tidy", "done")]
    assert "had its turn" in Evaluation.objects.latest("pk").unmatched[0]["failed"]
    assert not Notification.objects.exists()


def test_an_event_that_comes_again_changes_nothing(shop: Office) -> None:
    rule("Note it", {"do": "note", "text": "A new one"})
    ticket = office.ticket(shop.channel)
    settle()
    event = Event.objects.get(kind="ticket.created")
    queue.read([event])
    assert engine.run() == 1
    assert not RuleJob.objects.exists()
    assert Message.objects.filter(ticket=ticket, direction="internal").count() == 1
    assert Evaluation.objects.filter(event=event).count() == 1


def test_an_action_of_a_version_answers_an_event_once(shop: Office) -> None:
    made = rule("Note it", {"do": "note", "text": "A new one"})
    ticket = office.ticket(shop.channel)
    settle()
    event, version = Event.objects.get(kind="ticket.created"), versions.in_force(made)
    context = Context(at=event.at, event=event, rule=made, version=version)
    with pytest.raises(IntegrityError, match="one_action_taken"), transaction.atomic():
        actions.perform(tickets.lock(ticket.pk), version.actions, context)
    assert Message.objects.filter(direction="internal").count() == 1


def test_the_switch_stops_all_rules_and_what_came_meanwhile_is_not_made_up_for(shop: Office) -> None:
    rule("Raise", put("priority", "high"))
    before = office.ticket(shop.channel)
    relay.number()
    reactions.read()
    assert RuleJob.objects.exists()  # noted, and not yet answered
    organisation.change(actor=shop.admin, rules_paused=True)
    meanwhile = office.ticket(shop.channel)
    settle()
    organisation.change(actor=shop.admin, rules_paused=False)
    after = office.ticket(shop.channel)
    settle()
    found = [Ticket.objects.get(pk=ticket.pk).priority for ticket in (before, meanwhile, after)]
    assert found == ["normal", "normal", "high"]


def test_a_disabled_and_an_archived_rule_do_nothing(shop: Office) -> None:
    off, gone = rule("Off", put("priority", "high")), rule("Gone", put("priority", "low"))
    versions.change(off.pk, actor=shop.admin, enabled=False)
    versions.archive(gone.pk, actor=shop.admin)
    ticket = office.ticket(shop.channel)
    assert settle() == 0
    assert Ticket.objects.get(pk=ticket.pk).priority == "normal"
    assert not RuleJob.objects.exists()


def test_a_merged_ticket_is_left_alone(shop: Office) -> None:
    rule("Raise", put("priority", "high"))
    source, into = office.ticket(shop.channel), office.ticket(shop.channel)
    merging.merge(source.pk, into.pk, actor=shop.owner)
    settle()
    assert Ticket.objects.get(pk=source.pk).priority == "normal"
    assert Ticket.objects.get(pk=into.pk).priority == "high"
    assert not RuleJob.objects.exists()


def test_when_the_machine_breaks_the_job_stays_and_comes_back(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    rule("Raise", put("priority", "high"))
    ticket = office.ticket(shop.channel)

    def breaks(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no memory")

    with monkeypatch.context() as patch:
        patch.setattr(timed, "look", breaks)
        settle()
    job = RuleJob.objects.get()
    assert (job.attempts, job.error) == (1, "RuntimeError: no memory")
    assert not RuleRun.objects.exists()
    assert Ticket.objects.get(pk=ticket.pk).priority == "normal"

    RuleJob.objects.update(next_attempt_at=job.event.at)
    settle()
    assert Ticket.objects.get(pk=ticket.pk).priority == "high"


def test_a_job_that_waits_holds_up_the_later_ones_of_its_ticket_and_no_other(shop: Office) -> None:
    rule("Any", {"do": "label", "add": ["seen"]}, trigger={"on": ["ticket.created", "ticket.changed"]})
    held, free = office.ticket(shop.channel), office.ticket(shop.channel)
    tickets.update(held.pk, actor=shop.owner, priority="low")
    relay.number()
    reactions.read()
    first = RuleJob.objects.filter(ticket=held).earliest("pk")
    RuleJob.objects.filter(pk=first.pk).update(next_attempt_at=first.next_attempt_at.replace(year=2099))
    engine.run()
    assert list(RuleJob.objects.values_list("ticket_id", flat=True)) == [held.pk, held.pk]
    assert Ticket.objects.get(pk=free.pk).labels == ["seen"]
    assert Ticket.objects.get(pk=held.pk).labels == []


def test_a_log_that_is_cleaned_leaves_rules_as_they_are(shop: Office) -> None:
    rule("Raise", put("priority", "high"))
    ticket = office.ticket(shop.channel)
    settle()
    now = RuleRun.objects.get().at
    assert log.clean(now + log.KEPT) == 0
    assert log.clean(now + log.KEPT * 2) == 1
    for kept in (RuleRun, Evaluation, ActionTaken):
        assert not kept.objects.exists()
    assert Rule.objects.count() == 1
    assert Ticket.objects.get(pk=ticket.pk).priority == "high"


def test_a_new_ticket_is_given_to_somebody_once_rules_have_said_what_it_is(shop: Office) -> None:
    Team.objects.update(strategy=Team.Strategy.LEAST_LOADED)
    rule("Hurry", put("priority", "urgent"))
    ticket = office.ticket(shop.channel)
    relay.number()
    reactions.read()
    assert not QueueEntry.objects.exists()
    engine.run()
    assert QueueEntry.objects.get().ticket_id == ticket.pk

    organisation.change(actor=shop.admin, rules_paused=True)
    other = office.ticket(shop.channel)
    settle()
    assert QueueEntry.objects.filter(ticket=other).exists()


def test_the_tasks_of_the_schedule_let_rules_answer(shop: Office) -> None:
    old = office.ticket(shop.channel)
    rule("Raise", put("priority", "high"))
    rule("Wait", put("status", "solved"), trigger={"after": 60}, when=leaf("status", "is", "open"))
    new = office.ticket(shop.channel, office.mail(sender="grace@customer.example"))
    relay.number()
    tasks.react()
    tasks.run_rules()
    assert Ticket.objects.get(pk=new.pk).priority == "high"
    assert RuleEntry.objects.filter(ticket=new).exists()

    RuleEntry.objects.all().delete()
    tasks.scan_rules()
    assert RuleEntry.objects.filter(ticket=old).exists()
    assert not Rule.objects.filter(scan_from__isnull=False).exists()
