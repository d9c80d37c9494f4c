"""Labels: the words that tickets and people carry. A word that nobody used before becomes a label when it is used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import events
from inbox.errors import InboxError
from inbox.models import Label, User

LONGEST = 40


def settle(words: Sequence[str]) -> list[str]:
    """Each once, in the spelling that is known; a new one becomes a label. Inside a transaction."""
    known = _spellings(words)
    unknown = {word.lower(): word for word in reversed(words) if word.lower() not in known}
    if new := [unknown[low] for low in sorted(unknown)]:  # in one order, so that two writers cannot wait for each other
        Label.objects.bulk_create([Label(name=name) for name in new], ignore_conflicts=True)
        events.record("label.changed", data={"names": new, "fields": ["created"]})
        known = _spellings(words)
    return list(dict.fromkeys(known[word.lower()] for word in words))


def create(*, actor: User, name: str, **fields: Any) -> Label:
    """``name``, ``colour``, ``description``."""
    try:
        with transaction.atomic():
            label = Label.objects.create(name=checked(name), **fields)
            told(label, actor, ["created"])
    except IntegrityError:
        raise taken(name) from None
    return label


def change(label_id: int, *, actor: User, **changes: Any) -> Label:
    """``colour``, ``description``, ``archived``: an archived one is offered to nobody. Names: see relabelling.py."""
    with transaction.atomic():
        label = Label.objects.select_for_update(no_key=True).get(pk=label_id)
        archived = changes.pop("archived", None)
        done = {name for name, value in changes.items() if getattr(label, name) != value}
        for name in done:
            setattr(label, name, changes[name])
        if archived is not None and archived != (label.archived_at is not None):
            label.archived_at = timezone.now() if archived else None
            done.add("archived")
        if done:
            label.save()
            told(label, actor, sorted(done))
    return label


def checked(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise refused("name", _("Between 1 and {most} characters.").format(most=LONGEST))
    return name


def told(label: Label, actor: User, fields: list[str], **more: Any) -> None:
    events.record("label.changed", actor=actor, data={"id": label.pk, "name": label.name, "fields": fields, **more})


def taken(name: str) -> InboxError:
    return refused(
        "name", _("There is a label called {name} already. To make one of two, merge them.").format(name=name)
    )


def refused(field: str, why: str) -> InboxError:
    return InboxError("invalid", why, fields={field: why})


def _spellings(words: Iterable[str]) -> dict[str, str]:
    """``{lower case: as it is known}``"""
    found = Label.objects.annotate(low=Lower("name")).filter(low__in={word.lower() for word in words})
    return {label.name.lower(): label.name for label in found}
