"""One of everything that has an id, on one channel, and all of it marked: what is marked must reach no stranger."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.utils import timezone

from inbox import (
    attachments,
    contact_pairs,
    identities,
    later,
    links,
    merging,
    notifying,
    paging,
    panels,
    profiles,
    reminders,
    replies,
    surveys,
    tickets,
    tokens,
)
from inbox.envelope import InboundAttachment, MessageEdited, PostSnapshot
from inbox.models import (
    Article,
    Attachment,
    Brand,
    Bulk,
    Calendar,
    CalendarVersion,
    CannedAnswer,
    Channel,
    Clock,
    CustomField,
    Decision,
    Delivery,
    HelpSection,
    Label,
    LinkPreview,
    Macro,
    Message,
    Offer,
    Panel,
    Policy,
    QueueEntry,
    RawInbound,
    Rule,
    Skill,
    Survey,
    SurveyAnswer,
    Ticket,
    User,
    View,
    WebhookDelivery,
)
from inbox.rules import versions as rules
from inbox.webhooks import endpoints
from tests import office, social

MARK = "tapir"
World = dict[str, Any]


def build(channel: Channel, author: User) -> World:
    """Ids by name. Subjects, words, people and files carry the mark and the channel's id."""
    mark = f"{MARK}{channel.pk}"
    first, second = (_ticket(channel, f"{mark}-{number}") for number in (1, 2))
    queued, failed, unknown = (office.answer(first, author, f"{mark} answer {number}") for number in range(3))
    Delivery.objects.filter(message=failed).update(state=Delivery.State.FAILED)
    Delivery.objects.filter(message=unknown).update(state=Delivery.State.UNKNOWN)
    replies.note(first.pk, author=author, body_html=f"{mark} among ourselves", attachment_ids=[])
    first.refresh_from_db()
    third, fourth = (_ticket(channel, f"{mark}-{number}") for number in (3, 4))
    again = office.follow_up(third.messages.get(), f"{mark} again", sender=f"{mark}-3@customer.example")
    asked_again = office.receive(channel, again)
    merging.merge(fourth.pk, third.pk, actor=author)
    later.schedule(
        first.pk,
        author=author,
        send_at=timezone.now() + dt.timedelta(days=1),
        body_html=f"<p>{mark}</p>",
        to=["ada@customer.example"],
    )
    tomorrow = timezone.now() + dt.timedelta(days=1)
    reminders.remind(first.pk, user=author, at=tomorrow, note=mark)
    linked = links.link(first.pk, second.pk, "related", actor=author)
    solved = _ticket(channel, f"{mark}-5")
    tickets.update(solved.pk, actor=author, status="solved")
    comment = _comment(channel, mark)
    offer = _routed(second, author)
    webhook = _webhook(channel, author, mark)
    canned = CannedAnswer.objects.create(shortcut=mark, title=mark, body_html=f"<p>{mark}</p>", team=channel.team)
    urgent = {"do": "set", "field": "priority", "value": "urgent"}
    macro = Macro.objects.create(name=mark, description=mark, actions=[urgent], team=channel.team)
    running = Bulk.objects.create(actor=author, ticket_ids=[first.pk], changes={"changes": {"priority": "low"}})
    done = Bulk.objects.create(
        actor=author,
        ticket_ids=[first.pk],
        changes={"changes": {"priority": "low"}},
        undo=[{"ticket_id": first.pk, "changes": {"priority": ["normal", "low"]}}],
        failed=[{"ticket_id": second.pk, "code": "error", "message": mark}],
        state=Bulk.State.DONE,
        finished_at=timezone.now(),
    )
    survey = _asked(second, author, mark)
    page = paging.page(tickets.lock(first.pk), mark)
    notifying.tell([author], "rule", mark, ticket=first, reason=mark)
    link = f"https://{mark}-1.example/page"
    blob = attachments.store_blob(f"picture of {mark}".encode())
    preview = LinkPreview.objects.create(url_hash=mark, url=link, title=mark, image_id=blob, image_type="image/png")
    spare = identities.add(first.contact_id, actor=author, network="email", handle=f"{mark}@spare.example")
    twin = profiles.create(actor=author, name=mark)
    contact_pairs.merge(twin.pk, first.contact_id, actor=author)
    return {
        "ticket": first.pk,
        "kind": channel.kind,
        "web_link": link,
        "preview": preview.pk,
        "other_ticket": second.pk,
        "third_ticket": third.pk,
        "merged_ticket": fourth.pk,
        "solved_ticket": solved.pk,
        "link": linked.link.pk,
        "asked_again": asked_again.pk,
        "scheduled": later.scheduled(first)[0].ref,
        "message": first.last_message_id,
        "said": first.messages.filter(direction="inbound").values_list("pk", flat=True)[0],
        "delivery_queued": queued.delivery.pk,
        "delivery_failed": failed.delivery.pk,
        "delivery_unknown": unknown.delivery.pk,
        "clock": _broken(second),
        "token": Attachment.objects.filter(message__ticket=first).values_list("token", flat=True)[0],
        "contact": first.contact_id,
        "contact_name": first.contact.name,
        "other_contact": second.contact_id,
        "merged_contact": twin.pk,
        "identity": spare.pk,
        "panel": _panel(author).pk,
        "channel": channel.pk,
        "team": channel.team_id,
        "upload": attachments.upload(first, author, f"{mark}.txt", b"draft").pk,
        "person": author.pk,
        "calendar_version": CalendarVersion.objects.order_by("pk").values_list("pk", flat=True)[0],
        "calendar": Calendar.objects.order_by("pk").values_list("pk", flat=True)[0],
        "skill": Skill.objects.get_or_create(name="Italian")[0].pk,
        "api_token": tokens.create(actor=author, name="Shop", user_id=author.pk)[0].named.pk,
        "label": Label.objects.get_or_create(name="Spare parts")[0].pk,
        "other_label": Label.objects.get_or_create(name="Repair")[0].pk,
        "custom_field": CustomField.objects.get_or_create(
            target="ticket", key="size", defaults={"label": "Size", "kind": "text", "archived_at": timezone.now()}
        )[0].pk,
        "policy": Policy.objects.order_by("pk").values_list("pk", flat=True)[0],
        "canned": canned.pk,
        "macro": macro.pk,
        "view": View.objects.create(name=mark, owner=author).pk,
        "bulk": running.pk,
        "bulk_done": done.pk,
        "raw": _unreadable(channel, mark),
        "rule": _rule().pk,
        "endpoint": webhook.endpoint_id,
        "webhook_delivery": webhook.pk,
        "survey": survey.pk,
        **_faces(),
        "page": page.pk if page is not None else None,
        "comment": comment.pk,
        "offer": offer.pk,
        "post": comment.thread.post_id if comment.thread else None,
    }


