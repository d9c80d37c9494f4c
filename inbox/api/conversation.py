"""What was said on a ticket, what happened to it, and saying more."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, addressing, courtesies, replies, tickets
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.paging import NEWEST, Order, page
from inbox.api.shapes.messages import Message, MessagePage, ReplyOptions, TicketChanged
from inbox.api.shapes.tickets import Timeline
from inbox.api.strict import BIGGEST_ID, Body, Id, PageQuery
from inbox.errors import InboxError
from inbox.models import Message as MessageModel
from inbox.models import Ticket

LONGEST_BODY = 500_000
MOST_RECIPIENTS = 100
MOST_FILES = 50
AUDIENCES = (("public", "public"), ("private", "private"))


class AddressIn(Body):
    handle = serializers.CharField(max_length=320)
    name = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    network = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


def addresses() -> Any:
    return serializers.ListField(child=AddressIn(), required=False, default=list, max_length=MOST_RECIPIENTS)


def files() -> Any:
    return serializers.ListField(child=Id(), required=False, default=list, max_length=MOST_FILES)


class TemplateIn(Body):
    name = serializers.CharField(max_length=512)
    language = serializers.CharField(max_length=20)
    parameters = serializers.ListField(
        child=serializers.CharField(max_length=1024), required=False, default=list, max_length=20
    )


class NewReply(Body):
    body_html = serializers.CharField(max_length=LONGEST_BODY)
    to = addresses()
    cc = addresses()
    bcc = addresses()
    attachment_ids = files()
    last_seen_message_id = Id(allow_null=True)
    status_after = serializers.ChoiceField(Ticket.Status.choices, required=False, allow_null=True, default=None)
    force = serializers.BooleanField(required=False, default=False, help_text="Send although the ticket has changed.")
    visibility = serializers.ChoiceField(
        AUDIENCES,
        required=False,
        allow_null=True,
        default=None,
        help_text="What the agent believes; refused when the reply would be seen by others than that.",
    )
    thread_id = Id(required=False, allow_null=True, default=None, help_text="Null: where the customer wrote last.")
    surface = serializers.CharField(
        max_length=40,
        required=False,
        allow_null=True,
        default=None,
        help_text="Another than the thread's answers a comment privately.",
    )
    parent_message_id = Id(required=False, allow_null=True, default=None, help_text="What is answered or quoted.")
    template = TemplateIn(required=False, allow_null=True, default=None)
    reveal = serializers.BooleanField(
        required=False, default=False, help_text="Post it although it names numbers or addresses of a person."
    )


class NewNote(Body):
    body_html = serializers.CharField(max_length=LONGEST_BODY)
    attachment_ids = files()


class ReadUpTo(Body):
    message_id = serializers.IntegerField(
        min_value=0,
        max_value=BIGGEST_ID,
        help_text="The newest message that I have read; 0 marks the ticket as unread.",
    )


class Messages(APIView):
    @operation("tickets_messages", summary="What was said, the newest first", query=PageQuery, returns=MessagePage)
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        found = access.messages(ask.user).filter(ticket=ticket)
        shown, cursor = page(found, Order("-sent_at"), cursor=ask.query.get("cursor"), limit=ask.query["limit"])
        return {"results": rows.message_rows(shown), "next": cursor}


class TicketTimeline(APIView):
    @operation("tickets_timeline", summary="What happened, the newest first", query=PageQuery, returns=Timeline)
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        found = access.events(ask.user).filter(ticket=ticket, user__isnull=True)  # what I read is no history
        shown, cursor = page(found, NEWEST, cursor=ask.query.get("cursor"), limit=ask.query["limit"])
        return {"results": rows.timeline_entries(shown), "next": cursor}


class TicketReplyOptions(APIView):
    @operation("tickets_reply_options", summary="To whom and as whom an answer would go", returns=ReplyOptions)
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        channel = ticket.channel
        return {
            **{kind: rows.addresses(entries) for kind, entries in addressing.recipients(ticket).items()},
            "from_name": channel.brand or channel.name,
            "from_address": channel.address,
            "signature": ask.user.signature,
            "visibility": channel.capabilities.get("visibilities", []),
            "limits": channel.capabilities,
            "max_upload": settings.MAX_UPLOAD_BYTES,
        }


class Replies(APIView):
    @operation(
        "tickets_reply",
        summary="Answer the customer",
        body=NewReply,
        returns=Message,
        status=201,
        conflict=TicketChanged,
    )
    def post(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        try:
            message = replies.reply(ticket.pk, author=ask.user, **{**ask.body, **handles(ask.body)})
        except InboxError as error:
            raise _with_messages(error, ask) from None
        return rows.message_rows([message])[0]


class Notes(APIView):
    @operation("tickets_note", summary="Write to colleagues only", body=NewNote, returns=Message, status=201)
    def post(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return rows.message_rows([replies.note(ticket.pk, author=ask.user, **ask.body)])[0]


class Read(APIView):
    @operation("tickets_mark_read", summary="I have read up to this message", body=ReadUpTo)
    def post(self, ask: Ask, ticket_id: int) -> None:
        ticket = access.ticket(ask.user, ticket_id)
        message_id = ask.body["message_id"]
        if message_id and not access.messages(ask.user).filter(ticket=ticket, pk=message_id).exists():
            raise InboxError("not_found", _("There is no such message on this ticket."), 404)
        tickets.mark_read(ticket, ask.user, message_id)
        if message_id:
            courtesies.seen(ticket, message_id)


def handles(body: dict[str, Any]) -> dict[str, list[str]]:
    return {kind: [entry["handle"] for entry in body[kind]] for kind in ("to", "cc", "bcc")}


def _with_messages(error: InboxError, ask: Ask) -> InboxError:
    """A held reply comes back with the newer messages themselves, so that the agent can read them at once."""
    if error.code != "ticket_changed":
        return error
    newer = access.messages(ask.user).filter(pk__in=error.data.get("messages", ())).order_by("sent_at", "pk")
    data = {"messages": rows.message_rows(list[MessageModel](newer))}
    return InboxError(error.code, error.message, error.status, fields=error.fields, data=data)
