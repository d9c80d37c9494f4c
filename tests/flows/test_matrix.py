"""The whole loop on Matrix: asked there, answered here, changed and taken back on both sides."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from connectors import tasks
from inbox import actions
from inbox.models import Channel, Message
from tests import office
from tests.connectors.matrix import desk
from tests.office import Office
from tests.servers.synapse import Person, Synapse


@pytest.fixture
def bot(synapse: Synapse, settings: Settings) -> Person:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    return synapse.person("shop")


@pytest.fixture
def ada(synapse: Synapse) -> Person:
    return synapse.person("ada")


@pytest.fixture
def channel(shop: Office, bot: Person) -> Channel:
    return desk.connected(bot, shop.support)


def sent(message: Message) -> Message:
    tasks.deliver_due(message.channel_id)
    message.refresh_from_db()
    assert message.delivery.state in ("sent", "read"), message.delivery.error
    return message


def done(message: Message, kind: str, office: Office, **more: Any) -> None:
    action = actions.request(message.pk, kind, actor=office.owner, **more)
    tasks.act_due()
    action.refresh_from_db()
    assert action.state == "done", action.error


def test_a_question_is_answered_read_changed_and_taken_back_over_a_restart(
    shop: Office, channel: Channel, bot: Person, ada: Person, synapse: Synapse
) -> None:
    room = ada.opens(bot)
    asked = ada.says(room, "It leeks.")
    desk.look(channel)  # accepts the invitation
    synapse.stop()
    synapse.start()
    desk.look(channel)
    question = Message.objects.get(channel=channel)
    assert (question.body_text, question.visibility) == ("It leeks.", "private")

    answer = sent(office.answer(question.ticket, shop.owner, "Send it bakc."))
    assert ada.hears(room)[-1]["content"]["body"] == "Send it bakc."
    ada.reads(room, str(answer.external_id))
    ada.edits(room, asked, "It leaks.")
    ada.reacts(room, str(answer.external_id), "🎉")
    desk.look(channel)
    for message in (question, answer):
        message.refresh_from_db()
    answer.delivery.refresh_from_db()
    assert question.body_text == "It leaks."
    assert [one["emoji"] for one in answer.reactions] == ["🎉"]
    assert answer.delivery.state == "read"

    done(answer, "edit", shop, text="Send it back.")
    assert ada.hears(room)[-1]["content"]["m.new_content"]["body"] == "Send it back."
    done(question, "react", shop, emoji="👍")
    assert ada.hears(room)[-1]["type"] == "m.reaction"
    done(answer, "delete", shop, reason="Wrong customer.")
    assert ada.sees(room, str(answer.external_id))["content"] == {}

    ada.redacts(room, asked)
    desk.look(channel)
    question.refresh_from_db()
    assert question.deleted_at is not None
    assert question.body_text == ""
    assert Message.objects.filter(channel=channel).count() == 2  # our own edits and reactions made no new ones


def test_a_public_room_is_public_here(shop: Office, channel: Channel, bot: Person, ada: Person) -> None:
    lobby = ada.opens(bot, preset="public_chat")
    desk.look(channel)
    ada.says(lobby, "Is anybody here?")
    desk.look(channel)
    question = Message.objects.get(channel=channel)
    assert (question.surface, question.visibility) == ("room", "public")
    answer = sent(office.answer(question.ticket, shop.owner, "We are."))
    assert (answer.visibility, ada.hears(lobby)[-1]["content"]["body"]) == ("public", "We are.")
