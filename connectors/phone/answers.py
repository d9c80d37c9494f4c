"""A call is answered in writing by a text message channel of the same Twilio account, where one is named."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator

from connectors import views
from connectors.base import Send
from connectors.errors import Unsupported
from connectors.http import Client
from connectors.phone import parse, settings
from connectors.twilio import rest, signature, texts
from inbox.envelope import Conversation, OutboundPart, ReplyOption, SendResult
from inbox.models import Channel

NO_TEXTS = "A call is answered by calling back. To answer in writing, name a text message channel in the settings."
WITHHELD = "The caller did not show a number, so there is nothing to answer to."


def narrow(channel: Channel, conversation: Conversation, option: ReplyOption) -> ReplyOption:
    if conversation.key.startswith(parse.WITHHELD_HANDLE):
        return dataclasses.replace(option, allowed=False, code="number_withheld", detail=WITHHELD)
    if texting(channel) is None:
        return dataclasses.replace(option, allowed=False, code="no_text_channel", detail=NO_TEXTS)
    return option


@contextlib.contextmanager
def sending(channel: Channel, api: str) -> Iterator[Send]:
    """News of the message come to the phone channel, for it is the one that knows the message."""
    with contextlib.ExitStack() as stack:
        opened: list[Client] = []
        speaker = texting(channel)

        def send(part: OutboundPart) -> SendResult:
            if speaker is None:
                raise Unsupported(NO_TEXTS)
            if not opened:
                opened.append(stack.enter_context(rest.client(speaker, api, priority=True)))
            return texts.send(opened[0], speaker, part, status_url=views.url(channel) + signature.RETRIES)

        yield send


def look_up(channel: Channel, api: str, part: OutboundPart) -> SendResult | None:
    speaker = texting(channel)
    if speaker is None:
        return None
    with rest.client(speaker, api, priority=True) as http:
        return texts.look_up(http, speaker, part)


def texting(channel: Channel) -> Channel | None:
    return texts.channel_for(settings.read(channel).text_channel_id, channel.settings["account_sid"])