def _ticket(channel: Channel, mark: str) -> Ticket:
    file = InboundAttachment(filename=f"{mark}.txt", content_type="text/plain", content=mark.encode())
    sender = f"{mark}@customer.example"
    return office.ticket(
        channel,
        office.mail(f"{mark} hello https://{mark}.example/page", subject=mark, attachments=(file,), sender=sender),
    )


def _rule() -> Rule:
    """The only one: order names them all."""
    urgent = {"do": "set", "field": "priority", "value": "urgent"}
    return Rule.objects.first() or rules.create(
        actor=None, name="Hurry up", trigger={"on": ["ticket.created"]}, actions=[urgent]
    )


def _panel(author: User) -> Panel:
    """The only one: order names them all."""
    address = "https://crm.example/?who={{ contact.email }}"
    found = Panel.objects.first()
    return found or panels.create(actor=author, name="CRM", kind="frame", url_template=address)[0]


def _broken(ticket: Ticket) -> int:
    """A promise that was not kept."""
    clock = Clock.objects.filter(ticket=ticket).order_by("pk")[0]
    Clock.objects.filter(pk=clock.pk).update(breached_at=timezone.now())
    return clock.pk


def _webhook(channel: Channel, author: User, mark: str) -> WebhookDelivery:
    """One that failed."""
    end, _ = endpoints.create(actor=author, name=mark, url=f"https://{mark}.example/hook")
    return WebhookDelivery.objects.create(
        endpoint=end, kind="ticket.created", payload={"mark": mark}, state="failed", next_attempt_at=timezone.now()
    )


def _routed(ticket: Ticket, author: User) -> Offer:
    """In the queue, and offered to somebody."""
    now = timezone.now()
    entry = {"team": ticket.channel.team, "since": now, "order_at": now}
    QueueEntry.objects.create(ticket=ticket, **entry)
    Decision.objects.create(ticket=ticket, team=ticket.channel.team, outcome="waiting", reason="no_room", at=now)
    return Offer.objects.create(ticket=ticket, user=author, made_at=now, until=now + dt.timedelta(hours=1))


def _comment(channel: Channel, mark: str) -> Message:
    """In public, under a post, and edited since."""
    post = PostSnapshot(external_id=mark, title=mark, text=mark)
    comment = social.hear(channel, social.comment(mark, by=mark, external_id=mark, post=post))
    social.tell(channel, MessageEdited(external_id=mark, at=timezone.now(), body_text=f"{mark} again"))
    return comment


def _asked(ticket: Ticket, author: User, mark: str) -> Survey:
    """A question that was answered."""
    survey, _ = Survey.objects.get_or_create(name="Usual", question="How was it?")
    now = timezone.now()
    times = {"asked_at": now, "expires_at": now + surveys.OPEN_FOR, "answered_at": now}
    SurveyAnswer.objects.create(
        survey=survey, ticket=ticket, contact=ticket.contact, agent=author, score=5, comment=mark, **times
    )
    return survey


def _faces() -> World:
    """What everybody may see: a brand, another that nobody uses, and a published article."""
    brand, _ = Brand.objects.get_or_create(slug="northwind", defaults={"name": "Northwind", "standard": True})
    unused, _ = Brand.objects.get_or_create(slug="unused", defaults={"name": "Unused"})
    section, _ = HelpSection.objects.get_or_create(brand=brand, slug="returns", defaults={"titles": {"en": "Returns"}})
    empty, _ = HelpSection.objects.get_or_create(brand=brand, slug="empty", defaults={"titles": {"en": "Empty"}})
    words = {"title": "A kettle", "body_html": "<p>A kettle.</p>", "body_text": "A kettle.", "state": "published"}
    article, _ = Article.objects.get_or_create(section=section, language="en", slug="a-kettle", defaults=words)
    return {
        "brand": brand.pk,
        "unused_brand": unused.pk,
        "help_section": section.pk,
        "empty_section": empty.pk,
        "article": article.pk,
    }


def _unreadable(channel: Channel, mark: str) -> int:
    raw = office.kept(channel, body=mark.encode())
    RawInbound.objects.filter(pk=raw.pk).update(state=RawInbound.State.QUARANTINED, error=mark)
    return raw.pk


def fingerprint() -> dict[str, str]:
    """Of every row of every table of the product, so that nothing can change unseen."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith("inbox_")]
        found = {}
        for table in sorted(tables):
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{table}\" t"
            )
            found[table] = cursor.fetchone()[0]
    return found
