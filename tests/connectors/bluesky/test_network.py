"""On the Bluesky network, run from its authors' own package (``make test-peers``)."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.bluesky.connector import connector
from connectors.errors import AuthRevoked, InvalidContent, NotFound
from inbox.envelope import ActionKind, OutboundAction, OutboundAttachment, OutboundPart
from inbox.models import Channel, Message
from tests.connectors.bluesky.desk import look, part, two_minutes_later
from tests.servers import eventually
from tests.servers.bluesky import Person

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082"
)


def heard(channel: Channel, count: int = 1) -> list[Message]:
    """The messages of the channel, once the network has shown us so many."""

    def enough() -> bool:
        look(channel)
        return Message.objects.filter(channel=channel).count() >= count

    eventually(enough, within=20, what=f"{count} messages")
    return list(Message.objects.filter(channel=channel).order_by("pk"))


def send(channel: Channel, what: OutboundPart) -> str:
    with connector.sending(channel) as sender:
        return sender(what).external_id


def shown(person: Person, uri: str) -> dict[str, Any]:
    return eventually(lambda: person.sees(uri), within=20, what=f"{uri} is shown") or {}


def do(channel: Channel, kind: ActionKind, uri: str) -> None:
    connector.act(channel, OutboundAction(kind=kind, surface="mention", conversation="", external_id=uri))


def test_a_mention_comes_in_and_the_answer_hangs_under_it(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.mentions(brand, "it leaks")
    (message,) = heard(channel)
    assert (message.external_id, message.surface, message.visibility) == (asked["uri"], "mention", "public")
    assert message.author_identity is not None
    assert message.author_identity.handle == ada.did
    sent = send(channel, part(f"@{ada.handle} send it back: https://shop.example", parent_id=asked["uri"]))
    (reply,) = eventually(lambda: ada.replies(asked["uri"]), within=20)
    assert reply["uri"] == sent
    kinds = [facet["features"][0]["$type"].partition("#")[2] for facet in reply["record"]["facets"]]
    assert kinds == ["mention", "link"]
    assert ada.ask("GET", "app.bsky.notification.listNotifications")["notifications"][0]["uri"] == sent


def test_the_same_answer_sent_again_is_one_post(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.mentions(brand, "it leaks")
    shown(brand, asked["uri"])
    what = part("Send it back.", parent_id=asked["uri"], key="once")
    first = send(channel, what)
    assert send(channel, what) == first
    assert connector.reconcile(channel, what) is not None
    assert connector.reconcile(channel, part("Never sent", key="never")) is None
    eventually(lambda: ada.replies(asked["uri"]), within=20)
    assert len(ada.replies(asked["uri"])) == 1


def test_a_long_answer_is_a_chain(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.mentions(brand, "tell me everything")
    shown(brand, asked["uri"])
    first = send(channel, part("One.", parent_id=asked["uri"], key="chain-1"))
    second = send(channel, part("Two.", number=1, parent_id=asked["uri"], key="chain-2", reply_to=first))
    record = shown(ada, second)["record"]
    assert record["reply"]["parent"]["uri"] == first
    assert record["reply"]["root"]["uri"] == asked["uri"]


def test_an_answer_to_our_post_comes_with_the_post(channel: Channel, brand: Person, ada: Person) -> None:
    kettles = brand.posts("New kettles!")
    first = ada.answers(kettles, "How much?")
    (message,) = heard(channel)
    assert (message.surface, message.parent_external_id) == ("comment", kettles["uri"])
    assert message.thread is not None
    assert message.thread.post is not None
    assert message.thread.post.text == "New kettles!"
    answer = send(channel, part("40", surface="comment", parent_id=first["uri"], key="price"))
    view = shown(ada, answer)
    ada.answers({"uri": answer, "cid": view["cid"]}, "And shipping?", root=kettles)
    found = heard(channel, 2)
    assert len({one.thread_id for one in found}) == 1


def test_a_deleted_post_takes_its_words_away_here(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.mentions(brand, "my number is 4111")
    (message,) = heard(channel)
    ada.deletes(asked)

    def gone() -> bool:
        two_minutes_later(channel)
        look(channel)
        message.refresh_from_db()
        return message.deleted_at is not None

    eventually(gone, within=20, what="the deletion is noticed")
    assert "4111" not in message.body_text


def test_a_picture_goes_along_with_a_description(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.mentions(brand, "how does it look?")
    shown(brand, asked["uri"])
    file = OutboundAttachment(filename="Red kettle.png", content_type="image/png", content=PIXEL)
    sent = send(channel, part("So:", parent_id=asked["uri"], attachments=(file,), key="picture"))
    (image,) = shown(ada, sent)["embed"]["images"]
    assert image["alt"] == "Red kettle"
    assert image["fullsize"].endswith("@jpeg") or "/img/" in image["fullsize"]


def test_what_we_said_in_another_client_is_on_the_ticket(channel: Channel, brand: Person, ada: Person) -> None:
    asked = ada.mentions(brand, "hello?")
    heard(channel)
    brand.answers(asked, "Hello from my phone.")
    found = heard(channel, 2)
    assert [(one.direction, one.ticket_id) for one in found] == [
        ("inbound", found[0].ticket_id),
        ("outbound", found[0].ticket_id),
    ]


def test_a_like_is_given_once_and_taken_away_and_an_answer_taken_back(
    channel: Channel, brand: Person, ada: Person
) -> None:
    asked = ada.mentions(brand, "you are great")
    shown(brand, asked["uri"])
    for _ in range(2):
        do(channel, ActionKind.LIKE, asked["uri"])
    eventually(lambda: shown(ada, asked["uri"])["likeCount"] == 1, within=20, what="the like counts")
    do(channel, ActionKind.UNLIKE, asked["uri"])
    eventually(lambda: shown(ada, asked["uri"]).get("likeCount", 0) == 0, within=20, what="the like is gone")
    sent = send(channel, part("Thanks", parent_id=asked["uri"], key="thanks"))
    shown(ada, sent)
    for _ in range(2):
        do(channel, ActionKind.DELETE, sent)
    eventually(lambda: ada.sees(sent) is None, within=20, what="the answer is gone")


def test_what_cannot_be_done_is_said(channel: Channel, brand: Person, ada: Person) -> None:
    with pytest.raises(InvalidContent, match="300"):
        send(channel, part("x" * 301, key="too long"))
    with pytest.raises(NotFound, match="deleted"):
        send(channel, part("hello", parent_id=f"at://{ada.did}/app.bsky.feed.post/3l2aaaaaaaaaa", key="gone"))


def test_signing_in_is_done_once_and_a_wrong_password_is_said(channel: Channel, brand: Person) -> None:
    (signing_in,) = connector.validate(channel)
    assert signing_in.ok
    assert brand.handle in signing_in.detail
    first = channel.credentials["_refresh_token"]
    connector.poll(channel)
    assert channel.credentials["_refresh_token"] == first
    channel.credentials = {"app_password": "wrong-canary-password"}
    channel.save(update_fields=("credentials",))
    assert "wrong-canary" not in connector.validate(channel)[0].detail
    with pytest.raises(AuthRevoked):
        connector.poll(channel)


def test_a_session_that_ended_is_begun_anew(channel: Channel) -> None:
    channel.credentials |= {"_access_token": "x.y.z", "_refresh_token": "x.y.z", "_expires_at": 4e9}
    channel.save(update_fields=("credentials",))
    connector.poll(channel)
    assert channel.credentials["_access_token"] != "x.y.z"
