"""Looking, answering and moderating over real sockets; every request is one that Google's own document describes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from connectors import tasks
from connectors.errors import (
    Ambiguous,
    AuthRevoked,
    ConnectorError,
    InvalidContent,
    NotFound,
    PermissionMissing,
    RateLimited,
    Refused,
    Rejected,
    Transient,
    Unsupported,
)
from connectors.youtube import calls
from connectors.youtube.connector import connector
from inbox.envelope import ActionKind, OutboundAction, OutboundMessage, OutboundPart, SendResult
from inbox.models import Channel, Cursor, Message
from tests import office
from tests.connectors.youtube import comments
from tests.connectors.youtube.comments import BOB, OWN, comment, error, page, thread, video
from tests.office import Office
from tests.servers.answers import Answers, Reply
from tests.servers.fixtures import peer

__all__ = ["peer"]
THREADS, COMMENTS, VIDEOS = "/youtube/v3/commentThreads", "/youtube/v3/comments", "/youtube/v3/videos"


@pytest.fixture
def channel(shop: Office) -> Channel:
    settings = {"client_id": "ci", "poll_minutes": 5, "daily_quota": 10_000}
    secrets = {"client_secret": "cs", "refresh_token": "r0"}
    made = office.channel(OWN, shop.support, kind="youtube", credentials=secrets, settings=settings)
    made.capabilities = connector.capabilities({}, {})
    made.save(update_fields=("capabilities",))
    return made


@pytest.fixture
def youtube(peer: Answers, monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """Everything that was asked must be known to Google's document."""
    monkeypatch.setattr(connector, "api", peer.url)
    monkeypatch.setattr(connector, "token_url", f"{peer.url}/token")
    peer.on("POST", "/token", Reply(json={"access_token": "a1", "expires_in": 3599, "token_type": "Bearer"}))
    peer.on("GET", VIDEOS, Reply(json=page(video())))
    yield peer
    for asked in peer.asked:
        if asked.path != "/token":
            comments.check_asked(asked)


def now(seconds: float = 0.0) -> dt.datetime:
    return timezone.now().replace(microsecond=0) + dt.timedelta(seconds=seconds)


def look(channel: Channel, *, again: bool = False) -> int:
    if again:
        row = Cursor.objects.get(channel=channel)
        row.value["again_at"] = 0.0
        row.save()
    kept = connector.poll(channel)
    tasks.process_raws()
    return kept


def said() -> list[str]:
    return sorted(Message.objects.values_list("body_text", flat=True))


def test_new_threads_are_read_with_all_their_replies_and_unchanged_ones_are_not_kept_again(
    channel: Channel, youtube: Answers
) -> None:
    top = comment("Ugz1", "Leaks", at=now())
    replies = [comment(f"Ugz1.r{number}", f"r{number}", author=BOB, parent="Ugz1", at=now()) for number in range(7)]
    youtube.on("GET", THREADS, Reply(json=page(thread(top, *replies[:5], total=7))))
    youtube.on("GET", COMMENTS, Reply(json=page(*replies[:4], nextPageToken="more")), Reply(json=page(*replies[4:])))
    assert look(channel) == 1
    assert said() == ["Leaks", "r0", "r1", "r2", "r3", "r4", "r5", "r6"]
    youtube.on("GET", THREADS, Reply(json=page(thread(top, *replies))))
    assert look(channel) == 0
    assert len(youtube.to("GET", VIDEOS)) >= 1
    assert connector.pace(channel) == dt.timedelta(minutes=5)


def test_it_reads_back_to_the_last_look_and_no_further(channel: Channel, youtube: Answers) -> None:
    new, old = comment("Ugz2", "new", at=now()), comment("Ugz1", "old", at=now(-86400))
    first = page(thread(new), thread(old), nextPageToken="never asked for")
    youtube.on("GET", THREADS, Reply(json=first), Reply(json=page()))
    look(channel)
    assert said() == ["new"]
    assert all("pageToken" not in asked.query for asked in youtube.to("GET", THREADS))
    assert {asked.query.get("moderationStatus") for asked in youtube.to("GET", THREADS)} == {None, "heldForReview"}


