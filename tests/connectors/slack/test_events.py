"""What Slack tells us, signed by Slack's own library and brought through our webhook."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.slack import parse
from connectors.tasks import process_raws
from inbox.envelope import ChannelChanged, InboundMessage, MediaKind, MessageDeleted, MessageEdited, Unparsed
from inbox.models import Channel, Message, RawInbound, Thread
from tests.connectors.slack import workspace
from tests.connectors.slack.workspace import ADA, BOB, BOT, DM, ROOM, TEAM, call, message, ours, tell
from tests.office import Office

ROOT, LATER = "1763802000.000100", "1763802060.000200"


@pytest.fixture
def channel(shop: Office) -> Channel:
    return workspace.channel(shop.support)


def read(event: dict[str, Any], team: str = TEAM) -> list[Any]:
    return list(parse.events(json.dumps(call(event)).encode(), team=team))


def arrive(channel: Channel, event: dict[str, Any]) -> None:
    assert tell(channel, call(event)).status_code == 200
    process_raws()


def test_the_address_is_confirmed(channel: Channel) -> None:
    answer = tell(channel, {"type": "url_verification", "token": "x", "challenge": "3eZbrw1aB"})
    assert (answer.status_code, answer.content) == (200, b"3eZbrw1aB")
    assert not RawInbound.objects.exists()


def test_a_confirmation_that_slack_did_not_sign_is_not_given(channel: Channel) -> None:
    asked = {"type": "url_verification", "token": "x", "challenge": "3eZbrw1aB"}
    assert tell(channel, asked, secret="guessed").status_code == 403


def test_the_same_event_told_again_is_kept_once(channel: Channel) -> None:
    told = call(message("Hello"), event_id="Ev1")
    tell(channel, told)
    tell(channel, told | {"event_time": 1763802099})
    assert RawInbound.objects.count() == 1


def test_a_direct_message_and_its_thread(channel: Channel) -> None:
    (found,) = read(message("Is it <https://shop.example|open>?"))
    assert isinstance(found, InboundMessage)
    assert (found.sender.network, found.sender.handle) == (f"slack:{TEAM}", ADA)
    assert (found.surface, found.conversation, found.external_id) == ("dm", DM, f"{DM}:{ROOT}")
    assert found.body_text == "Is it open (https://shop.example)?"
    (answer,) = read(message("Yes?", ts=LATER, thread_ts=ROOT))
    assert (answer.conversation, answer.parent_id) == (f"{DM}:{ROOT}", f"{DM}:{ROOT}")


def test_in_a_channel_only_threads_with_a_mention_are_kept(channel: Channel) -> None:
    arrive(channel, message("Lunch?", channel=ROOM, ts="1.1"))
    arrive(channel, message("Pizza!", channel=ROOM, ts="1.2", thread_ts="1.1"))
    assert not RawInbound.objects.exists()
    mention = message(f"<@{BOT}> my kettle leaks", channel=ROOM, ts=ROOT)
    arrive(channel, mention | {"type": "app_mention"})
    arrive(channel, mention)  # the same, told by the other subscription
    arrive(channel, message("It drips", channel=ROOM, ts=LATER, thread_ts=ROOT))
    assert [row.body_text for row in Message.objects.order_by("id")] == [f"@{BOT} my kettle leaks", "It drips"]
    assert Thread.objects.get().key == f"{ROOM}:{ROOT}"


def test_an_answer_that_comes_before_the_mention_was_read_is_not_lost(channel: Channel) -> None:
    tell(channel, call(message(f"<@{BOT}> help", channel=ROOM, ts=ROOT)))
    tell(channel, call(message("please", channel=ROOM, ts=LATER, thread_ts=ROOT)))
    process_raws()
    assert Message.objects.count() == 2


def test_every_message_of_a_channel_is_taken_where_that_was_chosen(shop: Office) -> None:
    channel = workspace.channel(shop.support, channels="all")
    arrive(channel, message("My kettle leaks", channel=ROOM))
    assert Message.objects.get().surface == "room"


def test_an_edit_is_one_and_an_unfolded_link_is_none(channel: Channel) -> None:
    changed = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": DM, "channel_type": "im"}
    changed |= {"ts": LATER, "event_ts": LATER, "previous_message": message("Helo")}
    assert read(changed | {"message": message("Helo") | {"attachments": [{"title": "A page"}]}}) == []
    (edit,) = read(changed | {"message": message("Hello") | {"edited": {"user": ADA, "ts": LATER}}})
    assert isinstance(edit, MessageEdited)
    assert (edit.external_id, edit.body_text, edit.version) == (f"{DM}:{ROOT}", "Hello", LATER.replace(".", ""))


def test_a_message_deleted_out_of_a_thread_leaves_a_tombstone(channel: Channel) -> None:
    gone = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": DM, "ts": LATER}
    gone |= {"message": {"subtype": "tombstone", "ts": ROOT, "text": "This message was deleted."}}
    (event,) = read(gone)
    assert isinstance(event, MessageDeleted)
    assert event.external_id == f"{DM}:{ROOT}"


def test_files_are_fetched_later_and_links_are_words(channel: Channel) -> None:
    here = {"id": "F1", "name": "leak.jpg", "mimetype": "image/jpeg", "size": 5000, "mode": "hosted"}
    here["url_private_download"] = "https://files.slack.com/files-pri/T0-F1/download/leak.jpg"
    linked = {"id": "F2", "mode": "external", "title": "Plan", "url_private": "https://docs.example/plan"}
    gone = {"id": "F3", "mode": "tombstone"}
    shared = {"id": "F4", "mode": "hosted", "file_access": "check_file_info"}
    (found,) = read(message("Look", subtype="file_share", files=[here, linked, gone, shared]))
    assert [(file.ref, file.kind) for file in found.media] == [
        (here["url_private_download"], MediaKind.IMAGE),
        ("file:F4", MediaKind.FILE),
    ]
    assert found.body_text == "Look\nPlan (https://docs.example/plan)"


def test_somebody_of_another_company_is_known_in_their_own_workspace(channel: Channel) -> None:
    (found,) = read(message("Hi", channel=ROOM) | {"user_team": "T0OTHER001", "team": "T0OTHER001"})
    assert found.sender.network == "slack:T0OTHER001"


def test_events_of_another_workspace_are_nothing_of_ours(channel: Channel) -> None:
    assert read(message("Hello"), team="T0OTHER001") == []


def test_a_reaction_is_shown_and_our_own_is_not(channel: Channel) -> None:
    item = {"type": "message", "channel": DM, "ts": ROOT}
    event = {"type": "reaction_added", "user": BOB, "reaction": "+1", "item": item, "event_ts": LATER}
    (added,) = read(event)
    assert (added.external_id, added.emoji, added.added, added.sender.handle) == (f"{DM}:{ROOT}", "+1", True, BOB)
    (removed,) = read(event | {"type": "reaction_removed"})
    assert not removed.added
    assert read(event | {"user": BOT}) == []


def test_what_the_app_itself_said_is_ours_without_its_marks(channel: Channel) -> None:
    (found,) = read(ours("*We* are on it."))
    assert (found.own, found.body_text) == (True, "We are on it.")
    (file,) = read(ours("", subtype="file_share", files=[{"id": "F9", "name": "a.pdf", "url_private": "https://x"}]))
    assert file.external_id == f"{DM}:file:F9"


def test_what_the_app_said_elsewhere_is_not_kept(channel: Channel) -> None:
    arrive(channel, ours("Deployed version 7.", channel=ROOM))
    assert not RawInbound.objects.exists()


@pytest.mark.parametrize("subtype", ["channel_join", "channel_topic", "pinned_item", "huddle_thread"])
def test_news_of_the_channel_itself_is_nothing(subtype: str) -> None:
    assert read(message("joined", subtype=subtype)) == []


def test_a_subtype_that_nobody_knows_is_shown() -> None:
    (event,) = read(message("Hello", subtype="hologram"))
    assert isinstance(event, Unparsed)


def test_an_app_that_was_removed_is_said_to_be() -> None:
    (event,) = read({"type": "app_uninstalled"})
    assert isinstance(event, ChannelChanged)
    assert not event.ok
