"""What customers allow us: each yes and each no is kept with when, how and by whom; the newest of a purpose counts."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from inbox import contact_events, contact_pairs
from inbox.errors import InboxError
from inbox.models import Consent, Contact, User

Purpose = Consent.Purpose


def say(
    contact_id: int, *, purpose: str, given: bool, source: str, note: str = "", actor: User | None = None
) -> Consent:
    """Write it down. A no to surveys stops them at once. Locks the contact."""
    if not source.strip():
        why = _("Say how they told you: by phone, in a form, in a message.")
        raise InboxError("invalid", why, fields={"source": why})
    with transaction.atomic():
        contact = Contact.objects.select_for_update(no_key=True).filter(pk=contact_id, merged_into=None).first()
        if contact is None:
            raise InboxError("not_found", _("There is no such contact."), 404)
        made = Consent.objects.create(
            contact=contact,
            purpose=purpose,
            given=given,
            source=source.strip()[:200],
            note=note.strip()[:500],
            actor=actor,
        )
        if purpose == Purpose.SURVEYS:
            contact.no_surveys = not given
        contact.version += 1
        contact.save(update_fields=["no_surveys", "version"])
        contact_events.tell("contact.changed", contact, actor=actor, data={"fields": ["consent"]})
        return made


def history(contact_id: int) -> list[Consent]:
    """The newest first; what was said to somebody who was merged into this person counts as theirs."""
    rows = Consent.objects.select_related("actor").filter(contact_id__in=contact_pairs.family(contact_id))
    return list(rows.order_by("-at", "-pk"))


def now(said: list[Consent]) -> dict[str, Consent]:
    """The newest word for each purpose, out of ``history``."""
    found: dict[str, Consent] = {}
    for each in said:
        found.setdefault(each.purpose, each)
    return found


def refused(contact_id: int, purpose: str) -> Consent | None:
    """Their no, where that is the newest they said."""
    newest = now(history(contact_id)).get(purpose)
    return newest if newest is not None and not newest.given else None
