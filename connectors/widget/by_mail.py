"""Answers for visitors who have left: mailed through a mail channel, whose reply address brings theirs back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from connectors import mailed_by, speaking
from connectors.base import Send
from connectors.errors import Refused, Transient
from connectors.widget import kept, stream, visits
from connectors.widget.models import Line, Visitor
from connectors.widget.settings import WidgetSettings, read
from inbox import notices
from inbox.envelope import Address, OutboundPart, SendResult, TemporaryFailure
from inbox.models import Channel, Thread

TRIED = 200  # visitors in one turn


def mail_channel(channel: Channel) -> Channel:
    settings = read(channel)
    return mailed_by.sender_of(channel, reply_channel_id=settings.reply_channel_id, from_address=settings.from_address)


def send(forward: Send, part: OutboundPart) -> SendResult:
    """A mail server that is not well says nothing of the chat: answers there are not held up for it."""
    try:
        return forward(part)
    except TemporaryFailure as error:
        raise TemporaryFailure(f"mail_{error.code}", error.detail, retry_after=error.retry_after) from None
    except (Transient, Refused) as error:
        raise TemporaryFailure(f"mail_{error.code}", str(error)) from None


def mail_unread(channel: Channel) -> int:
    """Mail what visitors left without reading; returns how many mails were written.

    Only our own words travel, and to an address that the visitor typed: theirs may be anybody's.
    """
    settings = read(channel)
    if not settings.mail:
        return 0
    now = timezone.now()
    behind = Visitor.objects.filter(channel=channel, seq__gt=Greatest(F("read_seq"), F("mailed_seq"))).exclude(email="")
    gone = behind.filter(seen_at__lt=now - visits.HERE)
    return sum(_mail(visitor, settings, now=now) for visitor in gone.order_by("seen_at")[:TRIED])


def _mail(visitor: Visitor, settings: WidgetSettings, *, now: dt.datetime) -> bool:
    """The ticket is locked before the visitor, as everywhere."""
    thread = Thread.objects.filter(channel=visitor.channel_id, surface=kept.SURFACE, key=str(visitor.key)).first()
    lines = stream.unread(visitor)
    if thread is None or not lines or lines[0].at > now - dt.timedelta(minutes=settings.mail_after):
        return False
    language = speaking.nearest(visitor.language) or speaking.FALLBACK
    with transaction.atomic(), translation.override(language):
        notices.send(
            thread.ticket_id,
            to=Address(network="email", handle=visitor.email),
            subject=_("Answer to your chat (%(number)s)") % {"number": thread.ticket.reference},
            body_text=_words(visitor, lines),
        )
        changed = Visitor.objects.filter(pk=visitor.pk, mailed_seq=visitor.mailed_seq, read_seq=visitor.read_seq)
        if not changed.update(mailed_seq=max(line.seq for line in lines)):
            transaction.set_rollback(True)  # read meanwhile, or mailed by somebody else
            return False
    return True


def _words(visitor: Visitor, lines: list[Line]) -> str:
    parts = [_("Hello,\n\nyou have an answer in your chat with us.")]
    for line in lines:
        names = "".join(f"\n[{file['name']}]" for file in line.files)
        parts.append(f"{line.author}:\n{line.text}{names}")
    if any(line.files for line in lines):
        parts.append(_("Files wait for you in the chat."))
    if visitor.page:
        parts.append(_("You can answer this mail, or go on in the chat: %(page)s") % {"page": visitor.page})
    else:
        parts.append(_("You can answer this mail."))
    return "\n\n".join(parts) + "\n"
