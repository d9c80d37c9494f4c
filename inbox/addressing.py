"""To whom a reply goes: frozen when the agent sends it, in the network's own spelling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from inbox import limits
from inbox.answering import Place
from inbox.errors import InboxError
from inbox.models import Channel, Identity, Message, Ticket

Recipients = dict[str, list[dict[str, str]]]
KINDS = ("to", "cc", "bcc")


def recipients(ticket: Ticket) -> Recipients:
    """Whom a reply goes to unless the agent changes it: whoever wrote last, and those who were copied."""
    last = (
        ticket.messages.select_related("author_identity")
        .filter(direction=Message.Direction.INBOUND, automated=False, deleted_at__isnull=True)
        .order_by("-sent_at", "-id")
        .first()
    )
    if last is None and ticket.follows is not None:
        return recipients(ticket.follows)
    if last is None or last.author_identity is None:
        first = (
            ticket.contact.identities.filter(network=limits.network(ticket.channel)).order_by("-primary", "id").first()
        )
        return {"to": [_entry(first.network, first.handle, first.name)] if first else [], "cc": [], "bcc": []}
    sender = last.author_identity
    to = last.recipients.get("reply_to") or [_entry(sender.network, sender.handle, last.author_name)]
    taken = {entry["handle"] for entry in to} | set(
        Channel.objects.filter(kind=ticket.channel.kind).values_list("address", flat=True)
    )
    copied = [entry for kind in ("to", "cc") for entry in last.recipients.get(kind, [])]
    cc = list({entry["handle"]: entry for entry in copied if entry["handle"] not in taken}.values())
    return {"to": to, "cc": cc, "bcc": []}


def of(ticket: Ticket, where: Place) -> Recipients:
    """The same for one way to answer: on a network, the person who is answered."""
    if where.rules.get("recipients", {}).get("editable") or where.surface == "":
        return recipients(ticket)
    person = _person(where)
    if person is None:
        return recipients(ticket)
    return {"to": [_entry(person.network, person.handle, person.name)], "cc": [], "bcc": []}


def frozen(ticket: Ticket, where: Place, **handles: Sequence[str]) -> Recipients:
    """Checked, with the names we know; nobody twice. Where recipients are fixed, none need be given."""
    rules = where.rules.get("recipients", {})
    usual = of(ticket, where)
    if not rules.get("editable"):
        return _fixed(usual, rules, handles)
    known = {entry["handle"]: entry.get("name", "") for entries in usual.values() for entry in entries}
    network = limits.network(ticket.channel)
    pattern = re.compile(rules.get("pattern", r".+"))
    found: Recipients = {}
    seen: set[str] = set()
    for kind in KINDS:
        given = [handle.strip() for handle in handles[kind]]
        _check_kind(kind, given, rules)
        if wrong := [handle for handle in given if not pattern.fullmatch(handle) or not handle.isprintable()]:
            raise InboxError(
                "invalid",
                _("Not an address: {these}.").format(these=", ".join(wrong)),
                fields={kind: _("Not an address.")},
            )
        folded = list(dict.fromkeys(handle.lower() for handle in given))
        found[kind] = [_entry(network, handle, known.get(handle, "")) for handle in folded if handle not in seen]
        seen.update(folded)
    if not found["to"]:
        raise InboxError("no_recipient", _("Nobody to send it to."), fields={"to": _("Give at least one.")})
    if len(seen) > rules.get("max", 50):
        raise InboxError(
            "too_many",
            _("At most {most} recipients.").format(most=rules.get("max", 50)),
            fields={"to": _("Too many.")},
        )
    return found


def _fixed(usual: Recipients, rules: dict[str, Any], handles: dict[str, Sequence[str]]) -> Recipients:
    """The handles of a network are ids whose spelling matters, so they are taken as they were stored."""
    for kind in KINDS:
        _check_kind(kind, list(handles[kind]), rules)
    known = {entry["handle"].casefold() for entry in usual["to"]}
    if {handle.strip().casefold() for handle in handles["to"]} - known:
        raise InboxError("invalid", _("On this channel only the customer can be answered."), fields={"to": _("Fixed.")})
    if not usual["to"]:
        raise InboxError("no_recipient", _("Nobody to send it to."), fields={"to": _("Nobody wrote here.")})
    return {"to": usual["to"], "cc": [], "bcc": []}


def _check_kind(kind: str, given: Sequence[str], rules: dict[str, Any]) -> None:
    if kind != "to" and given and not rules.get(kind):
        raise InboxError(
            "invalid",
            _("This channel has no {kind}.").format(kind=kind.upper()),
            fields={kind: _("Not on this channel.")},
        )


def _person(where: Place) -> Identity | None:
    """Who said what is answered; else whom the conversation is with."""
    if where.parent is not None and where.parent.author_identity is not None:
        return where.parent.author_identity
    thread = where.thread
    if thread is None:
        return None
    last = (
        thread.messages.select_related("author_identity")
        .filter(direction=Message.Direction.INBOUND, author_identity__isnull=False)
        .order_by("-sent_at", "-id")
        .first()
    )
    return last.author_identity if last is not None else thread.identity


def _entry(network: str, handle: str, name: str) -> dict[str, str]:
    return {"network": network, "handle": handle, "name": name}