def test_later_replies_and_edits_are_found_by_looking_again(channel: Channel, youtube: Answers) -> None:
    top = comment("Ugz1", "Leaks", at=now(-30))
    youtube.on("GET", THREADS, Reply(json=page(thread(top))))
    look(channel)
    edited = comment("Ugz1", "Leaks a lot", at=now(-30), updated=now())
    late = comment("Ugz1.r1", "Same", author=BOB, parent="Ugz1", at=now())
    empty = Reply(json=page())
    youtube.on("GET", THREADS, empty, empty, Reply(json=page(thread(edited, late))))
    assert look(channel, again=True) == 1
    assert youtube.asked[-1].query.get("id", "") in ("Ugz1", "")
    assert "Same" in said()


def test_what_is_missing_twice_is_gone_and_what_we_hid_is_not(channel: Channel, youtube: Answers) -> None:
    threads = [thread(comment(f"Ugz{number}", f"n{number}", at=now())) for number in (1, 2, 3)]
    youtube.on("GET", THREADS, Reply(json=page(*threads)))
    look(channel)
    Message.objects.update(sent_at=timezone.now() - dt.timedelta(hours=1))
    Message.objects.filter(external_id="Ugz3").update(hidden_at=timezone.now())
    youtube.on("GET", THREADS, Reply(json=page()))
    youtube.on("GET", COMMENTS, Reply(json=page(comment("Ugz2", "n2"))))
    look(channel, again=True)
    assert set(Message.objects.exclude(deleted_at=None).values_list("external_id", flat=True)) == {"Ugz1"}
    assert set(youtube.to("GET", COMMENTS)[-1].query["id"].split(",")) == {"Ugz1", "Ugz2"}


def test_what_was_held_for_review_is_shown_once_it_is_published(channel: Channel, youtube: Answers) -> None:
    held = thread(comment("Ugz1", "Leaks", at=now()))  # asked for as such, so it need not say so itself
    youtube.on("GET", THREADS, Reply(json=page()), Reply(json=page(held)))
    look(channel)
    assert Message.objects.get().hidden_at is not None
    Message.objects.update(hidden_at=timezone.now() - dt.timedelta(hours=1))
    published = Reply(json=page(thread(comment("Ugz1", "Leaks", at=now()))))
    youtube.on("GET", THREADS, published, Reply(json=page()))
    look(channel)
    assert Message.objects.get().hidden_at is None


def test_a_reply_that_left_its_thread_is_gone(channel: Channel, youtube: Answers) -> None:
    top = comment("Ugz1", "Leaks", at=now())
    replies = [comment(f"Ugz1.r{number}", f"r{number}", author=BOB, parent="Ugz1", at=now()) for number in (1, 2)]
    youtube.on("GET", THREADS, Reply(json=page(thread(top, *replies))))
    look(channel)
    Message.objects.update(sent_at=timezone.now() - dt.timedelta(hours=1))
    youtube.on("GET", THREADS, Reply(json=page(thread(top, replies[0]))))
    look(channel)
    assert set(Message.objects.exclude(deleted_at=None).values_list("external_id", flat=True)) == {"Ugz1.r2"}
    assert "r2" not in said()


def part(text: str = "Sorry! 👩‍👩‍👧") -> OutboundPart:
    message = OutboundMessage(
        message_id=1,
        ticket_id=1,
        ticket_ref="1",
        reply_token="r",
        idempotency_key="123e4567-e89b-12d3-a456-426614174000",
        subject="",
        body_text=text,
        body_html="",
        sender_name="",
        to=(),
        surface="comment",
        conversation="Ugz1",
        parent_id="Ugz1.r1",
    )
    return OutboundPart(number=0, message=message, idempotency_key=message.idempotency_key, text=text)


def send(channel: Channel) -> SendResult:
    with connector.sending(channel) as leave:
        return leave(part())


def test_a_reply_hangs_under_the_first_comment_of_its_thread(channel: Channel, youtube: Answers) -> None:
    youtube.on("POST", COMMENTS, Reply(json=comment("Ugz1.r9", "Sorry!", author=OWN, parent="Ugz1")))
    assert send(channel).external_id == "Ugz1.r9"
    (asked,) = youtube.to("POST", COMMENTS)
    assert asked.json == {"snippet": {"parentId": "Ugz1", "textOriginal": "Sorry! 👩‍👩‍👧"}}
    assert asked.headers["authorization"] == "Bearer a1"


