"""Take every word from tickets, messages and people; what retention and erasing share.

Rows stay, with their times, their promises and the fact of each event, so that figures of the past stay true. Nothing
here decides what is over, and all of it happens inside the caller's transaction.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from inbox import attachments, previews
from inbox.models import (
    Action,
    Attachment,
    Attempt,
    AutomaticMessage,
    Bulk,
    Clock,
    Consent,
    Contact,
    ContactApart,
    ContactMerge,
    Decision,
    Delivery,
    Draft,
    EarlyEvent,
    Evaluation,
    Event,
    Follower,
    IdempotencyKey,
    Identity,
    Label,
    Mention,
    Message,
    Notification,
    Offer,
    Page,
    Part,
    Post,
    QueueEntry,
    RawInbound,
    ReadMark,
    Revision,
    RuleEntry,
    RuleJob,
    RuleRun,
    SurveyAnswer,
    Thread,
    Ticket,
    TicketLink,
    Timer,
    WebhookDelivery,
)

# Told of the messages before their names go, so that who keeps copies of its own can find them (connectors).
Forget = Callable[[Collection[int]], None]

HOLD = "legal-hold"
LATEST = dt.timedelta(days=7)  # bytes that made no message: second copies, receipts, news of other messages
AT_ONCE = 1000
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


def held() -> Q:
    """Tickets that nothing may touch: by the label on the ticket or on the person, however it is spelled there."""
    spelled = hold_words()
    return Q(labels__overlap=spelled) | Q(contact__labels__overlap=spelled)


def hold_words() -> list[str]:
    return [HOLD, *Label.objects.filter(name__iexact=HOLD).values_list("name", flat=True)]


def tickets(ids: Collection[int], now: dt.datetime, *, also: Forget) -> set[int]:
    """Every word of these locked tickets and of what was merged into them; the ids of the people whose they were."""
    ids = sorted({*ids, *Ticket.objects.filter(merged_into__in=ids).values_list("pk", flat=True)})
    people = set(Ticket.objects.filter(pk__in=ids).values_list("contact_id", flat=True))
    said = list(Message.objects.filter(ticket__in=ids).values_list("pk", flat=True))
    posts = list(Thread.objects.filter(ticket__in=ids, post__isnull=False).values_list("post_id", flat=True))
    for model in GONE:
        model._default_manager.filter(ticket__in=ids).delete()
    WebhookDelivery.objects.filter(event__ticket__in=ids).delete()
    Follower.objects.filter(ticket__in=ids).delete()
    TicketLink.objects.filter(Q(first__in=ids) | Q(second__in=ids)).delete()
    SurveyAnswer.objects.filter(ticket__in=ids).update(comment="")
    Clock.objects.filter(ticket__in=ids).exclude(excuse="").update(excuse="")
    messages(said, also=also)
    _files(Attachment.objects.filter(ticket__in=ids))
    Thread.objects.filter(ticket__in=ids).update(key=_nameless(), identity=None)
    _posts(posts, ids)
    _facts(Q(ticket__in=ids))
    _bulks(set(ids))
    Ticket.objects.filter(pk__in=ids).update(
        subject="", preview="", labels=[], custom={}, language="", needs={}, removed_at=now, snoozed_until=None
    )
    return people


def messages(ids: Collection[int], *, also: Forget) -> None:
    """Every word of these messages, their files, and the bytes they came in."""
    also(ids)
    of = {"message__in": ids}
    previews.forget_links(ids)
    raws = set(Message.objects.filter(pk__in=ids, raw__isnull=False).values_list("raw_id", flat=True))
    raws |= set(Event.objects.filter(kind="message.edited", **of).values_list("data__raw_id", flat=True))
    _files(Attachment.objects.filter(**of))
    Revision.objects.filter(**of).delete()
    Mention.objects.filter(**of).delete()
    AutomaticMessage.objects.filter(**of).delete()
    Action.objects.filter(**of).update(text="", reason="", emoji="", error="")
    Attempt.objects.filter(delivery__message__in=ids).update(recipient="", detail="")
    Part.objects.filter(delivery__message__in=ids).update(external_id=_nameless())
    Delivery.objects.filter(**of).update(recipients=NOBODY, template=None, error="")
    _facts(Q(**of))
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
    found = {raw for raw in raws if raw is not None}
    EarlyEvent.objects.filter(raw__in=found).delete()
    # What else came in the same bytes stands in rows of its own. Each is known again by its external_id, should the
    # mailbox be read anew.
    empty(RawInbound.objects.filter(free(), pk__in=found).values_list("pk", flat=True))


def people(ids: Collection[int], now: dt.datetime) -> None:
    """Those of the people of whom nothing else is kept, with whoever was merged into them."""
    standing = Ticket.objects.filter(contact=OuterRef("pk"), removed_at__isnull=True)
    said = Message.objects.filter(author_identity__contact=OuterRef("pk"))
    gone = Contact.objects.filter(~Exists(standing), ~Exists(said), pk__in=ids, merged_into__isnull=True)
    found = new = set(gone.values_list("pk", flat=True))
    while new:
        new = set(Contact.objects.filter(merged_into__in=new).values_list("pk", flat=True)) - found
        found = found | new
    Identity.objects.filter(contact__in=found).delete()
    Consent.objects.filter(contact__in=found).delete()
    ContactApart.objects.filter(Q(first__in=found) | Q(second__in=found)).delete()
    ContactMerge.objects.filter(Q(source__in=found) | Q(into__in=found)).update(changed={}, identity_ids=[])
    Contact.objects.filter(pk__in=found).update(
        name="", notes="", language="", zone="", vip=False, labels=[], custom={}, removed_at=now
    )


def handles(known: Collection[str]) -> None:
    """These handles, wherever they stand beside other people's words: as addressees, and under reactions."""
    for handle in known:
        theirs = {"handle": handle}
        named = Q(reactions__contains=[theirs])
        for kind in (*NOBODY, "reply_to"):
            named |= Q(**{f"recipients__{kind}__contains": [theirs]})
        for message in Message.objects.select_for_update(no_key=True).filter(named).order_by("pk").iterator():
            message.recipients = _without(message.recipients, handle)
            message.reactions = [each for each in message.reactions if each["handle"] != handle]
            message.save(update_fields=["recipients", "reactions"])
        sent = Q()
        for kind in NOBODY:
            sent |= Q(**{f"recipients__{kind}__contains": [theirs]})
        for delivery in Delivery.objects.select_for_update().filter(sent).order_by("pk").iterator():
            delivery.recipients = _without(delivery.recipients, handle)
            delivery.save(update_fields=["recipients"])
        Attempt.objects.filter(recipient=handle).update(recipient="", detail="")
        AutomaticMessage.objects.filter(handle=handle).delete()


