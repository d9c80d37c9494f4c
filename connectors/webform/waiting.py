"""How long until an answer, in words that are true: from what is promised and the hours of the calendar, or none."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors.webform import when
from inbox.models import Channel
from inbox.sla import promise

HOUR, MINUTE = 3600, 60


def words(channel: Channel) -> list[str]:
    """Sentences for the page on which somebody is about to write; none when nothing is promised."""
    if channel.paused_at is not None:  # nobody reads it before that ends, and nobody knows when
        return []
    now = timezone.now()
    promised = promise.first_answer(channel, now)
    if promised is None:
        return []
    span = _span(promised.seconds, working=not promised.always)
    by = when.promise(promised.by, when.zone(), now=now)
    if promised.open:
        return [_("We answer within %(span)s: %(by)s.") % {"span": span, "by": by}]
    return [
        _("We answer within %(span)s.") % {"span": span},
        _("We are closed right now and answer %(by)s.") % {"by": by},
    ]


def until(channel: Channel, since: dt.datetime) -> str:
    """``by Monday, …`` for what somebody wrote at ``since``; empty when that is over or nothing is promised."""
    now, by = timezone.now(), promise.answer_by(channel, since)
    return when.promise(by, when.zone(), now=now) if by is not None and by > now else ""


def _span(seconds: int, *, working: bool) -> str:
    """``3 working hours``; rounded up, so that it is never said too short."""
    if seconds < HOUR:
        count = -(-seconds // MINUTE)
        if working:
            return ngettext("%(count)d working minute", "%(count)d working minutes", count) % {"count": count}
        return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
    count = -(-seconds // HOUR)
    if working:
        return ngettext("%(count)d working hour", "%(count)d working hours", count) % {"count": count}
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
