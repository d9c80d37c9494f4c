"""Who may see which rows: the only door to data for api/ and live/.

An agent sees the channels that one of their teams works on, and what hangs on those; supervisors and admins see
everything. A row one may not see does not exist: 404, never 403. Nothing is cached: a membership that ends, ends now.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from django.contrib.sessions.models import Session
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from inbox.audit import entries
from inbox.errors import InboxError
from inbox.models import (
    Article,
    Attachment,
    AuditEntry,
    Brand,
    Bulk,
    CannedAnswer,
    Channel,
    Clock,
    Contact,
    CustomField,
    Decision,
    Delivery,
    Endpoint,
    Event,
    HelpSection,
    Identity,
    Label,
    Macro,
    Message,
    Notification,
    Offer,
    Page,
    Panel,
    Post,
    QueueEntry,
    RawInbound,
    ReadMark,
    Survey,
    SurveyAnswer,
    Team,
    Thread,
    Ticket,
    User,
    View,
    WebhookDelivery,
)

Row = TypeVar("Row", bound=Model)
RANK = {User.Role.AGENT: 0, User.Role.SUPERVISOR: 1, User.Role.ADMIN: 2}


def channel_ids(user: User) -> set[int] | None:
    """The channels this person may see; None is all of them."""
    if not user.is_active:
        return set()
    if user.sees_everything:
        return None
    return set(Channel.objects.filter(teams__members=user).values_list("id", flat=True))


def scopes(user_ids: Collection[int]) -> dict[int, tuple[User, set[int] | None]]:
    """The same for many people in two queries, with who they are now; nobody who is gone or not active."""
    people = User.objects.filter(pk__in=user_ids, is_active=True).in_bulk()
    allowed: dict[int, set[int]] = {pk: set() for pk, user in people.items() if not user.sees_everything}
    links = Channel.objects.filter(teams__members__in=allowed).values_list("teams__members", "id").distinct()
    for user_id, channel_id in links if allowed else ():
        allowed[user_id].add(channel_id)
    return {pk: (user, allowed.get(pk)) for pk, user in people.items()}


def signed_in(session_keys: Collection[str]) -> set[str]:
    """Those of the sessions that still are: signing out and expiry both end one."""
    sessions = Session.objects.filter(pk__in=session_keys, expire_date__gt=timezone.now())
    return set(sessions.values_list("pk", flat=True))


def channels(user: User) -> QuerySet[Channel]:
    return _within(Channel.objects.all(), user, "id")


def tickets(user: User) -> QuerySet[Ticket]:
    return _within(Ticket.objects.filter(removed_at__isnull=True), user, "channel_id")


def messages(user: User) -> QuerySet[Message]:
    return _within(Message.objects.all(), user, "ticket__channel_id")


def posts(user: User) -> QuerySet[Post]:
    return _within(Post.objects.all(), user, "channel_id")


def trees(user: User, post: Post) -> QuerySet[Thread]:
    """The conversations under a post, as far as one sees their tickets."""
    return _within(Thread.objects.filter(post=post), user, "ticket__channel_id")


def deliveries(user: User) -> QuerySet[Delivery]:
    return _within(Delivery.objects.all(), user, "message__ticket__channel_id")


def attachments(user: User) -> QuerySet[Attachment]:
    """Of messages one may see, and one's own uploads that no message carries yet."""
    visible = _within(Attachment.objects.all(), user, "ticket__channel_id")
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
    return list(Notification.objects.filter(pk__in=ids)) if ids else []


def pages(user: User) -> QuerySet[Page]:
    return _within(Page.objects.all(), user, "ticket__channel_id")


def surveys(user: User) -> QuerySet[Survey]:
    return Survey.objects.order_by("name") if user.is_active else Survey.objects.none()


def brands(user: User) -> QuerySet[Brand]:
    return Brand.objects.all() if user.is_active else Brand.objects.none()


def help_sections(user: User) -> QuerySet[HelpSection]:
    return HelpSection.objects.all() if user.is_active else HelpSection.objects.none()


def articles(user: User) -> QuerySet[Article]:
    """Drafts are for those who write them."""
    rows = Article.objects.select_related("section__brand")
    if user.is_active and user.role == User.Role.ADMIN:
        return rows
    return rows.filter(state=Article.State.PUBLISHED) if user.is_active else rows.none()


