"""How a customer can be written to now, on which channel and until when; where not, why not. And to write first."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import answering, consent, limits
from inbox.answering import Place
from inbox.models import Channel, Contact, Identity, Message, Ticket

NO_CHANNEL = gettext_noop("We have no channel on this network.")
THEY_FIRST = gettext_noop("On this network they have to write first.")
OFF = gettext_noop("This channel is switched off; nothing can be sent on it.")
ASKED_NOT = gettext_noop("They asked us not to write first ({when}).")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """``ticket`` is where a conversation goes on; without it a new one begins. ``why``: of what is not possible."""

    identity: Identity
    channel: Channel | None
    surface: str = ""
    label: str = ""
    public: bool = False
    ticket: Ticket | None = None
    possible: bool = False
    until: dt.datetime | None = None
    why: str = ""


def ways(contact: Contact, *, channels: Iterable[Channel], visible: QuerySet[Ticket]) -> list[Way]:
    """All of them out of what the caller may see, what is possible now first."""
    identities = list(contact.identities.order_by("-primary", "pk"))
    no = consent.refused(contact.pk, consent.Purpose.MESSAGES)
    unasked = _(ASKED_NOT).format(when=no.at.date().isoformat()) if no is not None else ""
    channels = list(channels)
    found: list[Way] = []
    for channel in channels:
        mine = [each for each in identities if each.network == limits.network(channel)]
        if not mine:
            continue
        if limits.surfaces(channel) == [""]:
            found += [anew(each, channel, unasked) for each in mine]
        else:
            found += _on_network(mine, channel, visible.filter(contact=contact, channel=channel, merged_into=None))
    served = {limits.network(channel) for channel in channels}
    found += [Way(identity=each, channel=None, why=_(NO_CHANNEL)) for each in identities if each.network not in served]
    return sorted(found, key=lambda way: not way.possible)


def anew(identity: Identity, channel: Channel, unasked: str) -> Way:
    """Where each message stands for itself, as with letters, anybody can be written to."""
    why = _(OFF) if not channel.active else unasked
    if not channel.capabilities.get("recipients", {}).get("editable"):
        why = why or _(THEY_FIRST)
    return Way(identity=identity, channel=channel, possible=not why, why=why)


def _on_network(identities: list[Identity], channel: Channel, theirs: QuerySet[Ticket]) -> list[Way]:
    """In each of their conversations there; a new one is theirs to begin."""
    known = {each.pk: each for each in identities}
    found: list[Way] = []
    seen: set[tuple[int, str]] = set()
    for ticket in theirs.select_related("channel").order_by("-last_message_at", "-pk")[:20]:
        for place in answering.places(ticket):
            identity = known.get(_whose(place) or 0)
            if identity is None or (identity.pk, place.surface) in seen:
                continue
            seen.add((identity.pk, place.surface))
            option = place.option
            found.append(
                Way(
                    identity=identity,
                    channel=channel,
                    surface=place.surface,
                    label=str(place.rules.get("label", "")),
                    public=place.rules.get("visibility") == "public",
                    ticket=ticket,
                    possible=option.allowed,
                    until=option.until,
                    why=option.detail,
                )
            )
    silent = [each for each in identities if each.pk not in {way.identity.pk for way in found}]
    return found + [Way(identity=each, channel=channel, why=_(THEY_FIRST)) for each in silent]


def _whose(place: Place) -> int | None:
    """The handle that would be answered."""
    if place.parent is not None and place.parent.author_identity_id is not None:
        return place.parent.author_identity_id
    thread = place.thread
    if thread is None:
        return None
    said = thread.messages.filter(direction=Message.Direction.INBOUND, author_identity__isnull=False)
    return said.order_by("-sent_at", "-pk").values_list("author_identity_id", flat=True).first() or thread.identity_id
