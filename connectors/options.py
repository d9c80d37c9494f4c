"""What may be answered now on a ticket, as the composer shows it: the limits as data, and the connector's last word."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from connectors import registry
from connectors.base import Narrows
from inbox import answering
from inbox.answering import Place
from inbox.envelope import Address, Conversation, ReplyOption
from inbox.models import Ticket


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    place: Place
    option: ReplyOption


def choices(ticket: Ticket, *, now: dt.datetime | None = None) -> list[Choice]:
    """Every way to answer, the likeliest first."""
    connector = registry.get(ticket.channel.kind)
    found = []
    for place in answering.places(ticket, now=now):
        option = place.option
        if isinstance(connector, Narrows) and option.code != "channel_inactive":
            option = connector.narrow(ticket.channel, _conversation(ticket, place), option)
        found.append(Choice(place=place, option=option))
    return found


def row(choice: Choice) -> dict[str, Any]:
    place, option = choice.place, choice.option
    rules = place.rules
    return {
        "thread_id": place.thread.pk if place.thread is not None else None,
        "surface": place.surface,
        "label": rules.get("label", ""),
        "visibility": rules["visibility"],
        "private_reply": place.private_reply,
        "parent_message_id": place.parent.pk if place.parent is not None else None,
        "to": _names(place),
        "allowed": option.allowed,
        "until": option.until.isoformat().replace("+00:00", "Z") if option.until else None,
        "code": option.code,
        "detail": option.detail,
        "escapes": list(option.escapes),
        "templates": [dataclasses.asdict(template) for template in option.templates],
        "text": rules.get("text", {}),
        "attachments": rules.get("attachments", {}),
        "quoted_reply": bool(rules.get("quoted_reply")),
        "recipients_editable": bool(rules.get("recipients", {}).get("editable")),
    }


def _conversation(ticket: Ticket, place: Place) -> Conversation:
    thread, parent = place.thread, place.parent
    last = (
        thread.messages.filter(direction="inbound").order_by("-sent_at", "-pk").first() if thread is not None else None
    )
    people = ticket.contact.identities.all()
    return Conversation(
        surface=place.surface,
        key=thread.key if thread is not None else "",
        last_customer_at=thread.last_customer_at if thread is not None else None,
        last_customer_message=(last.external_id or "") if last is not None else "",
        parent_id=(parent.external_id or "") if parent is not None else "",
        parent_at=parent.sent_at if parent is not None else None,
        privately_replied=place.private_reply and parent is not None and answering.privately_answered(parent),
        handles=tuple(Address(network=one.network, handle=one.handle, name=one.name) for one in people),
    )


def _names(place: Place) -> str:
    if place.parent is not None and place.parent.author_identity is not None:
        return place.parent.author_name
    identity = place.thread.identity if place.thread is not None else None
    return (identity.name or identity.handle) if identity is not None else ""