def survey_answers(user: User) -> QuerySet[SurveyAnswer]:
    return _within(SurveyAnswer.objects.all(), user, "ticket__channel_id")


def queue(user: User) -> QuerySet[QueueEntry]:
    """What waits for a person, in the order in which it has its turn."""
    return _within(QueueEntry.objects.select_related("ticket"), user, "ticket__channel_id").order_by("order_at", "pk")


def decisions(user: User) -> QuerySet[Decision]:
    return _within(Decision.objects.all(), user, "ticket__channel_id")


def offers(user: User) -> QuerySet[Offer]:
    """Only one's own, even for an admin."""
    own = Offer.objects.filter(user=user).select_related("ticket__contact")
    return _within(own, user, "ticket__channel_id")


def open_offers(user: User) -> QuerySet[Offer]:
    return offers(user).filter(state=Offer.State.OPEN, until__gt=timezone.now()).order_by("pk")


def offer(user: User, pk: int) -> Offer:
    return _one(offers(user), pk)


def raws(user: User) -> QuerySet[RawInbound]:
    """Raw bytes may hold anything, so only an admin sees them."""
    return RawInbound.objects.all() if user.is_active and user.role == User.Role.ADMIN else RawInbound.objects.none()


def endpoints(user: User) -> QuerySet[Endpoint]:
    """They hear of every channel, so only an admin sees them."""
    return Endpoint.objects.all() if user.is_active and user.role == User.Role.ADMIN else Endpoint.objects.none()


def webhook_deliveries(user: User) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(endpoint__in=endpoints(user))


def users(user: User) -> QuerySet[User]:
    """Everybody who works or worked here: their names stand on tickets."""
    return User.objects.order_by("name", "pk") if user.is_active else User.objects.none()


def teams(user: User) -> QuerySet[Team]:
    return Team.objects.order_by("name") if user.is_active else Team.objects.none()


def read_marks(user: User, ticket_ids: Collection[int]) -> dict[int, int]:
    """How far this person has read each of the tickets."""
    marks = ReadMark.objects.filter(user=user, ticket_id__in=ticket_ids)
    return dict(marks.values_list("ticket_id", "message_id"))


def canned_answers(user: User) -> QuerySet[CannedAnswer]:
    return _shared(CannedAnswer.objects.all(), user)


def macros(user: User) -> QuerySet[Macro]:
    return _shared(Macro.objects.all(), user)


def labels(user: User) -> QuerySet[Label]:
    return Label.objects.order_by(Lower("name")) if user.is_active else Label.objects.none()


def custom_fields(user: User) -> QuerySet[CustomField]:
    """In their order: forms and panels of everybody draw them."""
    return CustomField.objects.order_by("target", "position", "pk") if user.is_active else CustomField.objects.none()


def views(user: User) -> QuerySet[View]:
    """One's own, and what is shared with everybody or with one of one's teams."""
    shared = _shared(View.objects.filter(owner__isnull=True), user)
    return View.objects.filter(Q(owner=user) | Q(pk__in=shared.values("pk"))) if user.is_active else View.objects.none()


def view(user: User, pk: int) -> View:
    return _one(views(user), pk)


def ticket(user: User, pk: int) -> Ticket:
    return _one(tickets(user), pk)


def channel(user: User, pk: int) -> Channel:
    return _one(channels(user), pk)


def contact(user: User, pk: int) -> Contact:
    return _one(contacts(user), pk)


def post(user: User, pk: int) -> Post:
    return _one(posts(user), pk)


def identity(user: User, contact_id: int, pk: int) -> Identity:
    return _one(Identity.objects.filter(contact=contact(user, contact_id)), pk)


def merged_contact(user: User, contact_id: int, pk: int) -> Contact:
    """Somebody who was merged into a contact that one may see."""
    return _one(Contact.objects.filter(merged_into=contact(user, contact_id)), pk)


def panels(user: User) -> QuerySet[Panel]:
    """Those in use; an admin sees all."""
    found = Panel.objects.order_by("position", "pk") if user.is_active else Panel.objects.none()
    return found if user.role == User.Role.ADMIN else found.filter(active=True)


def panel(user: User, pk: int) -> Panel:
    return _one(panels(user), pk)


