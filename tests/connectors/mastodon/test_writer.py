"""Answering at a server that others wrote: addressed, never more public than the question, never twice."""

from __future__ import annotations

import pytest

from connectors.errors import ConnectorError, InvalidContent, NotFound, RateLimited, Transient
from connectors.mastodon.connector import connector
from inbox.envelope import ActionKind, OutboundAction, OutboundAttachment, OutboundPart
from inbox.models import Channel
from tests.connectors.mastodon.desk import part, someone, unsaved
from tests.servers.answers import Answers, Reply
from tests.servers.mastodon import Mastodon, Person

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def send(channel: Channel, what: OutboundPart) -> str:
    with connector.sending(channel) as sender:
        return sender(what).external_id


def test_a_reply_hangs_under_the_question_and_names_who_asked(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.posts(f"@{brand.name} it leaks")
    send(channel, part("Send it back.", surface="mention", conversation=asked["id"], parent_id=asked["id"]))
    (answer,) = ada.thread(asked)
    assert answer["account"]["acct"] == brand.name
    assert [one["acct"] for one in answer["mentions"]] == [ada.name]
    assert answer["in_reply_to_id"] == asked["id"]
    (heard,) = ada.ask("GET", "/api/v1/notifications")
    assert heard["type"] == "mention"


def test_a_name_that_the_agent_wrote_is_not_written_twice(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.posts(f"@{brand.name} it leaks")
    sent = send(channel, part(f"@{ada.name} send it back.", surface="mention", parent_id=asked["id"]))
    assert ada.sees(sent)["content"].count(ada.name) == 1


@pytest.mark.parametrize("visibility", ["public", "unlisted", "private"])
def test_a_reply_is_as_public_as_the_question(channel: Channel, brand: Person, ada: Person, visibility: str) -> None:
    asked = ada.posts(f"@{brand.name} it leaks", visibility=visibility)
    sent = send(channel, part("Oh.", surface="mention", parent_id=asked["id"]))
    assert brand.sees(sent)["visibility"] == visibility


def test_a_private_answer_to_a_public_question_is_seen_by_that_person_only(
    channel: Channel, brand: Person, ada: Person
) -> None:
    asked = ada.posts(f"@{brand.name} it leaks")
    what = part("Your order number?", surface="dm", private_reply_to=asked["id"], to=(someone(ada),))
    with connector.sending(channel) as sender:
        result = sender(what)
    assert brand.sees(result.external_id)["visibility"] == "direct"
    assert result.conversation == ada.acct
    assert [one["acct"] for one in ada.sees(result.external_id)["mentions"]] == [ada.name]


def test_the_same_reply_sent_again_is_one_status(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.posts(f"@{brand.name} it leaks")
    what = part("Send it back.", surface="mention", parent_id=asked["id"], key="a-key-of-its-own")
    assert send(channel, what) == send(channel, what)
    assert len(ada.thread(asked)) == 1


def test_the_warning_of_a_question_is_kept_on_the_answer(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.posts(f"@{brand.name} it burnt me", spoiler_text="injury")
    sent = send(channel, part("We are sorry.", surface="mention", parent_id=asked["id"], key="k2"))
    assert ada.sees(sent)["spoiler_text"] == "injury"


def test_a_picture_goes_along_with_a_description(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.posts(f"@{brand.name} how does it look?")
    file = OutboundAttachment(filename="Red kettle.png", content_type="image/png", content=PIXEL)
    sent = send(channel, part("So:", surface="mention", parent_id=asked["id"], attachments=(file,), key="k3"))
    (media,) = ada.sees(sent)["media_attachments"]
    assert (media["type"], media["description"]) == ("image", "Red kettle")


def test_an_answer_to_what_was_deleted_is_refused_with_the_reason(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.posts(f"@{brand.name} it leaks")
    ada.deletes(asked)
    with pytest.raises(NotFound, match="was deleted"):
        send(channel, part("Send it back.", surface="mention", parent_id=asked["id"]))


def test_too_long_a_text_is_refused_in_the_servers_words(channel: Channel) -> None:
    with pytest.raises(InvalidContent, match="too long"):
        send(channel, part("x" * 600, surface="mention", key="k4"))


def test_an_edit_keeps_the_name_and_the_picture(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.posts(f"@{brand.name} hello?")
    file = OutboundAttachment(filename="kettle.png", content_type="image/png", content=PIXEL)
    sent = send(channel, part("Helo", surface="mention", parent_id=asked["id"], attachments=(file,), key="k5"))
    connector.act(channel, action(ActionKind.EDIT, sent, text="Hello"))
    now = ada.sees(sent)
    assert "Hello" in now["content"]
    assert ada.name in now["content"]
    assert len(now["media_attachments"]) == 1
    assert now["edited_at"]


def test_taking_back_twice_is_once(channel: Channel, brand: Person, ada: Person) -> None:
    sent = send(channel, part("Oops", surface="mention", key="k6"))
    for _ in range(2):
        connector.act(channel, action(ActionKind.DELETE, sent))
    with pytest.raises(Exception, match="404"):
        ada.sees(sent)


def test_a_like_is_given_and_taken(channel: Channel, brand: Person, ada: Person) -> None:
    said = ada.posts(f"@{brand.name} you are great")
    connector.act(channel, action(ActionKind.LIKE, said["id"], own=False))
    assert ada.sees(said["id"])["favourites_count"] == 1
    connector.act(channel, action(ActionKind.UNLIKE, said["id"], own=False))
    assert ada.sees(said["id"])["favourites_count"] == 0


def test_a_busy_server_is_tried_again_later(channel: Channel, mastodon: Mastodon) -> None:
    mastodon.fault("/api/v1/statuses", type="ratelimit")
    with pytest.raises(RateLimited):
        send(channel, part("Hello", surface="mention", key="k7"))


def test_an_answer_that_got_lost_may_be_asked_for_again(peer: Answers, brand: Person) -> None:
    """The key makes the second try harmless, so nobody has to decide."""
    channel = unsaved(brand)
    channel.settings = {"server_url": peer.url}
    peer.on("POST", "/api/v1/statuses", Reply(hang_up=True), Reply(json={"id": "77"}))
    what = part("Hello", surface="mention", key="k8")
    with pytest.raises(Transient):
        send(channel, what)
    assert send(channel, what) == "77"
    assert {asked.headers["idempotency-key"] for asked in peer.asked} == {"k8"}


def test_a_test_of_the_connection_says_who_we_are(channel: Channel, brand: Person) -> None:
    assert all(check.ok for check in connector.validate(channel))
    channel.address = "somebody@else.example"
    (signing_in, _) = connector.validate(channel)
    assert not signing_in.ok
    assert brand.acct in signing_in.detail
    report = connector.health(channel)
    assert not report.ok
    channel.credentials = {"access_token": "secret-of-nobody"}
    (refused,) = connector.validate(channel)
    assert not refused.ok
    assert "secret-of-nobody" not in refused.detail
    with pytest.raises(ConnectorError):
        connector.health(channel)


def test_limits_are_those_of_the_server(channel: Channel) -> None:
    surfaces = connector.capabilities({}, {"max_characters": 5000, "max_files": 16})["surfaces"]
    assert surfaces["mention"]["text"]["max"] == 4968
    assert surfaces["dm"]["attachments"]["max_count"] == 16
    assert channel.capabilities["surfaces"]["dm"]["text"]["max"] == 468


def action(kind: ActionKind, external_id: str, *, own: bool = True, text: str = "") -> OutboundAction:
    return OutboundAction(kind=kind, surface="mention", conversation="", external_id=external_id, own=own, text=text)