def test_a_reply_whose_answer_got_lost_is_looked_up(channel: Channel, youtube: Answers) -> None:
    youtube.on("POST", COMMENTS, Reply(hang_up=True))
    with pytest.raises(Ambiguous):
        send(channel)
    stranger = comment("Ugz1.r7", "Sorry! 👩‍👩‍👧", author=BOB, parent="Ugz1")
    ours = comment("Ugz1.r8", "Sorry! 👩‍👩‍👧", author=OWN, parent="Ugz1")
    youtube.on("GET", COMMENTS, Reply(json=page(stranger)), Reply(json=page(stranger, ours)))
    with pytest.raises(Ambiguous):
        connector.reconcile(channel, part())
    found = connector.reconcile(channel, part())
    assert found is not None
    assert found.external_id == "Ugz1.r8"


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (403, "quotaExceeded", RateLimited),
        (403, "commentsDisabled", Rejected),
        (403, "insufficientPermissions", PermissionMissing),
        (403, "forbidden", PermissionMissing),
        (400, "commentTextTooLong", InvalidContent),
        (400, "processingFailure", Transient),
        (404, "parentCommentNotFound", NotFound),
        (401, "authError", AuthRevoked),
    ],
)
def test_refusals_are_told_apart(
    channel: Channel, youtube: Answers, status: int, reason: str, expected: type[ConnectorError]
) -> None:
    youtube.on("POST", COMMENTS, Reply(status=status, json=error(status, reason)))
    with pytest.raises(expected):
        send(channel)


def test_a_used_up_quota_waits_for_midnight_in_california() -> None:
    noon = dt.datetime(2026, 11, 22, 20, 0, tzinfo=dt.UTC)  # 12:00 in Los Angeles
    assert calls.until_midnight(noon) == 12 * 3600


def test_polling_leaves_a_fifth_of_the_quota_for_replies(channel: Channel, youtube: Answers) -> None:
    channel.settings = {**channel.settings, "client_id": "small", "daily_quota": 500}
    youtube.on("POST", COMMENTS, Reply(json=comment("Ugz1.r9", "Sorry!", author=OWN, parent="Ugz1")))
    youtube.on("GET", THREADS, Reply(json=page()))
    for _ in range(8):
        send(channel)  # 50 units each: 400 of 500
    with pytest.raises(RateLimited):
        connector.poll(channel)
    send(channel)
    send(channel)
    with pytest.raises(RateLimited):
        send(channel)


def act(channel: Channel, kind: ActionKind, *, own: bool = False, text: str = "") -> None:
    action = OutboundAction(
        kind=kind, surface="comment", conversation="Ugz1", external_id="Ugz1.r1", own=own, text=text
    )
    connector.act(channel, action)


def test_moderation_edits_and_deletes(channel: Channel, youtube: Answers) -> None:
    moderate = f"{COMMENTS}/setModerationStatus"
    youtube.on("POST", moderate, Reply(status=204))
    youtube.on("PUT", COMMENTS, Reply(json=comment("Ugz1.r1", "Better", author=OWN)))
    youtube.on("DELETE", COMMENTS, Reply(status=204))
    for kind in (ActionKind.HIDE, ActionKind.UNHIDE, ActionKind.DELETE):
        act(channel, kind)
    asked = [each.query["moderationStatus"] for each in youtube.to("POST", moderate)]
    assert asked == ["heldForReview", "published", "rejected"]
    act(channel, ActionKind.EDIT, own=True, text="Better")
    act(channel, ActionKind.DELETE, own=True)
    assert youtube.to("PUT", COMMENTS)[0].json == {"id": "Ugz1.r1", "snippet": {"textOriginal": "Better"}}
    assert youtube.to("DELETE", COMMENTS)[0].query == {"id": "Ugz1.r1"}
    with pytest.raises(Unsupported):
        act(channel, ActionKind.LIKE)


def mine(channel_id: str) -> dict[str, Any]:
    return page({"kind": "youtube#channel", "id": channel_id, "snippet": {"title": "Example Shop"}})


def test_health_says_whose_permission_it_is(channel: Channel, youtube: Answers) -> None:
    path = "/youtube/v3/channels"
    youtube.on("GET", path, Reply(json=mine(OWN)), Reply(json=mine(BOB)), Reply(json=page()))
    assert connector.health(channel).ok
    assert not connector.health(channel).ok
    with pytest.raises(Refused):
        connector.health(channel)
    assert [check.ok for check in connector.validate(channel)] == [False]
