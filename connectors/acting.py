"""Actions on messages that stand on a network are carried out, one channel at a time in each process."""

from __future__ import annotations

import logging
import time

from connectors import health, locks, registry
from connectors.base import Acts, Connector
from connectors.errors import Ambiguous, ConnectorError, NotFound, RateLimited, Refused, Transient
from inbox import actions, courtesies
from inbox.envelope import ActionKind, PermanentFailure, SendError, TemporaryFailure
from inbox.models import Action, Channel

log = logging.getLogger(__name__)

BUDGET = 30.0


def act(channel_id: int) -> bool:
    """Do what is due on the channel, unless another worker is at it. True: more is due, the time was up."""
    until = time.monotonic() + BUDGET
    with locks.held(locks.Work.ACT, channel_id) as mine:
        if not mine:
            return False
        channel = Channel.objects.get(pk=channel_id)
        connector = registry.get(channel.kind)
        while time.monotonic() < until:
            action = actions.claim(channel_id)
            if action is None:
                return False
            actions.settle(action, _do(connector, channel, action))
    return True


def _do(connector: Connector, channel: Channel, action: Action) -> SendError | None:
    """None: it is done. ``act`` may be called twice, so whatever is in doubt is tried again."""
    try:
        if not isinstance(connector, Acts):
            return PermanentFailure("unsupported", f"{connector.name} cannot do that.")
        for wish in actions.compose(action):
            try:
                connector.act(channel, wish)
            except NotFound:
                if wish.kind is not ActionKind.DELETE:
                    raise
        return None
    except ConnectorError as error:
        detail = health.redacted(str(error), channel.credentials)
        if isinstance(error, Refused):
            health.failed(channel, health.Side.SENDING, error)
        if isinstance(error, RateLimited):
            return TemporaryFailure(error.code, detail, retry_after=error.retry_after)
        if isinstance(error, Transient | Refused):
            return TemporaryFailure(error.code, detail)
        if isinstance(error, Ambiguous):
            return PermanentFailure(error.code, f"It may have been done: {detail} Look at the network.")
        return PermanentFailure(error.code, detail)
    except Exception as error:  # a connector's bug must not hold up the actions behind it
        log.exception("action %s", action.pk)
        return PermanentFailure("not_doable", f"{type(error).__name__}: {error}"[:400])


def tell(message_id: int, kind: str) -> None:
    """That we have read, that we type: once, and not again when it fails."""
    found = courtesies.compose(message_id, kind)
    if found is None:
        return
    message, wish = found
    connector = registry.get(message.channel.kind)
    if isinstance(connector, Acts):
        try:
            connector.act(message.channel, wish)
        except ConnectorError as error:
            said = health.redacted(str(error), message.channel.credentials)
            log.info("channel %s was not told %s: %s", message.channel_id, kind, said)
