"""What starts and what stops a clock: R1 to R8."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox.models import (
    Clock,
    Contact,
    Identity,
    Message,
    RawInbound,
    Settlement,
    Thread,
    Ticket,
)
from inbox.sla import clocks, waits
from tests.inbox.sla.desk import Desk, actions
from tests.inbox.sla.weeks import (
    HOUR,
    ber,
    utc,
)


def test_a_wait_begins_when_the_mail_was_kept_not_when_a_worker_came_to_it(desk: Desk) -> None:
    received = timezone.now().replace(microsecond=700_000) - dt.timedelta(hours=2)
    raw = RawInbound.objects.create(
        channel=desk.channel, external_id="1", source="imap", body=b"", size=0, sha256="", received_at=received
    )
    ticket = Ticket.objects.create(
        channel=desk.channel, contact_id=desk.opens(received).contact_id, last_message_at=received
    )
    message = desk.writes(ticket, received, automated=True)
    message.automated, message.raw = False, raw
    clocks.start(ticket, message)
    assert desk.clock(ticket).started_at == received.replace(microsecond=0)


def test_r01_a_reply_taken_back_never_stopped_the_clock(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.undone(desk.replies(ticket, ber("2026-06-09 11:00")), ber("2026-06-09 11:00:04"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.due_at, clock.breached_at) == ("running", utc("2026-06-09 12:00"), None)


def test_r04_a_refusal_before_the_due_time_leaves_the_rest_of_it(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.refused(desk.replies(ticket, ber("2026-06-09 11:00")), ber("2026-06-09 12:00"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.due_at, clock.breached_at) == ("running", utc("2026-06-09 12:00"), None)


def test_r04_another_reply_after_the_refused_one_still_counts(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    refused = desk.replies(ticket, ber("2026-06-09 13:00"))
    again = desk.replies(ticket, ber("2026-06-09 13:50"))
    desk.refused(refused, ber("2026-06-09 14:30"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.stopped_by_id, clock.breached_at) == ("stopped", again.pk, None)
    assert clock.stopped_at == utc("2026-06-09 11:50")


def test_r04_on_a_solved_ticket_the_wait_ends_with_the_solving(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    reply = desk.replies(ticket, ber("2026-06-09 11:00"))
    desk.status(ticket, "solved", ber("2026-06-09 11:30"))
    desk.refused(reply, ber("2026-06-09 16:00"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.stop_reason, clock.breached_at) == ("stopped", "solved_without_reply", None)


def test_r05_automated_mail_starts_nothing_and_the_first_person_does(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"), automated=True)
    desk.writes(ticket, ber("2026-06-09 10:30"), automated=True)
    assert not Clock.objects.filter(ticket=ticket).exists()
    desk.writes(ticket, ber("2026-06-09 11:00"))
    assert desk.clock(ticket).due_at == utc("2026-06-09 13:00")


def test_r06_more_messages_reset_nothing(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.writes(ticket, ber("2026-06-09 11:00"))
    assert desk.clock(ticket).due_at == utc("2026-06-09 12:00")
    assert actions(desk.clock(ticket)) == ["start"]


def test_r07_solving_without_a_reply_is_said_so_and_reopening_goes_on_waiting(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.status(ticket, "solved", ber("2026-06-09 11:00"))
    assert desk.clock(ticket).stop_reason == "solved_without_reply"
    ticket.refresh_from_db()
    assert ticket.due_at is None
    desk.writes(ticket, ber("2026-06-10 10:00"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.due_at) == ("running", utc("2026-06-10 11:00"))


def thread(ticket: Ticket, key: str, surface: str) -> Thread:
    return Thread.objects.create(channel=ticket.channel, surface=surface, key=key, ticket=ticket)


def asked_in_public(desk: Desk, at: dt.datetime) -> tuple[Ticket, Message, Thread]:
    ticket = desk.opens(at, visibility="public")
    root = thread(ticket, "post-1", "comment")
    ticket.messages.update(thread=root, surface="comment")
    return ticket, ticket.messages.get(), root


def test_r01_a_reply_counts_when_it_was_written_whatever_its_delivery_does_next(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    reply = desk.replies(ticket, ber("2026-06-09 11:00"))
    clock = desk.clock(ticket)
    assert (clock.stopped_at, clock.stopped_by_id) == (utc("2026-06-09 09:00"), reply.pk)


def test_r02_a_bot_counts_only_where_the_policy_says_so_and_is_told_apart(desk: Desk) -> None:
    silent = desk.opens(ber("2026-06-09 10:00"))
    desk.replies(silent, ber("2026-06-09 10:01"), author_user=None)
    assert desk.clock(silent).state == "running"
    desk.promise(bot_counts=True)
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.replies(ticket, ber("2026-06-09 10:01"), author_user=None, automated=True)
    assert desk.clock(ticket).state == "running"
    desk.replies(ticket, ber("2026-06-09 10:02"), author_user=None)
    assert (desk.clock(ticket).state, desk.clock(ticket).stop_reason) == ("stopped", "bot_reply")


def test_r03_a_public_comment_is_not_answered_by_a_private_message_from_elsewhere(desk: Desk) -> None:
    ticket, _, root = asked_in_public(desk, ber("2026-06-09 10:00"))
    chat = thread(ticket, "chat-1", "dm")
    desk.replies(ticket, ber("2026-06-09 10:30"), visibility="private", thread=chat)
    assert desk.clock(ticket).state == "running"
    desk.replies(ticket, ber("2026-06-09 11:00"), visibility="public", thread=root)
    assert desk.clock(ticket).state == "stopped"


@pytest.mark.parametrize(("public_only", "state"), [(False, "stopped"), (True, "running")])
def test_r03_answered_privately_from_the_comment_itself_counts_unless_the_policy_wants_public_answers(
    desk: Desk, public_only: bool, state: str
) -> None:
    desk.promise(public_only=public_only)
    ticket, comment, _ = asked_in_public(desk, ber("2026-06-09 10:00"))
    chat = thread(ticket, "chat-1", "dm")
    extra = {"private_reply": True}
    reply = desk.replies(
        ticket, ber("2026-06-09 11:00"), visibility="private", thread=chat, parent=comment, extra=extra
    )
    clock = desk.clock(ticket)
    assert clock.state == state
    if clock.state == "stopped":
        pair = Settlement.objects.filter(clock=clock).order_by("id").values_list("message_id", flat=True)
        assert list(pair) == [comment.pk, reply.pk]


def test_r03_public_and_private_promises_are_told_apart(desk: Desk) -> None:
    desk.promise(first_reply=4, public_seconds=HOUR)
    public, private = desk.opens(ber("2026-06-09 10:00"), visibility="public"), desk.opens(ber("2026-06-09 10:00"))
    assert (desk.clock(public).visibility, desk.clock(public).due_at) == ("public", utc("2026-06-09 09:00"))
    assert (desk.clock(private).visibility, desk.clock(private).due_at) == ("private", utc("2026-06-09 12:00"))


def test_r03_what_a_reply_leaves_unanswered_in_another_conversation_goes_on_from_its_own_time(desk: Desk) -> None:
    desk.promise(next_reply=8)
    ticket, _, root = asked_in_public(desk, ber("2026-06-09 10:00"))
    chat = thread(ticket, "chat-1", "dm")
    asked = desk.writes(ticket, ber("2026-06-09 10:30"), thread=chat, surface="dm")
    desk.replies(ticket, ber("2026-06-09 11:00"), visibility="public", thread=root)
    clock = desk.clock(ticket, "next_reply")
    assert (clock.started_at, clock.visibility) == (utc("2026-06-09 08:30"), "private")
    assert Settlement.objects.get(clock=clock).message_id == asked.pk
    desk.replies(ticket, ber("2026-06-09 11:30"), thread=chat)
    assert desk.clock(ticket, "next_reply").state == "stopped"
    assert desk.metrics(ticket) == {"resolution"}


def test_r04_a_refused_reply_takes_back_what_began_with_it(desk: Desk) -> None:
    desk.promise(next_reply=8, update=8)
    ticket = desk.opens(ber("2026-06-09 10:00"))
    refused = desk.replies(ticket, ber("2026-06-09 11:00"))
    desk.writes(ticket, ber("2026-06-09 11:30"))
    assert desk.metrics(ticket) == {"next_reply", "update", "resolution"}
    desk.refused(refused, ber("2026-06-09 12:00"))
    assert desk.metrics(ticket) == {"first_reply", "resolution"}
    assert desk.clock(ticket).due_at == utc("2026-06-09 12:00")
    assert {desk.clock(ticket, metric).cancel_reason for metric in ("next_reply", "update")} == {"delivery_failed"}


def test_r05_a_colleague_in_copy_is_no_customer_and_everybody_else_is(desk: Desk) -> None:
    desk.promise(next_reply=8)
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.replies(ticket, ber("2026-06-09 11:00"))
    colleague, outsider = (
        Identity.objects.create(network="email", handle=handle, contact=Contact.objects.create(name=handle))
        for handle in ("ada@example.com", "lawyer@example.org")
    )
    said = desk._message(ticket, ber("2026-06-09 11:10"), direction="inbound", author_identity=colleague)
    assert not waits.Customers(ticket).wrote(said)
    asked = desk.writes(ticket, ber("2026-06-09 12:00"), author_identity=outsider)
    assert waits.Customers(ticket).wrote(asked)
    assert [word.pk for word in waits.unanswered(waits.said(ticket), None, after=None)] == [asked.pk]
    assert desk.clock(ticket, "next_reply").started_at == utc("2026-06-09 10:00")


def test_r06_when_the_last_unanswered_message_is_withdrawn_nothing_waits_any_more(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    again = desk.writes(ticket, ber("2026-06-09 11:00"))
    desk.withdraws(ticket.messages.earliest("id"), ber("2026-06-09 11:30"))
    assert (desk.clock(ticket).state, desk.clock(ticket).due_at) == ("running", utc("2026-06-09 12:00"))
    desk.withdraws(again, ber("2026-06-09 11:40"))
    assert (desk.clock(ticket).state, desk.clock(ticket).cancel_reason) == ("cancelled", "withdrawn")
    desk.writes(ticket, ber("2026-06-09 13:00"))
    assert (desk.clock(ticket).cycle, desk.clock(ticket).due_at) == (2, utc("2026-06-09 15:00"))


def test_r06_where_a_private_question_is_left_its_promise_counts(desk: Desk) -> None:
    desk.promise(first_reply=4, public_seconds=HOUR)
    ticket = desk.opens(ber("2026-06-09 10:00"), visibility="public")
    desk.writes(ticket, ber("2026-06-09 10:10"))
    desk.withdraws(ticket.messages.earliest("id"), ber("2026-06-09 10:20"))
    clock = desk.clock(ticket)
    assert (clock.visibility, clock.due_at) == ("private", utc("2026-06-09 12:00"))


@pytest.mark.parametrize(("at", "breached"), [("2026-06-09 13:00", False), ("2026-06-09 15:00", True)])
def test_r07_no_reply_needed_ends_the_wait_met_or_late_and_is_said_so(desk: Desk, at: str, breached: bool) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    assert desk.needs_no_reply(ticket, ber(at))
    clock = desk.clock(ticket)
    assert (clock.state, clock.stop_reason) == ("stopped", "no_reply_needed")
    assert (clock.breached_at is not None) == breached
    assert not desk.needs_no_reply(ticket, ber(at))
    assert desk.metrics(ticket) == {"resolution"}


def test_r07_solving_ends_the_next_reply_and_a_new_question_is_a_new_one(desk: Desk) -> None:
    desk.promise(next_reply=8)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.replies(ticket, ber("2026-06-08 09:30"))
    desk.writes(ticket, ber("2026-06-08 10:00"))
    desk.status(ticket, "solved", ber("2026-06-08 16:00"))
    solved = desk.clock(ticket, "next_reply")
    assert (solved.state, solved.stop_reason, solved.breached_at) == ("stopped", "solved_without_reply", None)
    desk.writes(ticket, ber("2026-06-10 10:00"))
    clock = desk.clock(ticket, "next_reply")
    assert (clock.cycle, clock.due_at) == (2, utc("2026-06-10 16:00"))
    assert desk.metrics(ticket) == {"next_reply", "resolution"}


def test_r08_where_we_wrote_first_the_customers_answer_starts_the_next_reply(desk: Desk) -> None:
    desk.promise(next_reply=8)
    at = ber("2026-06-09 10:00")
    ticket = desk.opens(at, status="waiting_customer", direction="outbound", author_user=desk.agent)
    assert (desk.metrics(ticket), desk.metrics(ticket, "paused")) == (set(), {"resolution"})
    desk.writes(ticket, ber("2026-06-09 11:00"))
    assert desk.metrics(ticket) == {"next_reply", "resolution"}
    assert desk.clock(ticket, "next_reply").due_at == utc("2026-06-10 08:00")
