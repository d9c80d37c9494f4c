"""Whom we tell: addresses that an admin entered, their secrets, and when they are given up.

An endpoint that answers 410 is switched off at once; one that took nothing for three days, too. Admins are told.
"""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import events, notifying
from inbox.errors import InboxError
from inbox.models import Endpoint, User, WebhookDelivery
from inbox.webhooks.payloads import KINDS
from inbox.wording import Said

GIVE_UP = dt.timedelta(days=3)
OUTAGE = dt.timedelta(minutes=1)  # what fails for less may be the fault of one event
BOTH_HOLD = dt.timedelta(hours=24)  # how long an exchanged secret still signs
SECRET_BYTES = 32
MOST = 50
AT_ONCE = 5000  # deliveries that are dropped by one statement
LISTED = ("name", "url", "kinds", "with_content", "with_notes", "active")


def one(pk: int) -> Endpoint:
    """A 404 without it."""
    found = Endpoint.objects.filter(pk=pk).first()
    if found is None:
        raise InboxError("not_found", _("There is no such endpoint."), 404)
    return found


def switched_on(pk: int) -> Endpoint:
    """A 409 while it is switched off."""
    end = one(pk)
    if not end.active:
        raise InboxError("endpoint_off", _("“{name}” is switched off. Switch it on first.").format(name=end.name), 409)
    return end


def create(*, actor: User, **values: Any) -> tuple[Endpoint, str]:
    """The endpoint and its secret, which is shown this once."""
    _check(values)
    if Endpoint.objects.count() >= MOST:
        raise InboxError(
            "too_many", _("There may be at most {most} endpoints. Remove one that nobody needs.").format(most=MOST), 409
        )
    secret = _new_secret()
    with transaction.atomic():
        end = Endpoint(secrets={"current": secret}, **values)
        _save(end)
        _told(end, actor)
    return end, secret


def change(pk: int, *, actor: User, **values: Any) -> Endpoint:
    """Locks it. Switched on again it starts afresh; switched off, what still waits counts as failed."""
    _check(values)
    with transaction.atomic():
        end = _locked(pk)
        before = {name: getattr(end, name) for name in LISTED}
        for name, value in values.items():
            setattr(end, name, value)
        if "url" in values or (end.active and not before["active"]):
            end.failing_since = end.hold_until = None
        if end.active:
            end.disabled_reason = ""
        elif before["active"]:
            _drop_queue(end)
        _save(end)
        if before != {name: getattr(end, name) for name in LISTED}:
            _told(end, actor)
        return end


def delete(pk: int, *, actor: User) -> None:
    """With its log."""
    with transaction.atomic():
        end = _locked(pk)
        _told(end, actor)
        log = WebhookDelivery.objects.filter(endpoint=end).order_by("pk")
        while pks := list(log.values_list("pk", flat=True)[:AT_ONCE]):
            WebhookDelivery.objects.filter(pk__in=pks).delete()
        end.delete()


def rotate(pk: int, *, actor: User) -> tuple[Endpoint, str]:
    """A new secret, shown this once. Both sign for a day, so that nothing is missed while the other side changes it."""
    secret, until = _new_secret(), timezone.now() + BOTH_HOLD
    with transaction.atomic():
        end = _locked(pk)
        end.secrets = {"current": secret, "before": end.secrets["current"], "before_until": until.isoformat()}
        end.save(update_fields=("secrets",))
        _told(end, actor)
    return end, secret


def signing(end: Endpoint, *, now: dt.datetime) -> list[str]:
    """The secrets that sign a call now, the newest first."""
    until = end.secrets.get("before_until")
    both = until is not None and now < dt.datetime.fromisoformat(until)
    return [end.secrets["current"], *([end.secrets["before"]] if both else [])]


def well(end: Endpoint, *, now: dt.datetime) -> None:
    """It took something: after an outage, whatever waits is due now. The row is locked by the caller."""
    if end.failing_since is None:
        return
    if now - end.failing_since >= OUTAGE:
        WebhookDelivery.objects.filter(endpoint=end, state="queued").update(next_attempt_at=now)
    end.failing_since = end.hold_until = None
    end.save(update_fields=("failing_since", "hold_until"))


def failed(end: Endpoint, *, hold: dt.timedelta | None, gone: bool, now: dt.datetime) -> None:
    """It took nothing: leave it alone for a while, or for good. The row is locked by the caller."""
    end.failing_since = end.failing_since or now
    if hold is not None:
        end.hold_until = now + hold
    if end.active and (gone or now - end.failing_since >= GIVE_UP):
        end.active = False
        reason = (
            Said(gettext_noop("It answered 410: it wants no more calls."))
            if gone
            else Said(
                gettext_noop("It has taken nothing since {since} UTC."), since=f"{end.failing_since:%Y-%m-%d %H:%M}"
            )
        )
        end.disabled_reason = reason
        _drop_queue(end)
        _told(end, None)
        notifying.tell(
            User.objects.filter(is_active=True, role=User.Role.ADMIN),
            "endpoint_off",
            Said(gettext_noop("The webhook “{name}” was switched off. {reason}"), name=end.name, reason=reason),
            reason=Said(gettext_noop("You are an admin: only you can switch it on again.")),
            mail=True,
        )
    end.save(update_fields=("failing_since", "hold_until", "active", "disabled_reason"))


def _drop_queue(end: Endpoint) -> None:
    """What still waits can be sent again from the log."""
    WebhookDelivery.objects.filter(endpoint=end, state="queued").update(state="failed")


def _told(end: Endpoint, actor: User | None) -> None:
    events.record("endpoint.changed", actor=actor, data={"endpoint_id": end.pk, "active": end.active})


def _locked(pk: int) -> Endpoint:
    one(pk)
    return Endpoint.objects.select_for_update(no_key=True).get(pk=pk)


def _save(end: Endpoint) -> None:
    try:
        with transaction.atomic():
            end.save()
    except IntegrityError:
        words = _("There is already an endpoint called “{name}”.").format(name=end.name)
        raise InboxError("name_taken", words, 409, fields={"name": words}) from None


def _check(values: dict[str, Any]) -> None:
    if "url" in values:
        _check_url(values["url"])
    if "kinds" in values:
        _check_kinds(values["kinds"])


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    schemes = ("https", "http") if settings.ALLOW_PRIVATE_HOSTS == "all" else ("https",)
    why = ""
    if parts.scheme not in schemes or not parts.hostname:
        why = _("“{url}” is not a web address that starts with https://.").format(url=url)
    elif parts.username or parts.password or parts.fragment:
        why = _("An address without user, password and #fragment is needed: calls prove themselves by their signature.")
    if why:
        raise InboxError("invalid", why, fields={"url": why})


def _check_kinds(kinds: Collection[str]) -> None:
    if unknown := sorted(set(kinds) - set(KINDS)):
        why = _("Nobody tells of {these}. There are: {known}.").format(these=", ".join(unknown), known=", ".join(KINDS))
        raise InboxError("invalid", why, fields={"kinds": why})


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
