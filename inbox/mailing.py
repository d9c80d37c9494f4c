"""System mail to colleagues: what a notification says, for those who do not look at the console now.

A call leaves at once. Whatever else a person wants by mail and has not read when its time comes goes into one letter
per person, with a way to do without. The rows are claimed and committed before the server is called. A process that
dies between the two leaves them due, so a mail may come twice and is never lost.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox import access, languages, notifying, wishes
from inbox.models import Notification, User

log = logging.getLogger(__name__)
LEASE = dt.timedelta(minutes=2)
AT_ONCE = 20  # things that are due
MOST = 200  # rows of these people that one round settles
SHOWN = 30  # of these it names
TRIES = 10  # a mail server that is away for longer than this is no way to call somebody


def run() -> int:
    """Send what is due; returns how many letters left. Any number of workers may run this."""
    sent = 0
    while rows := _claim():
        letters: defaultdict[tuple[int, int], list[Notification]] = defaultdict(list)
        for row in rows:
            letters[row.user_id, 0 if row.kind in wishes.MAILED else row.pk].append(row)
        sent += sum(_send(letter) for letter in letters.values())
    return sent


def _claim() -> list[Notification]:
    """What is due, and what is about to be for the same people, so that they get one letter and not two."""
    now = timezone.now()
    waiting = Notification.objects.filter(read_at__isnull=True, user__is_active=True)
    due = list(waiting.filter(mail_due_at__lte=now).order_by("mail_due_at").values_list("user_id", "kind")[:AT_ONCE])
    gathered = {user_id for user_id, kind in due if kind in wishes.MAILED}
    soon = Q(user__in=gathered, kind__in=wishes.MAILED, mail_due_at__lte=now + wishes.MAIL_AFTER, mail_tries=0)
    with transaction.atomic():
        rows = waiting.filter(Q(user__in={user_id for user_id, _kind in due}, mail_due_at__lte=now) | soon)
        locked = rows.order_by("mail_due_at").select_for_update(skip_locked=True, of=("self",))
        ids = [row.pk for row in locked[:MOST]]
        Notification.objects.filter(pk__in=ids).update(mail_due_at=now + LEASE, mail_tries=F("mail_tries") + 1)
    return list(Notification.objects.select_related("user", "ticket").filter(pk__in=ids).order_by("at", "pk"))


def _send(rows: Sequence[Notification]) -> bool:
    user = rows[0].user
    ids = [row.pk for row in rows]
    still = {row.pk: row for row in access.notifications(user).filter(pk__in=ids, read_at__isnull=True)}
    shown = [row for row in rows if row.pk in still]
    try:
        if shown:
            with translation.override(languages.of(user)):
                letter = _letter(user, shown)
            letter.send()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("A notification to %s could not be mailed: %s", user.username, error)
        tired = [row.pk for row in rows if row.mail_tries >= TRIES]
        Notification.objects.filter(pk__in=tired).update(mail_due_at=None)
        return False
    # What was counted on meanwhile has a time of its own again.
    for row in rows:
        Notification.objects.filter(pk=row.pk, mail_due_at=row.mail_due_at).update(mail_due_at=None, mail_tries=0)
    return bool(shown)


def _letter(user: User, rows: Sequence[Notification]) -> EmailMessage:
    kinds = sorted({row.kind for row in rows if row.kind in wishes.MAILED})
    lines = [part for row in rows[:SHOWN] for part in (*_about(row), "")]
    if more := len(rows) - SHOWN if len(rows) > SHOWN else 0:
        lines += [ngettext("And {more} more.", "And {more} more.", more).format(more=more), ""]
    lines.append(settings.PUBLIC_URL)
    headers = {"Auto-Submitted": "auto-generated"}
    for kind in kinds:
        lines += [
            "",
            _("No more mails of this kind ({kind}): {link}").format(
                kind=_(wishes.NAMES[kind]), link=_off(user, [kind])
            ),
        ]
    if kinds:
        headers["List-Unsubscribe"] = f"<{_off(user, kinds)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    first = rows[0]
    text, _why = notifying.in_words(first)
    subject = f"{first.ticket.reference}: {text}" if first.ticket is not None else text
    if (count := len(rows)) > 1:
        unread = ngettext("{count} thing you have not read.", "{count} things you have not read.", count)
        subject = f"{unread.format(count=count)} {subject}"
    return EmailMessage(
        subject=" ".join(subject.split())[:200], body="\n".join(lines), to=[user.email], headers=headers
    )


def _about(row: Notification) -> list[str]:
    text, why = notifying.in_words(row)
    times = ngettext("{count} time", "{count} times", row.count).format(count=row.count)
    lines = [f"{text} ({times})" if row.count > 1 else text]
    if row.ticket is not None:
        lines += [f"{row.ticket.reference}: {row.ticket.subject}", notifying.link(row.ticket)]
    return [*lines, _("Why you are told: {why}").format(why=why)]


def _off(user: User, kinds: Sequence[str]) -> str:
    return f"{settings.PUBLIC_URL}/unsubscribe/{wishes.off_token(user, kinds)}"
