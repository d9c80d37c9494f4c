from __future__ import annotations

from typing import Any

from inbox import tickets
from inbox.models import Delivery, Message, Notification, Ticket
from inbox.rules import dry_run, versions
from tests import office
from tests.inbox.api import world
from tests.inbox.rules.desk import ANY_CHANGE, NEW, leaf, put, settle
from tests.office import Office


def said(*actions: dict[str, Any], trigger: dict[str, Any] = NEW, when: dict[str, Any] | None = None) -> dict[str, Any]:
    return versions.checked({"trigger": trigger, "conditions": when or {}, "actions": list(actions), "stop": False})


def test_it_says_what_would_have_changed_and_why_the_rest_would_not(shop: Office) -> None:
    leak = office.ticket(shop.channel)
    other = office.ticket(shop.channel, office.mail(subject="An invoice"))
    report = dry_run.run(said(put("priority", "high"), when=leaf("subject", "contains", "kettle")))

    newest, oldest = report.trials
    assert report.complete
    assert (newest.ticket, newest.failed) == (other, "Subject is “An invoice”, and must contain “kettle”")
    assert (oldest.ticket, oldest.failed, oldest.changes) == (leak, None, {"priority": ["normal", "high"]})
    assert [(each["do"], each["result"]) for each in oldest.actions] == [("set", "Set the priority to: High")]


def test_it_leaves_no_trace(shop: Office) -> None:
    office.ticket(shop.channel)
    before = world.fingerprint()
    report = dry_run.run(
        said(
            put("status", "solved"),
            {"do": "note", "text": "Solved by itself"},
            {"do": "message", "text": "Good-bye"},
            {"do": "notify", "who": "supervisors", "text": "Look"},
        )
    )
    (trial,) = report.trials
    assert [action["do"] for action in trial.actions] == ["set", "note", "message", "notify"]
    assert trial.changes == {"status": ["open", "solved"]}
    assert world.fingerprint() == before
    for table in (Message.objects.filter(direction="internal"), Delivery.objects.all(), Notification.objects.all()):
        assert not table.exists()


def test_tickets_are_looked_at_as_their_fields_stood_at_the_event(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, priority="low")
    tickets.update(ticket.pk, actor=shop.owner, priority="urgent", status="solved")

    (trial,) = dry_run.run(said(put("priority", "high"), when=leaf("status", "is", "open"))).trials
    assert trial.changes == {"priority": ["normal", "high"]}

    last, first = dry_run.run(said(put("status", "closed"), trigger=ANY_CHANGE)).trials
    assert first.changes == {"status": ["open", "closed"]}
    assert last.changes == {"status": ["solved", "closed"]}
    was_low = dry_run.run(
        said(put("status", "closed"), trigger=ANY_CHANGE, when=leaf("priority", "changed_from", "low"))
    )
    assert [trial.failed is None for trial in was_low.trials] == [True, False]


def test_what_could_not_be_done_is_said(shop: Office) -> None:
    office.ticket(shop.channel)
    (trial,) = dry_run.run(said(put("team_id", shop.billing.pk))).trials
    assert (trial.failed, trial.error) == (None, "This team does not work on the ticket's channel.")


def test_a_rule_by_time_is_tried_on_the_tickets_as_they_are(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, status="on_hold")
    office.ticket(shop.channel)
    trigger = {"after": 3600}
    report = dry_run.run(said(put("status", "open"), trigger=trigger, when=leaf("status", "is", "on_hold")))
    assert [(trial.ticket.pk, trial.event) for trial in report.trials if trial.failed is None] == [(ticket.pk, None)]


def test_when_time_is_over_it_says_that_it_did_not_get_to_the_end(shop: Office) -> None:
    office.ticket(shop.channel)
    report = dry_run.run(said(put("priority", "high")), seconds=-1)
    assert (report.trials, report.complete) == ([], False)


def test_it_does_what_the_rule_then_really_does(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    actions = [put("priority", "high"), {"do": "label", "add": ["new"]}]
    (trial,) = dry_run.run(said(*actions)).trials
    versions.create(actor=None, name="Real", enabled=True, trigger=NEW, actions=actions)
    settle()
    assert Ticket.objects.get(pk=ticket.pk).rule_runs.get().changes == trial.changes
