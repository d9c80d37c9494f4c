"""Match or create the person behind a handle, and learn of them what their network says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from inbox import contact_events, contact_pairs, events
from inbox.envelope import Address, IdentityChanged
from inbox.models import Channel, Contact, Identity

ASK = "connectors.tasks.fetch_profiles"
ASK_AGAIN = dt.timedelta(minutes=10)


def match(address: Address, *, verified: bool, also: Sequence[Address] = (), unknown: bool = False) -> Identity:
    """The identity of this handle, made with its contact if it is new. Inside the caller's transaction.

    The unique key on (network, handle) decides between simultaneous firsts: the loser waits for the winner's commit,
    then drops its own empty contact. ``verified`` says that they wrote from it, rather than typing it into a form.
    ``also`` are further handles of the same person by the network's word; ``unknown``: where no name came, ask it.
    """
    known = _find(address)
    if known is None:
        kin = next((found for each in also if (found := _find(each))), None)
        contact = kin.contact if kin else Contact.objects.create(name=address.name[:200])
        known = _insert(contact, address, verified=verified, ask=unknown and not address.name)
        if known is None:
            if kin is None:
                contact.delete()
            known = _find(address)
        elif known.profile_due_at is not None:
            events.nudge(ASK, queue="polling")
        if known is None:
            raise RuntimeError(f"identity {address.network}:{address.handle} vanished while it was being made")
    if verified and not known.verified:
        known.verified = True
        known.save(update_fields=["verified"])
    if address.name and not known.contact.name:
        known.contact.name = address.name[:200]
        known.contact.save(update_fields=["name"])
    return unite(known, also) if also else known


def unite(identity: Identity, also: Sequence[Address]) -> Identity:
    """Give their contact further handles, by the network's word; whoever holds one already is the same person.

    The older contact survives. Inside the caller's transaction; returns the identity with the contact it has now.
    """
    for address in also:
        other = _find(address) or _insert(identity.contact, address, verified=True) or _find(address)
        if other is not None and other.contact_id != identity.contact_id:
            older, younger = sorted((other.contact_id, identity.contact_id))
            contact_pairs.merge(younger, older, actor=None)
            identity = Identity.objects.select_related("contact").get(pk=identity.pk)
    return identity


def follow(event: IdentityChanged) -> None:
    """The network says that somebody has new handles. Whoever never wrote needs no merging."""
    old, *known = (_find(address) for address in (event.old, *event.new))
    here = old or next((each for each in known if each is not None), None)
    if here is not None:
        unite(here, (event.old, *event.new))


def due_for_asking(limit: int) -> list[Identity]:
    """Take up to ``limit`` handles that came without a name for one question each; a lost answer is asked again."""
    now = timezone.now()
    with transaction.atomic():
        due = Identity.objects.select_for_update(skip_locked=True, of=("self",)).filter(profile_due_at__lte=now)
        rows = list(due.order_by("profile_due_at", "pk")[:limit])
        Identity.objects.filter(pk__in=[row.pk for row in rows]).update(profile_due_at=now + ASK_AGAIN)
    return rows


def last_channel(identity: Identity) -> Channel | None:
    """The channel they last wrote on, or are written to on."""
    newest = identity.messages.select_related("channel").order_by("-pk").first()
    thread = None if newest else identity.threads.select_related("channel").order_by("-pk").first()
    return newest.channel if newest else thread.channel if thread else None


def introduce(identity: Identity, *, name: str = "", url: str = "", also: Sequence[Address] = ()) -> None:
    """What the network says of them; nothing more is asked. A name that people typed stays."""
    with transaction.atomic():
        row = Identity.objects.select_for_update(of=("self",)).select_related("contact").get(pk=identity.pk)
        row.profile_due_at, row.name, row.url = None, name[:200] or row.name, url[:1000] or row.url
        row.save(update_fields=("profile_due_at", "name", "url"))
        contact = unite(row, also).contact
        if name:
            contact.name = contact.name or name[:200]
            contact.version += 1
            contact.save(update_fields=["name", "version"])
            contact_events.tell("contact.changed", contact, actor=None)


def ask_later(identity: Identity, *, seconds: float) -> None:
    Identity.objects.filter(pk=identity.pk).update(
        profile_due_at=timezone.now() + dt.timedelta(seconds=min(max(seconds, 1.0), 86400.0))
    )


def follow_merges() -> int:
    """Tickets that were opened for a contact while it was being merged go where the others went."""
    moved = 0
    for contact in Contact.objects.filter(merged_into__isnull=False, tickets__isnull=False).distinct():
        moved += contact.tickets.update(contact=contact.merged_into, version=F("version") + 1)
    return moved


def _insert(contact: Contact, address: Address, *, verified: bool, ask: bool = False) -> Identity | None:
    """None when somebody else holds the handle by now. (bulk_create could not tell.)"""
    identity = Identity(
        contact=contact,
        network=address.network,
        handle=address.handle[:320],
        name=address.name[:200],
        verified=verified,
        created_at=timezone.now(),
        profile_due_at=timezone.now() if ask else None,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_identity (contact_id, network, handle, name, verified, created_at, profile_due_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (network, handle) DO NOTHING RETURNING id",
            [
                contact.pk,
                identity.network,
                identity.handle,
                identity.name,
                verified,
                identity.created_at,
                identity.profile_due_at,
            ],
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
