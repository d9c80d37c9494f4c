from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone

from inbox import due, tickets
from inbox.errors import InboxError
from inbox.models import AutomaticMessage, Message, Notification, Rule, RuleRun, Ticket, Timer
from inbox.rules import actions, breakers, running, versions
from inbox.rules.kind import Context, Kind, Params
from tests import office
from tests.inbox.rules.desk import leaf, put, rule, settle
from tests.office import Office

BOMB = {"do": "bomb"}
DAY = dt.timedelta(days=1)


@pytest.fixture
def bomb() -> Iterator[dict[str, int]]:
    """An action of our own that fails as often as it is told."""
    left = {"times": 0}

    def explode(ticket: Ticket, params: Params, context: Context) -> str:
        if left["times"] > 0:
            left["times"] -= 1
            raise InboxError("no", "Not today.")
        return "Did it"

    actions.ACTIONS["bomb"] = Kind(lambda params: params, explode, ())
    yield left
    del actions.ACTIONS["bomb"]


def try_again(day: int = 1) -> None:
    """Long after the pause, on this day from now."""
    due.run(at=timezone.now() + day * DAY)


def test_a_rule_that_fails_is_tried_three_times_more(shop: Office, bomb: dict[str, int]) -> None:
    rule("Shaky", put("priority", "high"), BOMB)
    bomb["times"] = 3
    ticket = office.ticket(shop.channel)
    settle()
    for day in (1, 2):
        try_again(day)
        assert RuleRun.objects.get().outcome == "failed"
    try_again(3)

    run = RuleRun.objects.get()
    assert (run.outcome, run.error) == ("done", "")
    assert run.changes == {"priority": ["normal", "high"]}
    assert Ticket.objects.get(pk=ticket.pk).priority == "high"
    assert not Timer.objects.filter(kind="rule_retry").exists()


def test_a_rule_that_failed_is_not_tried_again_where_its_conditions_ended(shop: Office, bomb: dict[str, int]) -> None:
    rule("Shaky", BOMB, when=leaf("priority", "is", "normal"))
    bomb["times"] = 1
    ticket = office.ticket(shop.channel)
    settle()
    tickets.update(ticket.pk, actor=shop.owner, priority="low")
    try_again()
    run = RuleRun.objects.get()
    assert run.outcome == "failed"
    assert run.error == "Not today. Not tried again: Priority is Low, and must be Normal."


def test_after_twenty_failures_in_a_row_it_is_switched_off_and_its_owner_told(
    shop: Office, bomb: dict[str, int]
) -> None:
    shaky = rule("Shaky", BOMB, owner=shop.supervisor)
    Rule.objects.filter(pk=shaky.pk).update(failures=breakers.FAILURES - 2)
    bomb["times"] = 10_000
    for _ in range(2):
        assert Rule.objects.get(pk=shaky.pk).enabled
        office.ticket(shop.channel)
        settle()
        for day, _ in enumerate(running.PAUSES, 1):
            try_again(day)
    found = Rule.objects.get(pk=shaky.pk)
    assert (found.enabled, found.failures) == (False, breakers.FAILURES)
    (told,) = Notification.objects.all()
    assert (told.user, told.kind) == (shop.supervisor, "rule_disabled")
    assert "Not today." in told.text

    assert versions.change(shaky.pk, actor=shop.admin, enabled=True).failures == 0


def test_a_success_ends_the_row_of_failures(shop: Office, bomb: dict[str, int]) -> None:
    shaky = rule("Shaky", BOMB)
    Rule.objects.filter(pk=shaky.pk).update(failures=7)
    office.ticket(shop.channel)
    settle()
    assert Rule.objects.get(pk=shaky.pk).failures == 0


def test_a_rule_that_sends_too_many_messages_is_paused_until_somebody_resumes_it(
    shop: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breakers, "MESSAGES", 2)
    chatty = rule("Chatty", put("priority", "high"), {"do": "message", "text": "We got it."}, owner=shop.admin)
    found = [office.ticket(shop.channel, office.mail(sender=f"c{n}@customer.example")) for n in range(4)]
    settle()

    assert AutomaticMessage.objects.filter(rule=chatty).count() == 2
    assert list(RuleRun.objects.order_by("pk").values_list("outcome", flat=True)) == ["done", "done", "paused"]
    assert Ticket.objects.get(pk=found[2].pk).priority == "normal"  # nothing of the rule happened
    paused = Rule.objects.get(pk=chatty.pk)
    assert paused.paused_at is not None
    assert paused.paused_reason == "It sent 2 messages within 10 minutes."
    (told,) = Notification.objects.filter(kind="rule_paused")
    assert told.user == shop.admin

    AutomaticMessage.objects.update(at=timezone.now() - breakers.WITHIN)
    versions.resume(chatty.pk, actor=shop.admin)
    office.ticket(shop.channel, office.mail(sender="late@customer.example"))
    settle()
    assert AutomaticMessage.objects.filter(rule=chatty).count() == 3


def test_an_automatic_answer_does_not_answer_itself_and_nobody_is_told_of_a_loop(shop: Office) -> None:
    rule("Polite", {"do": "message", "text": "We got it."}, trigger={"on": ["ticket.created", "message.created"]})
    ticket = office.ticket(shop.channel)
    settle()
    assert Message.objects.filter(ticket=ticket, direction="outbound", automated=True).count() == 1
    assert not Notification.objects.exists()
    assert list(RuleRun.objects.values_list("outcome", flat=True)) == ["done"]
