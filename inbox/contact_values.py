"""What two contacts are worth together, and what is taken away again when they are parted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from inbox.errors import InboxError
from inbox.models import Contact, ContactMerge

SIDES = ("source", "into")
PLAIN = ("name", "language", "zone")  # one of the two
FLAGS = ("vip", "no_surveys")  # true when it is of one of them
PARTED = "\n\n"  # between the notes of both
CUSTOM = "custom."


def joined(source: Contact, into: Contact, chosen: Mapping[str, str]) -> dict[str, Any]:
    """What ``into`` is worth after a merge, by field; nothing is written."""
    sides = {"source": source, "into": into}
    found: dict[str, Any] = {}
    for name in PLAIN:
        usual = "into" if getattr(into, name) else "source"
        found[name] = getattr(sides[chosen.get(name, usual)], name)
    found |= {name: getattr(into, name) or getattr(source, name) for name in FLAGS}
    found["notes"] = PARTED.join(filter(None, (into.notes, source.notes)))
    found["labels"] = [*into.labels, *(label for label in source.labels if label not in into.labels)]
    found["custom"] = {**source.custom, **into.custom}
    for key in {*source.custom, *into.custom}:
        if (side := chosen.get(CUSTOM + key)) is not None and key in sides[side].custom:
            found["custom"][key] = sides[side].custom[key]
    return found


def own(into: Contact, records: Sequence[ContactMerge]) -> dict[str, Any]:
    """What ``into`` would be worth without those who were merged into it: flags and labels may have come from several
    of them, and the last one that is parted takes them away."""
    found = {name: getattr(into, name) for name in (*PLAIN, *FLAGS, "notes", "labels", "custom")}
    for record in records:
        for name in FLAGS:
            found[name] = found[name] and name not in record.changed
        before, after = record.changed.get("labels", ([], []))
        found["labels"] = [label for label in found["labels"] if label in before or label not in after]
    return found


def chosen(source: Contact, into: Contact, choose: Mapping[str, str]) -> Mapping[str, str]:
    known = {*PLAIN, *(CUSTOM + key for key in (*source.custom, *into.custom))}
    for name, side in choose.items():
        if name not in known or side not in SIDES:
            why = (
                _("{name}: there is nothing to choose.").format(name=name)
                if name not in known
                else _("{name}: source or into.").format(name=name)
            )
            raise InboxError("invalid", why, fields={"choose": why})
    return choose


def give_back(record: ContactMerge, source: Contact, into: Contact, *, others: Sequence[Contact]) -> None:
    """Take from ``into`` what this merge brought, where it still is what the merge made it.

    ``others`` are those that stay merged into it: what one of them brought as well stays.
    """
    for name, (before, after) in record.changed.items():
        now = getattr(into, name)
        if name in FLAGS:
            into_has = now != after or any(getattr(other, name) for other in others)
            setattr(into, name, now if into_has else before)
        elif name == "notes":
            into.notes = before if now == after else _without(now, source.notes)
        elif name == "labels":
            brought = set(after) - set(before) - {label for other in others for label in other.labels}
            into.labels = [label for label in now if label not in brought]
        elif name == "custom":
            into.custom = _custom_before(now, before, after)
        elif now == after:
            setattr(into, name, before)


def _custom_before(now: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    found = dict(now)
    for key, value in after.items():
        if before.get(key) != value and now.get(key) == value:
            found.pop(key)
            if key in before:
                found[key] = before[key]
    return found


def _without(notes: str, theirs: str) -> str:
    """Their notes, where they still stand as a paragraph of their own."""
    for piece in (PARTED + theirs, theirs + PARTED):
        if theirs and (notes.endswith(piece) if piece.startswith(PARTED) else notes.startswith(piece)):
            return notes.removesuffix(piece) if piece.startswith(PARTED) else notes.removeprefix(piece)
    return notes.replace(PARTED + theirs + PARTED, PARTED, 1) if theirs else notes
