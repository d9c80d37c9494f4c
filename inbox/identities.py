"""The handles by which a customer is known, as people here add, mend and remove them."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import contact_events, spelling
from inbox.errors import InboxError
from inbox.models import Contact, Identity, User


def add(contact_id: int, *, actor: User, network: str, handle: str, name: str = "") -> Identity:
    """A further handle, not verified: they have not written from it. 409 ``handle_taken`` with who has it."""
    with transaction.atomic():
        contact = locked(contact_id)
        handle = spelling.of(network, handle)
        made = Identity(contact=contact, network=network, handle=handle, name=name.strip()[:200])
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise _taken(network, handle) from None
        _touch(contact, actor)
        return made


def change(
    identity_id: int,
    *,
    actor: User,
    handle: str | None = None,
    name: str | None = None,
    primary: bool | None = None,
    spam: bool | None = None,
) -> Identity:
    """``primary``: the usual one of its network; there is one at most. ``spam``: what they begin from it is, from now
    on; what is open stays as it is."""
    with transaction.atomic():
        contact, identity = _locked_identity(identity_id)
        handle = identity.handle if handle is None else spelling.of(identity.network, handle)
        if handle != identity.handle:
            if _spoken(identity):
                why = _("They wrote from it, so it stays as it is. Add the other one beside it.")
                raise InboxError("in_use", why, 409, fields={"handle": why})
            identity.handle, identity.verified, identity.url = handle, False, ""
        if name is not None:
            identity.name = name.strip()[:200]
        if spam is not None and spam != (identity.spam_at is not None):
            identity.spam_at, identity.spam_by = (timezone.now(), actor) if spam else (None, None)
        if primary is not None:
            contact.identities.filter(network=identity.network, primary=True).update(primary=False)
            identity.primary = primary
        try:
            with transaction.atomic():
                identity.save()
        except IntegrityError:
            raise _taken(identity.network, identity.handle) from None
        _touch(contact, actor)
        return identity


def remove(identity_id: int, *, actor: User) -> None:
    """Only what nobody wrote from: the conversation would lose who said it."""
    with transaction.atomic():
        contact, identity = _locked_identity(identity_id)
        if _spoken(identity):
            why = _("They wrote from it, so it stays with what they said.")
            raise InboxError("in_use", why, 409)
        identity.delete()
        _touch(contact, actor)


def locked(contact_id: int) -> Contact:
    contact = Contact.objects.select_for_update(no_key=True).filter(pk=contact_id).first()
    if contact is None:
        raise InboxError("not_found", _("There is no such contact."), 404)
    if contact.merged_into_id is not None:
        why = _("This contact was merged into another one meanwhile.")
        raise InboxError("merged", why, 409, data={"into_id": contact.merged_into_id})
    return contact


def _locked_identity(identity_id: int) -> tuple[Contact, Identity]:
    """Contact first, as everywhere."""
    found = Identity.objects.filter(pk=identity_id).values_list("contact_id", flat=True).first()
    contact = locked(found or 0)
    identity = Identity.objects.select_for_update().filter(pk=identity_id, contact=contact).first()
    if identity is None:
        raise InboxError("not_found", _("There is no such handle."), 404)
    return contact, identity


def _spoken(identity: Identity) -> bool:
    return identity.messages.exists() or identity.threads.exists()


def _touch(contact: Contact, actor: User) -> None:
    contact.version += 1
    contact.save(update_fields=["version"])
    contact_events.tell("contact.changed", contact, actor=actor, data={"fields": ["identities"]})


def _taken(network: str, handle: str) -> InboxError:
    owner = Identity.objects.filter(network=network, handle=handle).values_list("contact_id", flat=True).first()
    why = _("Somebody else has {handle} already. If they are one person, merge the two.").format(handle=handle)
    return InboxError("handle_taken", why, 409, fields={"handle": why}, data={"contact_id": owner})