def answers(known: Collection[str], ids: Collection[int]) -> None:
    """What was answered to writes about these handles and tickets, and is kept in case a program repeats them."""
    about = re.compile("|".join([*map(re.escape, known), *(rf'"ticket_id": {pk}\b' for pk in ids)]) or r"(?!)")
    rows = IdempotencyKey.objects.exclude(body=None).values_list("pk", "body")
    IdempotencyKey.objects.filter(pk__in=[pk for pk, body in rows if about.search(json.dumps(body))]).delete()


def spent(now: dt.datetime) -> None:
    """Kept bytes that made no message serve nobody after LATEST."""
    made = Message.objects.filter(raw=OuterRef("pk"))
    rows = kept_bytes(now - LATEST).filter(~Exists(made)).order_by("received_at")
    empty(rows.values_list("pk", flat=True)[:AT_ONCE])


def kept_bytes(before: dt.datetime) -> QuerySet[RawInbound]:
    """Raw rows that were read before then and still have their bytes."""
    return RawInbound.objects.filter(state__in=RawInbound.OVER, received_at__lt=before).exclude(body=b"")


def naming(words: Collection[str], channels: Collection[int]) -> None:
    """The bytes of what made no message and has one of these words in it: receipts and second copies of a person."""
    made = Message.objects.filter(raw=OuterRef("pk"))
    rows = kept_bytes(timezone.now()).filter(~Exists(made), channel__in=channels)
    wanted = [word.encode() for word in words if word]
    for pk, body in rows.values_list("pk", "body").iterator(chunk_size=50):
        if any(word in bytes(body) for word in wanted):
            empty([pk])


def empty(raws: Iterable[int]) -> int:
    return RawInbound.objects.filter(pk__in=list(raws)).update(body=b"", headers={}, error="")


def free() -> Q:
    """What brought nothing that is held."""
    keep = Message.objects.filter(raw=OuterRef("pk"), ticket__in=Ticket.objects.filter(held()))
    return ~Q(Exists(keep))


def _files(files: QuerySet[Attachment]) -> None:
    blobs = list(files.values_list("blob_id", flat=True))
    files.delete()
    attachments.drop_blobs(blobs)


def _posts(ids: Collection[int], removed: Collection[int]) -> None:
    """What others posted, and nobody talks about any more. Our own posts are our own words."""
    talked = Thread.objects.filter(post=OuterRef("pk"), ticket__removed_at__isnull=True).exclude(ticket__in=removed)
    theirs = Post.objects.filter(~Exists(talked), pk__in=ids, ours=False)
    theirs.update(title="", text="", url="", author_name="", external_id=_nameless())


def _facts(of: Q) -> None:
    Event.objects.filter(of).exclude(kind__startswith="sla.").update(data={})
    Event.objects.filter(of, kind="sla.excused").update(data={})


def _bulks(ids: set[int]) -> None:
    """What a change of many noted of these, so that it can be undone."""
    over = Bulk.objects.select_for_update().exclude(state=Bulk.State.RUNNING)
    for bulk in over.filter(ticket_ids__overlap=list(ids)).order_by("pk"):
        bulk.undo = [each for each in bulk.undo if each["ticket_id"] not in ids]
        bulk.failed = [each for each in bulk.failed if each["ticket_id"] not in ids]
        bulk.save(update_fields=["undo", "failed"])


def _without(recipients: dict[str, Any], handle: str) -> dict[str, Any]:
    return {kind: [each for each in found if each.get("handle") != handle] for kind, found in recipients.items()}


def _nameless() -> Concat:
    """A name that says nothing, and that nothing else has."""
    return Concat(Value("removed-"), Cast("pk", CharField()))
