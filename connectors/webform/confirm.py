"""Mails of the form: "we have it", and the links to somebody's requests.

An address typed into a form may be anybody's. So nothing that was typed travels in these mails, not even a name; no
address gets more than one confirmation a day; and a flood is cut off by domain and in total.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.conf import settings as site
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from connectors import speaking, strangers
from connectors.webform import conversation, private_links, tokens, when
from connectors.webform.settings import read
from connectors.webform.submission import LINK, NEW, Submission, unpack
from inbox import brands, notices
from inbox.envelope import Address
from inbox.models import Channel, Identity, Message, RawInbound, Ticket
from inbox.sla import promise

log = logging.getLogger(__name__)
ONE_PER = dt.timedelta(hours=24)
PER_DOMAIN_PER_HOUR = 30
IN_TOTAL_PER_HOUR = 200
LINKS = 10


def after(raw: RawInbound, messages: Sequence[Message]) -> None:
    """Called when a kept submission has become messages, inside the same transaction."""
    submission = unpack(bytes(raw.body))
    with translation.override(speaking.nearest(submission.language) or speaking.FALLBACK):
        if submission.kind == LINK:
            _send_links(raw.channel, submission)
        elif submission.kind == NEW and messages and read(raw.channel).confirmation:
            _confirm(raw, messages[0])


def _confirm(raw: RawInbound, message: Message) -> None:
    identity, ticket, channel = message.author_identity, message.ticket, raw.channel
    if identity is None or identity.spam_at is not None or _confirmed_lately(identity) or _ours(identity.handle):
        return
    domain = identity.handle.rpartition("@")[2]
    if strangers.wait("confirm-domain", domain, limit=PER_DOMAIN_PER_HOUR, seconds=3600):
        log.warning("No confirmation for %s: too many to that domain this hour.", ticket.reference)
        return
    if strangers.wait("confirm-all", str(channel.pk), limit=IN_TOTAL_PER_HOUR, seconds=3600):
        log.warning("No confirmation for %s: too many from this form this hour.", ticket.reference)
        return
    until = promise.answer_by(channel, raw.received_at)
    number = {"number": ticket.reference}
    received = _("we have received your message. Its number is %(number)s.") % number
    if until is not None:
        by = when.promise(until, when.zone(), now=timezone.now())
        received += "\n" + _("You can expect an answer %(by)s.") % {"by": by}
    link = private_links.url(private_links.mailed(ticket))
    parts = [
        _("Hello,"),
        received,
        _("Read our answer and write on here (keep the link to yourself):") + f"\n{link}",
        _("If you did not write to us, somebody entered your address by mistake; you need not do anything."),
        *_signed(channel),
    ]
    subject = _("We have received your message (%(number)s)") % number
    notices.send(ticket.pk, to=_to(identity), subject=subject, body_text=_letter(parts))


def _send_links(channel: Channel, asked: Submission) -> None:
    """To the address itself, for what was sent from it by this form; unknown addresses get nothing."""
    identity = Identity.objects.filter(network="email", handle=asked.email).first()
    if identity is None:
        return
    mine = Ticket.objects.filter(channel=channel, contact_id=identity.contact_id)
    if asked.reply_token:
        mine = mine.filter(reply_token=asked.reply_token)
    else:
        mine = mine.filter(merged_into__isnull=True, messages__author_identity=identity).distinct()
    tickets = [ticket for ticket in mine.order_by("-id")[:LINKS] if ticket.status != Ticket.Status.SPAM]
    home = conversation.survivor(tickets[0]) if tickets else None
    if home is None:
        return
    place = when.zone()
    lines = []
    for ticket in tickets:
        day = date_format(ticket.created_at.astimezone(place), "SHORT_DATE_FORMAT" if _is_foreign() else "d.m.Y")
        named = _("%(number)s, of %(day)s:") % {"number": ticket.reference, "day": day}
        lines.append(f"{named}\n{site.PUBLIC_URL}{reverse('webform:open', args=[tokens.link(ticket.pk)])}")
    parts = [
        _("Hello,"),
        _("here are the links to your requests. They work for one hour."),
        *lines,
        _("If you did not ask for them, you need not do anything: nobody else got them."),
        *_signed(channel),
    ]
    notices.send(home.pk, to=_to(identity), subject=_("The links to your requests"), body_text=_letter(parts))


def _signed(channel: Channel) -> list[str]:
    """The brand's name, and what it says at the foot of every mail."""
    face = brands.of(channel)
    return [face.name, *filter(None, [brands.text(face, "footer", speaking.now())])]


def _letter(parts: Sequence[str]) -> str:
    return "\n\n".join(parts) + "\n"


def _is_foreign() -> bool:
    """English dates are written with the day first: Django's are American."""
    return speaking.now() != speaking.FALLBACK


def _confirmed_lately(identity: Identity) -> bool:
    """Locks the identity, so that two messages at once do not both find no confirmation."""
    Identity.objects.select_for_update(no_key=True).get(pk=identity.pk)
    recent = Message.objects.filter(
        Q(recipients__to__contains=[{"handle": identity.handle}]),
        ticket__contact_id=identity.contact_id,
        direction=Message.Direction.OUTBOUND,
        automated=True,
        created_at__gt=timezone.now() - ONE_PER,
    )
    return recent.exists()


def _ours(handle: str) -> bool:
    """Two machines that thank each other would never stop."""
    return Channel.objects.filter(kind="email", address__iexact=handle).exists()


def _to(identity: Identity) -> Address:
    return Address(network="email", handle=identity.handle)
