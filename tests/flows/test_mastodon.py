"""The whole loop on Mastodon: asked there, answered here, changed and taken back on both sides."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from connectors import looking_again, tasks
from inbox import actions
from inbox.models import Channel, Cursor, Message
from tests import office
from tests.connectors.mastodon import desk
from tests.office import Office
from tests.servers.mastodon import Mastodon, Person


@pytest.fixture
def brand(mastodon: Mastodon, settings: Settings) -> Person:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    return mastodon.person()


@pytest.fixture
def ada(mastodon: Mastodon) -> Person:
    return mastodon.person()


@pytest.fixture
def channel(shop: Office, brand: Person) -> Channel:
    return desk.connected(brand, shop.support)


def later(channel: Channel) -> None:
    """Two minutes on: what was said is looked at again."""
    Cursor.objects.filter(channel=channel, stream=looking_again.STREAM).delete()
    desk.look(channel)


def sent(message: Message) -> Message:
    tasks.deliver_due(message.channel_id)
    message.refresh_from_db()
    assert message.delivery.state == "sent", message.delivery.error
    return message


def done(message: Message, kind: str, office: Office, **more: Any) -> None:
    action = actions.request(message.pk, kind, actor=office.owner, **more)
    tasks.act_due()
    action.refresh_from_db()
    assert action.state == "done", action.error


def test_a_public_question_is_answered_in_public_and_then_in_private_on_one_ticket(
    shop: Office, channel: Channel, brand: Person, ada: Person, mastodon: Mastodon
) -> None:
    asked = ada.posts(f"@{brand.name} it leaks")
    mastodon.stop()
    mastodon.start()
    desk.look(channel)
    question = Message.objects.get(channel=channel)
    answer = sent(office.answer(question.ticket, shop.owner, "Oh no! Your order number, privately?"))
    (seen,) = ada.thread(asked)
    assert (seen["id"], seen["visibility"]) == (answer.external_id, "public")
    assert [one["acct"] for one in seen["mentions"]] == [ada.name]

    ada.posts(f"@{brand.name} it is 48213", in_reply_to_id=seen["id"], visibility="direct")
    desk.look(channel)
    private = Message.objects.filter(channel=channel, direction="inbound").latest("pk")
    assert (private.ticket_id, private.visibility, private.surface) == (question.ticket_id, "private", "dm")
    secret = sent(office.answer(private.ticket, shop.owner, "A new one is on its way to you."))
    assert ada.sees(str(secret.external_id))["visibility"] == "direct"
    desk.look(channel)
    assert Message.objects.filter(channel=channel).count() == 4  # nothing came back as an echo


def test_what_is_edited_and_taken_back_there_is_so_here_and_the_reverse(
    shop: Office, channel: Channel, brand: Person, ada: Person
) -> None:
    asked = ada.posts(f"@{brand.name} it leeks")
    desk.look(channel)
    question = Message.objects.get(channel=channel)
    ada.edits(asked, f"@{brand.name} it leaks")
    later(channel)
    question.refresh_from_db()
    assert "leaks" in question.body_text
    assert question.edited_at is not None

    answer = sent(office.answer(question.ticket, shop.owner, "Send it bakc."))
    done(answer, "edit", shop, text="Send it back.")
    shown = ada.sees(str(answer.external_id))
    assert "Send it back." in shown["content"]
    assert ada.name in shown["content"]
    done(question, "like", shop)
    assert ada.sees(asked["id"])["favourites_count"] == 1
    done(answer, "delete", shop, reason="Wrong customer.")
    assert ada.thread(asked) == []

    ada.deletes(asked)
    later(channel)
    question.refresh_from_db()
    assert question.deleted_at is not None
    assert question.body_text == ""


def test_a_public_question_can_be_answered_privately_at_once(
    shop: Office, channel: Channel, brand: Person, ada: Person
) -> None:
    ada.posts(f"@{brand.name} where is my order?")
    desk.look(channel)
    question = Message.objects.get(channel=channel)
    more = {"surface": "dm", "parent_message_id": question.pk}
    answer = sent(office.answer(question.ticket, shop.owner, "Tell me its number here, please.", **more))
    assert (answer.visibility, ada.sees(str(answer.external_id))["visibility"]) == ("private", "direct")
    ada.posts(f"@{brand.name} 48213", in_reply_to_id=answer.external_id, visibility="direct")
    desk.look(channel)
    back = Message.objects.filter(channel=channel, direction="inbound").latest("pk")
    assert (back.ticket_id, back.thread_id) == (question.ticket_id, answer.thread_id)
