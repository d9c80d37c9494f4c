"""Doing something to a message on its network: who may, what is recorded, and when it is true here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from connectors import acting, outgoing, tasks
from inbox import actions, courtesies, outbox, tickets
from inbox.envelope import SendResult
from inbox.errors import InboxError
from inbox.models import Action, Channel, Delivery, Event, Message, User
from tests import office
from tests.connectors import pigeon
from tests.office import Office
from tests.servers.answers import Answers, Reply
from tests.servers.fixtures import peer as peer

OK = Reply(json={})


@pytest.fixture
def loft(shop: Office, peer: Answers) -> Iterator[Channel]:
    peer.on("POST", "/acts", OK)
    with pigeon.known(peer):
        yield pigeon.channel(shop.support)


@pytest.fixture
def comment(loft: Channel) -> Message:
    return pigeon.said(loft, "Rubbish!", surface="comment", key="c1", external_id="c1")


def do(message: Message, kind: str, actor: User, **more: Any) -> Action:
    action = actions.request(message.pk, kind, actor=actor, **more)
    Action.objects.update(next_attempt_at=timezone.now())
    acting.act(message.channel_id)
    action.refresh_from_db()
    message.refresh_from_db()
    return action


def ours(comment: Message, shop: Office, text: str = "Coo!", external_id: str = "a1") -> Message:
    answer = office.answer(comment.ticket, shop.owner, text, to=())
    (claimed,) = outbox.claim(1)
    outbox.settle(claimed, SendResult(external_id=external_id))
    answer.refresh_from_db()
    return answer


def refused(code: str, message: Message, kind: str, actor: User, **more: Any) -> None:
    with pytest.raises(InboxError) as raised:
        actions.request(message.pk, kind, actor=actor, **more)
    assert raised.value.code == code


def test_a_comment_is_hidden_with_a_reason_that_stays_on_record(comment: Message, shop: Office, peer: Answers) -> None:
    action = do(comment, "hide", shop.owner, reason="Insults")
    assert (action.state, comment.hidden_at is not None) == ("done", True)
    (asked,) = peer.to("POST", "/acts")
    assert (asked.json["kind"], asked.json["id"]) == ("hide", "c1")
    told = list(Event.objects.filter(kind="action.changed").order_by("pk").values_list("data__state", "data__reason"))
    assert told == [("queued", "Insults"), ("done", "Insults")]
    hidden = Event.objects.get(kind="message.hidden")
    assert (hidden.actor, hidden.data["reason"]) == (shop.owner, "Insults")
    assert actions.possible(comment) == ["unhide", "delete", "like", "react"]
    assert (do(comment, "unhide", shop.owner).state, comment.hidden_at) == ("done", None)


@pytest.mark.parametrize("kind", ["hide", "delete"])
def test_nobody_hides_or_deletes_anothers_words_without_a_reason(comment: Message, shop: Office, kind: str) -> None:
    refused("invalid", comment, kind, shop.owner, reason="  ")
    assert not Action.objects.exists()


def test_a_deleted_comment_loses_its_words_and_keeps_its_record(comment: Message, shop: Office) -> None:
    do(comment, "delete", shop.owner, reason="Spam")
    assert (comment.body_text, comment.deleted_at is not None) == ("", True)
    gone = Event.objects.get(kind="message.deleted")
    assert (gone.data["by"], gone.data["reason"]) == ("us", "Spam")
    assert actions.possible(comment) == []
    refused("unsupported", comment, "hide", shop.owner, reason="Spam")


def test_our_own_answer_is_edited_and_its_old_words_are_kept(comment: Message, shop: Office, peer: Answers) -> None:
    answer = ours(comment, shop)
    action = do(answer, "edit", shop.owner, text="Sorry!")
    assert (action.state, answer.body_text, answer.body_html) == ("done", "Sorry!", "<p>Sorry!</p>")
    assert answer.revisions.get().body_text == "Coo!"
    assert peer.to("POST", "/acts")[0].json["text"] == "Sorry!"
    refused("too_long", answer, "edit", shop.owner, text="eleven char")
    refused("empty", answer, "edit", shop.owner, text=" ")


def test_new_words_in_public_are_asked_about_as_those_of_a_new_reply_are(comment: Message, shop: Office) -> None:
    answer = ours(comment, shop)
    refused("personal_data", answer, "edit", shop.owner, text="a@b.test")
    assert not answer.actions.exists()
    do(answer, "edit", shop.owner, text="a@b.test", reveal=True)
    assert answer.body_text == "a@b.test"


def test_only_its_writer_or_a_supervisor_changes_an_answer(comment: Message, shop: Office) -> None:
    answer = ours(comment, shop)
    for kind in ("edit", "delete"):
        refused("not_yours", answer, kind, shop.mate, text="Ha")
    assert do(answer, "edit", shop.supervisor, text="Better").state == "done"


def test_what_the_surface_cannot_do_is_refused(comment: Message, shop: Office, loft: Channel) -> None:
    refused("unsupported", comment, "edit", shop.owner, text="x")
    direct = pigeon.said(loft, key="chat-1")
    refused("unsupported", direct, "hide", shop.owner, reason="x")
    refused("unsupported", direct, "mark_read", shop.owner)
    mail = office.receive(shop.channel)
    Channel.objects.filter(pk=shop.channel.pk).update(capabilities={"network": "email", "visibilities": ["private"]})
    mail.refresh_from_db()
    refused("unsupported", mail, "delete", shop.owner, reason="x")


def test_a_like_and_a_reaction_are_ours_and_can_be_taken_back(comment: Message, shop: Office) -> None:
    do(comment, "like", shop.owner)
    do(comment, "react", shop.owner, emoji="❤️")
    assert [each["emoji"] for each in comment.reactions] == ["like", "❤️"]
    assert {each["name"] for each in comment.reactions} == {"Shop"}
    do(comment, "react", shop.owner, emoji="")
    assert comment.reactions == []


def test_nothing_is_true_here_before_the_network_has_done_it(comment: Message, shop: Office, peer: Answers) -> None:
    peer.on("POST", "/acts", Reply(status=503, headers={"Retry-After": "1"}), OK)
    action = do(comment, "hide", shop.owner, reason="Spam")
    assert (action.state, action.attempt, comment.hidden_at) == ("queued", 1, None)
    refused("already_doing", comment, "hide", shop.owner, reason="Spam")
    Action.objects.update(next_attempt_at=timezone.now())
    tasks.act_due()
    comment.refresh_from_db()
    assert comment.hidden_at is not None


@pytest.mark.parametrize(
    ("reply", "state", "code"),
    [
        (Reply(status=400), "failed", "invalid_content"),
        (Reply(status=404), "failed", "not_found"),
        (Reply(status=401), "queued", "auth_expired"),
        (Reply(status=429), "queued", "rate_limited"),
        (Reply(hang_up=True), "failed", "ambiguous"),
    ],
)
def test_what_goes_wrong_is_said(
    comment: Message, shop: Office, peer: Answers, reply: Reply, state: str, code: str
) -> None:
    peer.on("POST", "/acts", reply)
    action = do(comment, "hide", shop.owner, reason="Spam")
    assert (action.state, action.error_code, comment.hidden_at) == (state, code, None)
    assert action.error


def test_what_is_gone_from_the_network_counts_as_deleted(comment: Message, shop: Office, peer: Answers) -> None:
    peer.on("POST", "/acts", Reply(status=404))
    assert do(comment, "delete", shop.owner, reason="Spam").state == "done"
    assert comment.deleted_at is not None


def test_a_reply_of_several_parts_is_deleted_whole_and_not_edited(loft: Channel, shop: Office, peer: Answers) -> None:
    peer.on("POST", "/letters", Reply(json={"id": "l1"}), Reply(json={"id": "l2"}))
    answer = office.answer(pigeon.said(loft).ticket, shop.owner, "One two. Three.", to=())
    outgoing.deliver(loft.pk)
    assert Delivery.objects.get(message=answer).state == "sent"
    refused("unsupported", answer, "edit", shop.owner, text="x")
    do(answer, "delete", shop.owner)
    assert [asked.json["id"] for asked in peer.to("POST", "/acts")] == ["l1", "l2"]


def test_an_action_whose_process_died_is_taken_up_again(comment: Message, shop: Office, peer: Answers) -> None:
    actions.request(comment.pk, "hide", actor=shop.owner, reason="Spam")
    lost = actions.claim(comment.channel_id)
    assert lost is not None
    assert actions.claim(comment.channel_id) is None
    Action.objects.update(lease_until=timezone.now())
    tasks.act_due()
    comment.refresh_from_db()
    assert comment.hidden_at is not None
    assert not actions.settle(lost, None)  # it comes back, and changes nothing


def test_a_conversation_is_marked_as_read_once_when_an_agent_reads_it(
    loft: Channel, shop: Office, peer: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[Any, ...]] = []
    monkeypatch.setattr("inbox.events.nudge", lambda task, *, queue, args=(), countdown=None: told.append(args))
    pigeon.said(loft, external_id="m1")
    newest = pigeon.said(loft, external_id="m2")
    told.clear()
    for _ in range(2):
        tickets.mark_read(newest.ticket, shop.owner, newest.pk)
        courtesies.seen(newest.ticket, newest.pk)
    assert told == [(newest.pk, "mark_read")]
    courtesies.typing(newest.ticket_id)
    courtesies.typing(newest.ticket_id)
    assert told[1:] == [(newest.pk, "typing")]
    tasks.tell(newest.pk, "mark_read")
    assert [(a.json["kind"], a.json["id"]) for a in peer.to("POST", "/acts")] == [("mark_read", "m2")]


def test_a_courtesy_that_fails_is_forgotten(loft: Channel, shop: Office, peer: Answers) -> None:
    peer.on("POST", "/acts", Reply(status=500))
    tasks.tell(pigeon.said(loft).pk, "typing")
    tasks.tell(999_999, "typing")
    loft.refresh_from_db()
    assert loft.health == "unknown"
