"""How long things are kept: what is over for longer than a rule of the organisation says, loses its words for good.

Of a ticket only the row stays, with its times, its promises and the fact of each event, so that figures of the past
stay true; the people who wrote go with the last of their tickets. What carries the label ``HOLD`` is never touched.
All of it happens in small transactions; every pass that removed something leaves a ``Removal``.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from inbox import attachments, events, previews
from inbox.models import (
    Action,
    Attachment,
    Attempt,
    AuditEntry,
    AutomaticMessage,
    Consent,
    Contact,
    ContactApart,
    Decision,
    Delivery,
    Draft,
    EarlyEvent,
    Evaluation,
    Event,
    Follower,
    Identity,
    Label,
    Mention,
    Message,
    Notification,
    Offer,
    Organisation,
    Page,
    Part,
    QueueEntry,
    RawInbound,
    ReadMark,
    Removal,
    Revision,
    RuleEntry,
    RuleJob,
    RuleRun,
    SurveyAnswer,
    Thread,
    Ticket,
    TicketLink,
    Timer,
    User,
    WebhookDelivery,
)

RULES = ("spam_days", "closed_days", "notification_days", "audit_days")
HOLD = "legal-hold"
CHUNK = 25  # tickets per transaction
ROWS = 1000  # of what has no other rows hanging on it
TIME = 20.0  # seconds per pass
GONE = (
    RuleRun,
    Evaluation,
    RuleJob,
    RuleEntry,
    Notification,
    Page,
    Draft,
    ReadMark,
    Timer,
    Decision,
    Offer,
    QueueEntry,
)
NOBODY: dict[str, list[Any]] = {"to": [], "cc": [], "bcc": []}


def days() -> dict[str, int]:
    ours = Organisation.objects.first() or Organisation()
    return {rule: getattr(ours, rule) for rule in RULES}


def preview(wanted: dict[str, int], *, now: dt.datetime) -> list[dict[str, Any]]:
    """What these rules would remove now: ``[{"rule", "days", "would_remove", "held"}]``; 0 days removes nothing."""
    found = []
    for rule in RULES:
        number = wanted[rule]
        rows = _over(rule, number, now) if number else None
        held = 0
        if rows is not None and rows.model is Ticket:
            held = _tickets(rule, number, now).filter(_held()).count()
        found.append(
            {"rule": rule, "days": number, "would_remove": rows.count() if rows is not None else 0, "held": held}
        )
    return found


def change(*, actor: User, **wanted: int) -> None:
    """Days by rule; 0 keeps for ever. Takes effect with the next pass."""
    with transaction.atomic():
        ours = Organisation.objects.select_for_update().get_or_create(pk=1)[0]
        before = {rule: getattr(ours, rule) for rule, value in wanted.items() if getattr(ours, rule) != value}
        for rule in before:
            setattr(ours, rule, wanted[rule])
        if before:
            ours.save(update_fields=sorted(before))
            after = {rule: wanted[rule] for rule in before}
            data = {"fields": sorted(before), "before": before, "after": after}
            events.record("organisation.changed", actor=actor, data=data)


def run(*, now: dt.datetime | None = None) -> None:
    """One pass over all rules, as far as it gets in TIME; the next goes on."""
    now = now or timezone.now()
    end = time.monotonic() + TIME
    for rule, number in days().items():
        if not number:
            continue
        started, removed = timezone.now(), 0
        while time.monotonic() < end and (some := _remove(rule, number, now)):
            removed += some
        if removed:
            done = {"removed": removed, "started_at": started, "finished_at": timezone.now()}
            Removal.objects.create(rule=rule, days=number, **done)


def removals() -> QuerySet[Removal]:
    return Removal.objects.order_by("-started_at")


def _remove(rule: str, number: int, now: dt.datetime) -> int:
    """One transaction; how many rows it removed."""
    with transaction.atomic():
        if rule in ("spam_days", "closed_days"):
            over = _over(rule, number, now).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
            found = list(over.values_list("pk", flat=True)[:CHUNK])
            if found:
                _empty(found, now)
            return len(found)
        rows = _over(rule, number, now)
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:ROWS])
        rows.model._default_manager.filter(pk__in=ids).delete()
        return len(ids)


def _over(rule: str, number: int, now: dt.datetime) -> QuerySet[Any]:
    """What this rule removes."""
    before = now - dt.timedelta(days=number)
    if rule == "notification_days":
        return Notification.objects.filter(at__lt=before)
    if rule == "audit_days":
        return AuditEntry.objects.filter(at__lt=before)
    return _tickets(rule, number, now).exclude(_held())


def _tickets(rule: str, number: int, now: dt.datetime) -> QuerySet[Ticket]:
    """Over for so long; who was merged goes with the survivor, and a survivor waits for nobody."""
    status = Ticket.Status.SPAM if rule == "spam_days" else Ticket.Status.CLOSED
    old = Ticket.objects.filter(removed_at__isnull=True, last_message_at__lt=now - dt.timedelta(days=number))
    return old.filter(status=status, merged_into__isnull=True)


def _held() -> Q:
    """By the label on the ticket or on the person, however it is spelled there."""
    spelled = [HOLD, *Label.objects.filter(name__iexact=HOLD).values_list("name", flat=True)]
    return Q(labels__overlap=spelled) | Q(contact__labels__overlap=spelled)


def _empty(ids: Collection[int], now: dt.datetime) -> None:
    """Take every word from these locked tickets and from what was merged into them."""
    ids = sorted({*ids, *Ticket.objects.filter(merged_into__in=ids).values_list("pk", flat=True)})
    people = set(Ticket.objects.filter(pk__in=ids).values_list("contact_id", flat=True))
    messages = list(Message.objects.filter(ticket__in=ids).values_list("pk", flat=True))
    for model in GONE:
        model._default_manager.filter(ticket__in=ids).delete()
    WebhookDelivery.objects.filter(event__ticket__in=ids).delete()
    Follower.objects.filter(ticket__in=ids).delete()
    TicketLink.objects.filter(Q(first__in=ids) | Q(second__in=ids)).delete()
    SurveyAnswer.objects.filter(ticket__in=ids).update(comment="")
    _empty_messages(messages)
    files = Attachment.objects.filter(ticket__in=ids)
    blobs = list(files.values_list("blob_id", flat=True))
    files.delete()
    attachments.drop_blobs(blobs)
    Thread.objects.filter(ticket__in=ids).update(key=_nameless(), identity=None)
    Event.objects.filter(ticket__in=ids).exclude(kind__startswith="sla.").update(data={})
    Ticket.objects.filter(pk__in=ids).update(
        subject="", preview="", labels=[], custom={}, language="", needs={}, removed_at=now, snoozed_until=None
    )
    _forget(people, now)


def _empty_messages(ids: Collection[int]) -> None:
    of = {"message__in": ids}
    previews.forget_links(ids)
    raws = list(Message.objects.filter(pk__in=ids, raw__isnull=False).values_list("raw_id", flat=True))
    Revision.objects.filter(**of).delete()
    Mention.objects.filter(**of).delete()
    AutomaticMessage.objects.filter(**of).delete()
    Action.objects.filter(**of).update(text="", reason="", emoji="", error="")
    Attempt.objects.filter(delivery__message__in=ids).update(recipient="", detail="")
    Part.objects.filter(delivery__message__in=ids).update(external_id=_nameless())
    Delivery.objects.filter(**of).update(recipients=NOBODY, template=None, error="")
    Event.objects.filter(**of).exclude(kind__startswith="sla.").update(data={})
    Message.objects.filter(pk__in=ids).update(
        author_identity=None,
        author_name="",
        external_id=_nameless(),
        fingerprint="",
        parent_external_id="",
        url="",
        reactions=[],
        subject="",
        body_text="",
        body_html="",
        reply_text="",
        recipients=NOBODY,
        extra={},
    )
    standing = Message.objects.filter(raw=OuterRef("pk"), ticket__removed_at__isnull=True).exclude(pk__in=ids)
    EarlyEvent.objects.filter(raw__in=raws).delete()
    # What came once is known again by its external_id, should the mailbox be read anew.
    RawInbound.objects.filter(~Exists(standing), pk__in=raws).update(body=b"", headers={}, error="")


def _forget(ids: Collection[int], now: dt.datetime) -> None:
    """Those of the people of whom nothing else is kept, with whoever was merged into them."""
    standing = Ticket.objects.filter(contact=OuterRef("pk"), removed_at__isnull=True)
    said = Message.objects.filter(author_identity__contact=OuterRef("pk"))
    gone = Contact.objects.filter(~Exists(standing), ~Exists(said), pk__in=ids, merged_into__isnull=True)
    found = list(gone.values_list("pk", flat=True))
    found += Contact.objects.filter(merged_into__in=found).values_list("pk", flat=True)
    Identity.objects.filter(contact__in=found).delete()
    Consent.objects.filter(contact__in=found).delete()
    ContactApart.objects.filter(Q(first__in=found) | Q(second__in=found)).delete()
    Contact.objects.filter(pk__in=found).update(
        name="", notes="", language="", zone="", labels=[], custom={}, removed_at=now
    )


def _nameless() -> Concat:
    """A name that says nothing, and that nothing else has."""
    return Concat(Value("removed-"), Cast("pk", CharField()))
