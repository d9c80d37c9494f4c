"""How chats and messages are named here: Telegram's message ids are only unique inside a chat.

A conversation is ``chat``, ``chat/topic`` or, for a chat of a business account, ``chat~connection``; a message is
``chat:message`` or ``chat~connection:message``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    chat: str
    topic: str = ""
    connection: str = ""

    @property
    def conversation(self) -> str:
        return f"{self._chat}/{self.topic}" if self.topic else self._chat

    def message(self, message_id: int | str) -> str:
        return f"{self._chat}:{message_id}"

    @property
    def _chat(self) -> str:
        return f"{self.chat}~{self.connection}" if self.connection else self.chat

    def arguments(self) -> dict[str, Any]:
        """Where a call of the Bot API is to act."""
        found: dict[str, Any] = {"chat_id": int(self.chat)}
        if self.topic:
            found["message_thread_id"] = int(self.topic)
        if self.connection:
            found["business_connection_id"] = self.connection
        return found


def of(message: Mapping[str, Any]) -> Place:
    """Where a message stands. Raises KeyError and TypeError for one that lacks a chat."""
    topic = message.get("message_thread_id", "") if message.get("is_topic_message") else ""
    return Place(str(int(message["chat"]["id"])), str(topic), str(message.get("business_connection_id", "")))


def read(conversation: str) -> Place:
    chat, _, topic = conversation.partition("/")
    chat, _, connection = chat.partition("~")
    return Place(chat, topic, connection)


def read_message(external_id: str) -> tuple[Place, int]:
    """Raises ValueError for what is no message of ours."""
    chat, _, number = external_id.rpartition(":")
    return read(chat), int(number)
