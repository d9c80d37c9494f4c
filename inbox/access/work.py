"""Tickets, and what hangs on them."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from inbox.access.scope import channel_ids, found, one, within
from inbox.errors import InboxError
from inbox.models import (
    Attachment,
    Clock,
    Contact,
    Decision,
    Delivery,
    Event,
    Identity,
    Message,
    Notification,
    Offer,
    Page,
    Post,
    QueueEntry,
    ReadMark,
    SurveyAnswer,
    Thread,
    Ticket,
    User,
)


def tickets(user: User) -> QuerySet[Ticket]:
    return within(Ticket.objects.filter(removed_at__isnull=True), user, "channel_id")


def messages(user: User) -> QuerySet[Message]:
    return within(Message.objects.filter(ticket__removed_at__isnull=True), user, "ticket__channel_id")


def posts(user: User) -> QuerySet[Post]:
    return within(Post.objects.all(), user, "channel_id")


def trees(user: User, post: Post) -> QuerySet[Thread]:
    """The conversations under a post, as far as one sees their tickets."""
    return within(Thread.objects.filter(post=post), user, "ticket__channel_id")


def deliveries(user: User) -> QuerySet[Delivery]:
    standing = Delivery.objects.filter(message__ticket__removed_at__isnull=True)
    return within(standing, user, "message__ticket__channel_id")


def attachments(user: User) -> QuerySet[Attachment]:
    """Of messages one may see, and one's own uploads that no message carries yet."""
    visible = within(Attachment.objects.all(), user, "ticket__channel_id")
    return visible.filter(Q(message__isnull=False) | Q(uploader=user))


def contacts(user: User) -> QuerySet[Contact]:
    """People with at least one ticket that one may see, and whom somebody here entered and who has not written yet.

    Who turned out to be somebody else is found under them.
    """
    allowed = channel_ids(user)
    people = Contact.objects.filter(merged_into__isnull=True, removed_at__isnull=True)
    if allowed is None or not user.is_active:
        return people if user.is_active else people.none()
    theirs = Ticket.objects.filter(contact=OuterRef("pk"))
    seen, silent = Exists(theirs.filter(channel_id__in=allowed)), ~Exists(theirs)
    said = Exists(Message.objects.filter(author_identity__contact=OuterRef("pk")))
    return people.filter(seen | (silent & ~said))


def events(user: User) -> QuerySet[Event]:
    """On visible channels or for everybody, less what is meant for somebody else."""
    return visible_events(Event.objects.all(), channel_ids(user), user.pk)


def visible_events(rows: QuerySet[Event], allowed: set[int] | None, user_id: int) -> QuerySet[Event]:
    rows = rows.filter(Q(user__isnull=True) | Q(user_id=user_id))
    return rows if allowed is None else rows.filter(Q(channel__isnull=True) | Q(channel_id__in=allowed))


def notifications(user: User) -> QuerySet[Notification]:
    """One's own, less those of tickets that one may not see any more."""
    mine = Notification.objects.filter(user=user)
    allowed = channel_ids(user)
    return mine if allowed is None else mine.filter(Q(ticket__isnull=True) | Q(ticket__channel_id__in=allowed))


def told(ids: Collection[int]) -> list[Notification]:
    """As they are now, whoever they are for: callers show each to its own person alone."""
    return list(Notification.objects.select_related("user").filter(pk__in=ids)) if ids else []


def pages(user: User) -> QuerySet[Page]:
    return within(Page.objects.all(), user, "ticket__channel_id")


def survey_answers(user: User) -> QuerySet[SurveyAnswer]:
    return within(SurveyAnswer.objects.all(), user, "ticket__channel_id")


def queue(user: User) -> QuerySet[QueueEntry]:
    """What waits for a person, in the order in which it has its turn."""
    return within(QueueEntry.objects.select_related("ticket"), user, "ticket__channel_id").order_by("order_at", "pk")


def decisions(user: User) -> QuerySet[Decision]:
    return within(Decision.objects.all(), user, "ticket__channel_id")


def offers(user: User) -> QuerySet[Offer]:
    """Only one's own, even for an admin."""
    own = Offer.objects.filter(user=user).select_related("ticket__contact")
    return within(own, user, "ticket__channel_id")


def open_offers(user: User) -> QuerySet[Offer]:
    return offers(user).filter(state=Offer.State.OPEN, until__gt=timezone.now()).order_by("pk")


def offer(user: User, pk: int) -> Offer:
    return one(offers(user), pk)


def read_marks(user: User, ticket_ids: Collection[int]) -> dict[int, int]:
    """How far this person has read each of the tickets."""
    marks = ReadMark.objects.filter(user=user, ticket_id__in=ticket_ids)
    return dict(marks.values_list("ticket_id", "message_id"))


def ticket(user: User, pk: int) -> Ticket:
    return one(tickets(user), pk)


def contact(user: User, pk: int) -> Contact:
    return one(contacts(user), pk)


def post(user: User, pk: int) -> Post:
    return one(posts(user), pk)


def identity(user: User, contact_id: int, pk: int) -> Identity:
    return one(Identity.objects.filter(contact=contact(user, contact_id)), pk)


def merged_contact(user: User, contact_id: int, pk: int) -> Contact:
    """Somebody who was merged into a contact that one may see."""
    return one(Contact.objects.filter(merged_into=contact(user, contact_id)), pk)


def page(user: User, pk: int) -> Page:
    return one(pages(user), pk)


def message(user: User, pk: int) -> Message:
    return one(messages(user), pk)


def delivery(user: User, pk: int) -> Delivery:
    return one(deliveries(user), pk)


def clocks(user: User) -> QuerySet[Clock]:
    return within(Clock.objects.select_related("ticket"), user, "ticket__channel")


def clock(user: User, pk: int) -> Clock:
    return one(clocks(user), pk)


def attachment(user: User, token: str) -> Attachment:
    """With its bytes; what was not fetched from its network has none to give."""
    stored = attachments(user).filter(state=Attachment.State.STORED)
    return found(stored.select_related("blob").filter(token=token))


def uploads(user: User, ticket: Ticket, ids: Collection[int]) -> list[Attachment]:
    """One's own files for a message not yet sent; an id that is anything else does not exist."""
    own = attachments(user).filter(message__isnull=True, uploader=user)
    found = list(own.filter(ticket=ticket, pk__in=ids).order_by("pk"))
    if missing := sorted(set(ids) - {each.pk for each in found}):
        text = f"Unknown: {', '.join(map(str, missing))}."
        raise InboxError("not_found", f"attachment_ids: {text}", 404, fields={"attachment_ids": text})
    return found


def upload(user: User, pk: int) -> Attachment:
    return one(attachments(user).filter(message__isnull=True, uploader=user), pk)
