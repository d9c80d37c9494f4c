"""Match or create the person behind a handle."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import F

from inbox import events
from inbox.envelope import Address
from inbox.errors import InboxError
from inbox.models import Contact, Identity, User


def match(address: Address, *, verified: bool) -> Identity:
    """The identity of this handle, made with its contact if it is new. Inside the caller's transaction.

    The unique key on (network, handle) decides between simultaneous firsts: the loser waits for the winner's commit,
    then drops its own empty contact. ``verified`` says that they wrote from it, rather than typing it into a form.
    """
    known = _find(address)
    if known is None:
        contact = Contact.objects.create(name=address.name[:200])
        known = _insert(contact, address, verified=verified)
        if known is None:
            contact.delete()
            known = _find(address)
        if known is None:
            raise RuntimeError(f"identity {address.network}:{address.handle} vanished while it was being made")
    if verified and not known.verified:
        known.verified = True
        known.save(update_fields=["verified"])
    if address.name and not known.contact.name:
        known.contact.name = address.name[:200]
        known.contact.save(update_fields=["name"])
    return known


def rename(contact_id: int, *, actor: User, name: str | None = None, notes: str | None = None) -> Contact:
    """Change what people typed about a contact."""
    with transaction.atomic():
        contact = Contact.objects.select_for_update(no_key=True).filter(pk=contact_id).first()
        if contact is None:
            raise InboxError("not_found", "There is no such contact.", 404)
        if name is not None:
            contact.name = name
        if notes is not None:
            contact.notes = notes
        contact.version = F("version") + 1
        contact.save(update_fields=["name", "notes", "version"])
        contact.refresh_from_db()
        # On each channel they wrote to: a name is seen by whoever sees one of their tickets, and by nobody else.
        for ticket in contact.tickets.order_by("channel_id", "-id").distinct("channel_id"):
            events.record("contact.changed", ticket=ticket, actor=actor, data={"contact_id": contact.pk})
        return contact


def _insert(contact: Contact, address: Address, *, verified: bool) -> Identity | None:
    """None when somebody else holds the handle by now. (bulk_create could not tell.)"""
    identity = Identity(
        contact=contact,
        network=address.network,
        handle=address.handle[:320],
        name=address.name[:200],
        verified=verified,
        created_at=contact.created_at,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_identity (contact_id, network, handle, name, verified, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (network, handle) DO NOTHING RETURNING id",
            [contact.pk, identity.network, identity.handle, identity.name, verified, identity.created_at],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    identity.pk = row[0]
    return identity


def _find(address: Address) -> Identity | None:
    return (
        Identity.objects.select_related("contact").filter(network=address.network, handle=address.handle[:320]).first()
    )
