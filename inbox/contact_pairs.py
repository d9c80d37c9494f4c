"""Two contacts are one person, and two again; or somebody says that they are two for good.

Nothing here decides that by itself but a network's word (``contacts.unite``): people choose, ``likeness.py`` proposes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import contact_events, contact_values
from inbox.errors import InboxError
from inbox.models import Contact, ContactMerge, Identity, Message, Ticket, User
from inbox.sla import clocks


def merge(source_id: int, into_id: int, *, actor: User | None, choose: Mapping[str, str] | None = None) -> Contact:
    """Handles and tickets of ``source`` go to ``into``; taken back by ``unmerge``.

    ``choose`` names the side whose value wins, by field (``name``, ``language``, ``zone``, ``custom.KEY``); else what
    ``into`` has stays. Notes and labels are of both, VIP and "no surveys" of either. ``actor`` None: by a network's
    word. Locks the contacts, then the tickets.
    """
    with transaction.atomic():
        source, into = _pair(source_id, into_id)
        identities = list(source.identities.order_by("pk").values_list("pk", flat=True))
        tickets = list(source.tickets.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
        usual = into.identities.filter(primary=True).values("network")
        stepped_back = list(source.identities.filter(primary=True, network__in=usual).values_list("pk", flat=True))
        Identity.objects.filter(pk__in=stepped_back).update(primary=False)
        after = contact_values.joined(source, into, contact_values.chosen(source, into, choose or {}))
        before = contact_values.own(into, absorbed(into.pk))
        changed = {name: [before[name], value] for name, value in after.items() if before[name] != value}
        was_vip = into.vip
        _move(identities, tickets, into)
        for name, (_, value) in changed.items():
            setattr(into, name, value)
        into.version += 1
        into.save()
        source.merged_into = into
        source.version += 1
        source.save(update_fields=["merged_into", "version"])
        ContactMerge.objects.create(
            source=source,
            into=into,
            identity_ids=identities,
            ticket_ids=tickets,
            stepped_back=stepped_back,
            changed=changed,
            actor=actor,
            at=timezone.now(),
        )
        if into.vip != was_vip:
            promise_anew(into)
        data = {"source_id": source.pk, "into_id": into.pk, "identity_ids": identities, "ticket_ids": tickets}
        contact_events.tell("contact.merged", into, actor=actor, data=data, also=tickets)
        return into


def unmerge(source_id: int, *, actor: User | None) -> Contact:
    """Part them again. What went with the source returns, and what was opened since from handles of its own.

    What has changed on the other since stays as it is now. Returns the contact that is one of its own again.
    """
    with transaction.atomic():
        record, source, into = _merged_pair(source_id)
        since = Ticket.objects.filter(contact=into, created_at__gt=record.at, pk__in=_first_said(record.identity_ids))
        tickets = sorted({*record.ticket_ids, *since.values_list("pk", flat=True)})
        theirs = Ticket.objects.select_for_update(no_key=True).filter(contact=into, pk__in=tickets).order_by("pk")
        tickets = list(theirs.values_list("pk", flat=True))
        identities = list(into.identities.filter(pk__in=record.identity_ids).values_list("pk", flat=True))
        _move(identities, tickets, source)
        Identity.objects.filter(pk__in=record.stepped_back, contact=source).update(primary=True)
        record.undone_at = timezone.now()
        record.save(update_fields=["undone_at"])
        was_vip = into.vip
        contact_values.give_back(record, source, into, others=[other.source for other in absorbed(into.pk)])
        into.version += 1
        into.save()
        source.merged_into = None
        source.version += 1
        source.save(update_fields=["merged_into", "version"])
        for contact in (source, into):
            if contact.vip != was_vip:
                promise_anew(contact)
        data = {"source_id": source.pk, "into_id": into.pk}
        contact_events.tell("contact.unmerged", into, actor=actor, data=data)
        contact_events.tell("contact.unmerged", source, actor=actor, data=data, also=tickets)
        return source


def absorbed(contact_id: int) -> list[ContactMerge]:
    """Who was merged into this contact and can be parted again, the newest first."""
    rows = ContactMerge.objects.select_related("source", "actor").filter(into_id=contact_id, undone_at=None)
    return list(rows.order_by("-pk"))


def family(contact_id: int) -> list[int]:
    """This contact and all who were merged into it, however many steps away."""
    found = new = {contact_id}
    while new:
        new = set(Contact.objects.filter(merged_into__in=new).values_list("pk", flat=True)) - found
        found = found | new
    return sorted(found)


def promise_anew(contact: Contact) -> None:
    """A policy may ask who is a VIP. Locks this person's unsolved tickets."""
    rows = Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("channel", "contact")
    for ticket in rows.filter(contact=contact, status__in=Ticket.UNSOLVED, merged_into=None).order_by("pk"):
        clocks.changed(ticket, {"contact.vip": [not contact.vip, contact.vip]})
        ticket.version += 1
        ticket.save(update_fields=["due_at", "version"])


def _first_said(identity_ids: Sequence[int]) -> list[int]:
    """The tickets whose first customer message is from one of these handles."""
    said = Message.objects.filter(direction=Message.Direction.INBOUND, author_identity__isnull=False)
    touched = said.filter(author_identity_id__in=identity_ids).values("ticket_id")
    firsts = said.filter(ticket_id__in=touched).values("ticket_id").annotate(first=Min("pk")).values("first")
    begun = Message.objects.filter(pk__in=firsts, author_identity_id__in=identity_ids)
    return list(begun.values_list("ticket_id", flat=True))


def _merged_pair(source_id: int) -> tuple[ContactMerge, Contact, Contact]:
    record = ContactMerge.objects.filter(source_id=source_id, undone_at=None).first()
    if record is None:
        raise InboxError("not_merged", _("This contact was not merged into another one."), 409)
    rows = Contact.objects.select_for_update().filter(pk__in=(source_id, record.into_id)).order_by("pk").in_bulk()
    source, into = rows[source_id], rows[record.into_id]
    if source.merged_into_id != into.pk:  # somebody else was faster
        raise InboxError("not_merged", _("This contact was not merged into another one."), 409)
    if into.merged_into_id is not None:
        why = _("The person they were merged into was itself merged into another one: take that back first.")
        raise InboxError("merged", why, 409, data={"into_id": into.merged_into_id})
    return record, source, into


def _pair(source_id: int, into_id: int) -> tuple[Contact, Contact]:
    if source_id == into_id:
        raise InboxError("same_contact", _("A contact cannot be merged into itself."))
    found = {
        row.pk: row for row in Contact.objects.select_for_update().filter(pk__in=(source_id, into_id)).order_by("pk")
    }
    if len(found) < 2:
        raise InboxError("not_found", _("There is no such contact."), 404)
    if any(row.merged_into_id is not None for row in found.values()):
        raise InboxError("merged", _("This contact was merged into another one."), 409)
    return found[source_id], found[into_id]


def _move(identities: Sequence[int], tickets: Sequence[int], to: Contact) -> None:
    Identity.objects.filter(pk__in=identities).update(contact=to)
    Ticket.objects.filter(pk__in=tickets).update(contact=to, version=F("version") + 1)