def page(user: User, pk: int) -> Page:
    return _one(pages(user), pk)


def survey(user: User, pk: int) -> Survey:
    return _one(surveys(user), pk)


def brand(user: User, pk: int) -> Brand:
    return _one(brands(user), pk)


def help_section(user: User, pk: int) -> HelpSection:
    return _one(help_sections(user), pk)


def article(user: User, pk: int) -> Article:
    return _one(articles(user), pk)


def message(user: User, pk: int) -> Message:
    return _one(messages(user), pk)


def delivery(user: User, pk: int) -> Delivery:
    return _one(deliveries(user), pk)


def clocks(user: User) -> QuerySet[Clock]:
    return _within(Clock.objects.select_related("ticket"), user, "ticket__channel")


def clock(user: User, pk: int) -> Clock:
    return _one(clocks(user), pk)


def person(user: User, pk: int) -> User:
    return _one(users(user), pk)


def team(user: User, pk: int) -> Team:
    return _one(teams(user), pk)


def canned_answer(user: User, pk: int) -> CannedAnswer:
    return _one(canned_answers(user), pk)


def audit(user: User, **wanted: Any) -> QuerySet[AuditEntry]:
    """What concerns everybody's settings and sign-ins: only an admin sees it. ``wanted``: see ``audit.entries``."""
    return entries(**wanted) if user.is_active and user.role == User.Role.ADMIN else AuditEntry.objects.none()


def label(user: User, pk: int) -> Label:
    return _one(labels(user), pk)


def custom_field(user: User, pk: int) -> CustomField:
    return _one(custom_fields(user), pk)


def macro(user: User, pk: int) -> Macro:
    return _one(macros(user), pk)


def bulk(user: User, pk: int) -> Bulk:
    """One's own alone."""
    return _one(Bulk.objects.filter(actor=user), pk)


def attachment(user: User, token: str) -> Attachment:
    """With its bytes; what was not fetched from its network has none to give."""
    stored = attachments(user).filter(state=Attachment.State.STORED)
    return _found(stored.select_related("blob").filter(token=token))


def uploads(user: User, ticket: Ticket, ids: Collection[int]) -> list[Attachment]:
    """One's own files for a message not yet sent; an id that is anything else does not exist."""
    own = attachments(user).filter(message__isnull=True, uploader=user)
    found = list(own.filter(ticket=ticket, pk__in=ids).order_by("pk"))
    if missing := sorted(set(ids) - {each.pk for each in found}):
        text = f"Unknown: {', '.join(map(str, missing))}."
        raise InboxError("not_found", f"attachment_ids: {text}", 404, fields={"attachment_ids": text})
    return found


def upload(user: User, pk: int) -> Attachment:
    return _one(attachments(user).filter(message__isnull=True, uploader=user), pk)


def raw(user: User, pk: int) -> RawInbound:
    return _one(raws(user), pk)


def endpoint(user: User, pk: int) -> Endpoint:
    return _one(endpoints(user), pk)


def webhook_delivery(user: User, pk: int) -> WebhookDelivery:
    return _one(webhook_deliveries(user), pk)


def require_role(user: User, role: str) -> None:
    """Refuse anybody below ``role``: agent < supervisor < admin."""
    if not user.is_active or RANK[User.Role(user.role)] < RANK[User.Role(role)]:
        raise InboxError("forbidden", f"Only for the role {role} and above.", 403)


def _within(rows: QuerySet[Row], user: User, path: str) -> QuerySet[Row]:
    allowed = channel_ids(user)
    return rows if allowed is None else rows.filter(**{f"{path}__in": allowed})


def _shared(rows: QuerySet[Row], user: User) -> QuerySet[Row]:
    """For everybody, or for one of this person's teams."""
    if user.sees_everything or not user.is_active:
        return rows if user.is_active else rows.none()
    return rows.filter(Q(team__isnull=True) | Q(team__in=user.memberships.values("team_id")))


def _one(rows: QuerySet[Row], pk: int) -> Row:
    return _found(rows.filter(pk=pk))


def _found(rows: QuerySet[Row]) -> Row:
    found = rows.first()
    if found is None:
        raise InboxError("not_found", "There is no such thing, or you may not see it.", 404)
    return found
