"""System mail to colleagues: what a notification says, for those who do not look at the console now.

The row is claimed and committed before the server is called. A process that dies between the two leaves it due, so a
mail may come twice and is never lost.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from inbox import notifying
from inbox.models import Notification

log = logging.getLogger(__name__)
LEASE = dt.timedelta(minutes=2)
AT_ONCE = 20
TRIES = 10  # a mail server that is away for longer than this is no way to call somebody


def run() -> int:
    """Send what is due; returns how many left. Any number of workers may run this."""
    sent = 0
    while rows := _claim():
        sent += sum(_send(row) for row in rows)
    return sent


def _claim() -> list[Notification]:
    now = timezone.now()
    with transaction.atomic():
        due = Notification.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            mail_due_at__lte=now, read_at__isnull=True, user__is_active=True
        )
        found = list(due.order_by("mail_due_at")[:AT_ONCE])
        ids = [row.pk for row in found]
        Notification.objects.filter(pk__in=ids).update(mail_due_at=now + LEASE, mail_tries=F("mail_tries") + 1)
    return list(Notification.objects.select_related("user", "ticket").filter(pk__in=ids).order_by("pk"))


def _send(row: Notification) -> bool:
    try:
        _letter(row).send()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("A notification to %s could not be mailed: %s", row.user.username, error)
        if row.mail_tries >= TRIES:
            Notification.objects.filter(pk=row.pk).update(mail_due_at=None)
        return False
    Notification.objects.filter(pk=row.pk).update(mail_due_at=None)
    return True


def _letter(row: Notification) -> EmailMessage:
    lines = [row.text, ""]
    if row.ticket is not None:
        lines += [f"{row.ticket.reference}: {row.ticket.subject}", notifying.link(row.ticket), ""]
    lines += [f"Why you are told: {row.reason}", settings.PUBLIC_URL]
    subject = f"{row.ticket.reference}: {row.text}" if row.ticket is not None else row.text
    return EmailMessage(
        subject=" ".join(subject.split())[:200],
        body="\n".join(lines),
        to=[row.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
