"""What people here write about a customer: who they are, and by which handles they are known.

A change may say what it was made from (``was``): then two who write at once cannot undo each other unseen.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import contact_events, contact_pairs, custom, events, identities, labels, wording
from inbox.errors import InboxError
from inbox.models import Contact, Event, User

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
MOST_LABELS = 20
WORDS = {
    "name": gettext_noop("the name"),
    "notes": gettext_noop("the notes"),
    "language": gettext_noop("the language"),
    "zone": gettext_noop("the time zone"),
    "vip": gettext_noop("whether they are a VIP"),
    "labels": gettext_noop("the labels"),
    "custom": gettext_noop("a field"),
}


def create(*, actor: User, handles: Sequence[Mapping[str, str]] = (), **fields: Any) -> Contact:
    """Somebody who has not written yet; ``handles`` as ``add_identity`` takes them."""
    with transaction.atomic():
        contact = Contact.objects.create()
        for handle in handles:
            identities.add(contact.pk, actor=actor, **handle)
        events.record("contact.created", actor=actor, data={"contact_id": contact.pk})
        return describe(contact.pk, actor=actor, **fields)


def describe(contact_id: int, *, actor: User, was: Mapping[str, Any] | None = None, **changes: Any) -> Contact:
    """Change name, notes, language, zone, vip, labels (all of them) and custom (those that are named; None empties).

    Refused with 409 ``contact_changed`` where a field is no longer what ``was`` says; nothing is changed then.
    Locks the contact, then, where VIP changes, their unsolved tickets.
    """
    with transaction.atomic():
        contact = identities.locked(contact_id)
        wanted = {name: _checked(name, value) for name, value in changes.items()}
        _refuse_crossed(contact, wanted, was or {})
        if "custom" in wanted:
            wanted["custom"] = custom.merged(contact.custom, wanted["custom"])
        done = sorted(name for name, value in wanted.items() if getattr(contact, name) != value)
        if not done:
            return contact
        for name in done:
            setattr(contact, name, wanted[name])
        contact.version += 1
        contact.save(update_fields=[*done, "version"])
        if "vip" in done:
            contact_pairs.promise_anew(contact)
        contact_events.tell("contact.changed", contact, actor=actor, data={"fields": done})
        return contact


def _refuse_crossed(contact: Contact, wanted: Mapping[str, Any], was: Mapping[str, Any]) -> None:
    crossed = [name for name in wanted if name in was and _crossed(getattr(contact, name), wanted[name], was[name])]
    if not crossed:
        return
    by = (
        Event.objects.filter(kind="contact.changed", data__contact_id=contact.pk, ticket__contact=contact)
        .select_related("actor")
        .order_by("-pk")
        .first()
    )
    who = by.actor.get_full_name() if by is not None and by.actor is not None else _("Somebody")
    what = wording.listed(_(WORDS[name]) for name in crossed)
    raise InboxError(
        "contact_changed",
        _("{who} changed {what} while you did. Look at it, then keep one of the two.").format(who=who, what=what),
        409,
        fields=dict.fromkeys(crossed, _("{who} changed it meanwhile.").format(who=who)),
        data={"now": {name: getattr(contact, name) for name in crossed}, "by": who, "version": contact.version},
    )


def _crossed(now: Any, wanted: Any, was: Any) -> bool:
    """Of custom fields only those that are changed count."""
    if isinstance(now, dict) and isinstance(was, dict):
        return any(_crossed(now.get(key), wanted[key], was.get(key)) for key in wanted if key in was)
    return bool(now != was and now != wanted)


def _checked(name: str, value: Any) -> Any:
    if name == "custom":
        return custom.check("contact", value)
    if name == "labels":
        words = list(dict.fromkeys(" ".join(word.split()) for word in value if word.strip()))
        if len(words) > MOST_LABELS or any(len(word) > labels.LONGEST for word in words):
            raise _refused(
                name,
                _("At most {most} labels of at most {longest} characters.").format(
                    most=MOST_LABELS, longest=labels.LONGEST
                ),
            )
        return labels.settle(words)
    if name == "zone" and value and value not in zoneinfo.available_timezones():
        raise _refused(name, _("There is no time zone {value}; they look like Europe/Berlin.").format(value=value))
    if name == "language" and value and not LANGUAGE.fullmatch(value):
        raise _refused(name, _("{value} is no language code; they look like de or pt-BR.").format(value=value))
    return value.strip() if name in ("name", "notes") else value


def _refused(name: str, why: str) -> InboxError:
    return InboxError("invalid", why, fields={name: why})
