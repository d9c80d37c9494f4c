"""Who works here and with what: people, teams, channels, settings, words."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from inbox.access.scope import one, shared, within
from inbox.audit import entries
from inbox.models import (
    Article,
    AuditEntry,
    Brand,
    Bulk,
    CannedAnswer,
    Channel,
    CustomField,
    Endpoint,
    HelpSection,
    Label,
    Macro,
    Panel,
    RawInbound,
    Survey,
    Team,
    User,
    View,
    WebhookDelivery,
)


def channels(user: User) -> QuerySet[Channel]:
    return within(Channel.objects.all(), user, "id")


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


def canned_answers(user: User) -> QuerySet[CannedAnswer]:
    return shared(CannedAnswer.objects.all(), user)


def macros(user: User) -> QuerySet[Macro]:
    return shared(Macro.objects.all(), user)


def labels(user: User) -> QuerySet[Label]:
    return Label.objects.order_by(Lower("name")) if user.is_active else Label.objects.none()


def custom_fields(user: User) -> QuerySet[CustomField]:
    """In their order: forms and panels of everybody draw them."""
    return CustomField.objects.order_by("target", "position", "pk") if user.is_active else CustomField.objects.none()


def views(user: User) -> QuerySet[View]:
    """One's own, and what is shared with everybody or with one of one's teams."""
    for_all = shared(View.objects.filter(owner__isnull=True), user)
    return (
        View.objects.filter(Q(owner=user) | Q(pk__in=for_all.values("pk"))) if user.is_active else View.objects.none()
    )


def view(user: User, pk: int) -> View:
    return one(views(user), pk)


def channel(user: User, pk: int) -> Channel:
    return one(channels(user), pk)


def panels(user: User) -> QuerySet[Panel]:
    """Those in use; an admin sees all."""
    found = Panel.objects.order_by("position", "pk") if user.is_active else Panel.objects.none()
    return found if user.role == User.Role.ADMIN else found.filter(active=True)


def panel(user: User, pk: int) -> Panel:
    return one(panels(user), pk)


def survey(user: User, pk: int) -> Survey:
    return one(surveys(user), pk)


def brand(user: User, pk: int) -> Brand:
    return one(brands(user), pk)


def help_section(user: User, pk: int) -> HelpSection:
    return one(help_sections(user), pk)


def article(user: User, pk: int) -> Article:
    return one(articles(user), pk)


def person(user: User, pk: int) -> User:
    return one(users(user), pk)


def team(user: User, pk: int) -> Team:
    return one(teams(user), pk)


def canned_answer(user: User, pk: int) -> CannedAnswer:
    return one(canned_answers(user), pk)


def audit(user: User, **wanted: Any) -> QuerySet[AuditEntry]:
    """What concerns everybody's settings and sign-ins: only an admin sees it. ``wanted``: see ``audit.entries``."""
    return entries(**wanted) if user.is_active and user.role == User.Role.ADMIN else AuditEntry.objects.none()


def label(user: User, pk: int) -> Label:
    return one(labels(user), pk)


def custom_field(user: User, pk: int) -> CustomField:
    return one(custom_fields(user), pk)


def macro(user: User, pk: int) -> Macro:
    return one(macros(user), pk)


def bulk(user: User, pk: int) -> Bulk:
    """One's own alone."""
    return one(Bulk.objects.filter(actor=user), pk)


def raw(user: User, pk: int) -> RawInbound:
    return one(raws(user), pk)


def endpoint(user: User, pk: int) -> Endpoint:
    return one(endpoints(user), pk)


def webhook_delivery(user: User, pk: int) -> WebhookDelivery:
    return one(webhook_deliveries(user), pk)
