"""What is fetched after a message stands: its files, and who wrote it. Never holds a message up."""

from __future__ import annotations

import logging

from connectors import health, registry
from connectors.base import Downloads, KnowsPeople
from connectors.errors import ConnectorError, NotFound, RateLimited, Refused, Rejected
from inbox import contacts, media
from inbox.envelope import Address
from inbox.models import Attachment, Identity

log = logging.getLogger(__name__)


def file(wanted: Attachment) -> None:
    """One try at one claimed file; what came of it is on its row."""
    if wanted.message is None:
        return
    channel = wanted.message.channel
    connector = registry.get(channel.kind)
    if not isinstance(connector, Downloads):
        media.refuse(wanted, "Files of this channel cannot be fetched.")
        return
    try:
        got = connector.download(channel, media.reference(wanted))
    except NotFound:
        media.expire(wanted)
    except Rejected as error:
        media.refuse(wanted, health.redacted(str(error), channel.credentials))
    except ConnectorError as error:
        why = health.redacted(str(error), channel.credentials)
        if type(error) is Refused:  # the address leads where nobody may go
            media.refuse(wanted, why)
        else:
            media.later(wanted, why, retry_after=error.retry_after if isinstance(error, RateLimited) else None)
    except Exception as error:  # a bug over one file must not hold up the others
        log.exception("file %s could not be fetched", wanted.pk)
        media.later(wanted, type(error).__name__)
    else:
        media.store(wanted, got.content, filename=got.filename)


def person(identity: Identity) -> None:
    """Ask the network of the channel they last wrote on who this is, once."""
    channel = contacts.last_channel(identity)
    connector = registry.get(channel.kind) if channel is not None else None
    if channel is None or not isinstance(connector, KnowsPeople):
        contacts.introduce(identity)
        return
    try:
        found = connector.profile(channel, Address(network=identity.network, handle=identity.handle))
    except Rejected:
        contacts.introduce(identity)
    except ConnectorError as error:
        contacts.ask_later(identity, seconds=error.retry_after if isinstance(error, RateLimited) else 900.0)
    except Exception:
        log.exception("who identity %s is could not be asked", identity.pk)
        contacts.introduce(identity)
    else:
        contacts.introduce(identity, name=found.name, url=found.url, also=found.also)
