"""Write to a customer who did not ask: on channels where each message stands for itself, as with letters."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import consent, events, limits, reach, replies
from inbox.errors import InboxError
from inbox.models import Channel, Contact, Identity, Ticket, User


def start(
    contact: Contact, *, author: User, channel: Channel, identity: Identity, subject: str, body_html: str
) -> Ticket:
    """Write to somebody who did not ask: a new ticket of theirs that waits for them."""
    way = reach.anew(identity, channel, "") if limits.surfaces(channel) == [""] else None
    if identity.network != limits.network(channel):
        why = _("{handle} is no handle of this channel's network.").format(handle=identity.handle)
        raise InboxError("invalid", why, fields={"identity_id": why})
    if way is None or not way.possible:
        raise InboxError("not_reachable", way.why if way else _(reach.THEY_FIRST), 409)
    if no := consent.refused(contact.pk, consent.Purpose.MESSAGES):
        raise InboxError("no_consent", _(reach.ASKED_NOT).format(when=no.at.date().isoformat()), 409)
    with transaction.atomic():
        ticket = Ticket.objects.create(
            subject=" ".join(subject.split())[:500],
            channel=channel,
            contact=contact,
            team_id=channel.team_id,
            assignee=author,
            status=Ticket.Status.OPEN,
            language=contact.language,
            work=limits.work(channel, "", "private"),
            last_message_at=timezone.now(),
        )
        ticket.refresh_from_db()  # its number is given by the database
        events.record("ticket.created", ticket=ticket, actor=author, data={"how": "started"})
        replies.reply(
            ticket.pk,
            author=author,
            body_html=body_html,
            to=[identity.handle],
            last_seen_message_id=None,
            status_after=Ticket.Status.WAITING_CUSTOMER,
        )
        ticket.refresh_from_db()
        return ticket
