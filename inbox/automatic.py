"""Messages that a machine sends to a customer: they answer nothing, reopen nothing, and never talk to machines.

They leave like replies and stand in the history, marked as automatic (mail carries ``Auto-Submitted``). They go where
the customer wrote last, never in public; to somebody who wrote by hand, never to lists, bulk mail or answering
machines, nor to an address of our own; and one address gets one a day, unless the message is asked for or owed.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.html import urlize
from django.utils.translation import gettext_noop

from inbox import answering, events, limits, moments, variables
from inbox.answering import Place
from inbox.errors import InboxError
from inbox.models import AutomaticMessage, Channel, Clock, Delivery, Message, Rule, Ticket
from inbox.rules import breakers
from inbox.sla import promise
from inbox.wording import Said

ONE_PER = dt.timedelta(hours=24)
REPLY_METRICS = (Clock.Metric.FIRST_REPLY, Clock.Metric.NEXT_REPLY)
CHECK_ADDRESS = 0x4A17_0001
NAMES = frozenset({"customer.name", "customer.first_name"})  # a greeting does without


class NotSent(Exception):
    """Why a message was not sent, in words for the log of runs."""


def send(
    ticket: Ticket,
    text: str,
    *,
    html: str = "",
    rule: Rule | None = None,
    transactional: bool = False,
    answers: Message | None = None,
) -> Message:
    """Write it and queue it for now; the caller holds the ticket's lock and saves the ticket.

    Raises NotSent, and breakers.Tripped when the rule has sent too many.

    ``text`` may hold variables. ``html`` is what mail shows instead of the plain text, made by us. ``answers`` is the
    message to which this is the answer, if it is one.
    """
    if answers is not None and answers.automated:
        raise NotSent(Said(gettext_noop("what came was sent by a machine")))
    if ticket.status == Ticket.Status.SPAM:
        raise NotSent(Said(gettext_noop("the ticket is marked as spam")))
    place = _place(ticket)
    to = _customer(ticket, place)
    _check_address(to, transactional=transactional)
    words = _filled(ticket, text)
    try:
        limits.check_text(words, place.rules)
    except InboxError as error:
        raise NotSent(error.message) from None
    if rule is not None:
        breakers.allow_message(rule, at=timezone.now())
    message = _write(ticket, place, to, words, html=html, transactional=transactional)
    AutomaticMessage.objects.create(
        network=to["network"], handle=to["handle"], rule=rule, message=message, at=message.sent_at
    )
    return message


def answer_by(ticket: Ticket) -> str:
    """When the customer can expect an answer, in their words; empty when nothing is promised, or it is late already."""
    now = timezone.now()
    clocks = Clock.objects.filter(ticket=ticket, state=Clock.State.RUNNING, metric__in=REPLY_METRICS)
    due = clocks.order_by("due_at").values_list("due_at", flat=True).first() or promise.answer_by(ticket.channel, now)
    if due is None or due <= now:
        return ""
    return moments.words(due, language=moments.language_of(ticket), zone=moments.zone_of(ticket.contact))


def _place(ticket: Ticket) -> Place:
    places = answering.places(ticket)
    if not places:
        raise NotSent(Said(gettext_noop("there is no conversation to write in")))
    place = places[0]
    if place.rules["visibility"] != "private":
        raise NotSent(Said(gettext_noop("the customer wrote in public, where a machine does not answer")))
    if not place.option.allowed:
        raise NotSent(place.option.detail)
    return place


def _customer(ticket: Ticket, place: Place) -> dict[str, str]:
    """Where the ticket's own customer wrote from, by hand; where nobody wrote yet, their first address."""
    rows = ticket.messages.filter(direction=Message.Direction.INBOUND, deleted_at__isnull=True)
    if place.thread is not None:
        rows = rows.filter(thread=place.thread)
    theirs = rows.filter(automated=False, author_identity__contact_id=ticket.contact_id)
    last = theirs.select_related("author_identity").order_by("-sent_at", "-pk").first()
    if last is not None and last.author_identity is not None:
        who = last.author_identity
        (entry, *_) = last.recipients.get("reply_to") or [{"network": who.network, "handle": who.handle}]
        return {"network": entry["network"], "handle": entry["handle"], "name": entry.get("name", last.author_name)}
    network = str(ticket.channel.capabilities.get("network", ticket.channel.kind))
    first = ticket.contact.identities.filter(network=network).order_by("pk").first()
    if rows.exists() or first is None or place.thread is not None:
        raise NotSent(Said(gettext_noop("no person has written here, only machines")))
    return {"network": first.network, "handle": first.handle, "name": first.name}


def _check_address(to: dict[str, str], *, transactional: bool) -> None:
    """Holds the address until the transaction ends, so that two tickets of one person do not both find it free."""
    if Channel.objects.filter(address__iexact=to["handle"]).exists():
        raise NotSent(Said(gettext_noop("the address is one of ours")))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [CHECK_ADDRESS, f"{to['network']}:{to['handle']}"]
        )
    lately = AutomaticMessage.objects.filter(
        network=to["network"], handle=to["handle"], at__gt=timezone.now() - ONE_PER
    ).exclude(message__extra__has_key="transactional")
    if not transactional and lately.exists():
        raise NotSent(Said(gettext_noop("they got an automatic message within the last 24 hours")))


def _filled(ticket: Ticket, text: str) -> str:
    values = variables.of(ticket)
    if "answer_by" in text:
        values["answer_by"] = answer_by(ticket)
    words, missing = variables.fill(text, values, html=False)
    if owed := [name for name in missing if name not in NAMES]:
        raise NotSent(Said(gettext_noop("there is nothing to say for {these}"), these=", ".join(owed)))
    for name in missing:
        words = re.sub(r"[ \t]*\{\{\s*" + re.escape(name) + r"\s*\}\}", "", words)
    return words.strip()


def _write(ticket: Ticket, place: Place, to: dict[str, str], words: str, *, html: str, transactional: bool) -> Message:
    now = timezone.now()
    recipients: dict[str, Any] = {"to": [to], "cc": [], "bcc": []}
    message = Message.objects.create(
        ticket=ticket,
        channel=ticket.channel,
        direction=Message.Direction.OUTBOUND,
        visibility="private",
        author_name=(ticket.channel.brand or ticket.channel.name)[:200],
        subject=ticket.subject,
        body_text=words,
        body_html=html or urlize(words, autoescape=True).replace("\n", "<br>"),
        reply_text=words,
        recipients=recipients,
        thread=place.thread,
        surface=place.surface,
        automated=True,
        extra={"transactional": True} if transactional else {},
        sent_at=now,
    )
    Delivery.objects.create(
        message=message,
        channel=ticket.channel,
        recipients=recipients,
        idempotency_key=uuid.uuid4(),
        next_attempt_at=now,
    )
    ticket.message_count += 1
    ticket.last_message_id = message.pk
    ticket.version += 1
    events.record("message.created", ticket=ticket, message=message)
    events.nudge("connectors.tasks.deliver_due", queue="delivery")
    return message
