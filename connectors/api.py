"""Channels and quarantine over REST: the part that knows connectors. Mounted below /api/v1/ by connectors/urls.py."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.views import APIView

from connectors import channels, fields, guides, options, previews, registry
from connectors.base import ShowsPages
from inbox import access, ingest
from inbox.api import directory, paging
from inbox.api.brands import BrandChanges
from inbox.api.channels import ChannelList
from inbox.api.conversation import AUDIENCES
from inbox.api.operation import Ask, operation
from inbox.api.shapes import people as shapes
from inbox.api.shapes.base import Shape
from inbox.api.strict import Body, Id, PageQuery
from inbox.errors import InboxError
from inbox.languages import CODES
from inbox.models import Channel, RawInbound


class ChannelKind(Shape):
    kind = serializers.CharField()
    name = serializers.CharField()
    pages = serializers.ListField(
        child=serializers.CharField(), help_text="What customers see of it that can be previewed: form, ticket, chat."
    )
    guide = serializers.BooleanField(help_text="Whether it says what to prepare at the provider.")
    settings_schema = serializers.DictField(help_text="JSON schema; what is marked x-secret goes into credentials.")


class KindGuidePage(Shape):
    html = serializers.CharField()


class ChannelKindList(Shape):
    results = ChannelKind(many=True)
    next = serializers.CharField(allow_null=True)


class Snippet(Shape):
    title = serializers.CharField()
    language = serializers.CharField()
    text = serializers.CharField()


class ChannelAccount(Shape):
    """What the network said when it was asked last, about once an hour."""

    checked_at = serializers.DateTimeField(allow_null=True)
    token_expires_at = serializers.DateTimeField(allow_null=True, help_text="Null: it does not end, or nobody says.")
    subscribed = serializers.BooleanField(allow_null=True, help_text="Does it call our webhook? Null: not known.")
    last_inbound_at = serializers.DateTimeField(allow_null=True)
    last_outbound_at = serializers.DateTimeField(allow_null=True, help_text="When a reply left last.")
    last_ok_at = serializers.DateTimeField(allow_null=True)


class ChannelWaiting(Shape):
    incoming = serializers.IntegerField(help_text="Kept and not read yet.")
    outgoing = serializers.IntegerField(help_text="Replies that have not left yet.")


class ReadAgain(Shape):
    count = serializers.IntegerField(help_text="Items that are being read once more.")


class ChannelSetup(shapes.Channel):
    hook_url = serializers.CharField(help_text="What its provider is to call; empty where it calls nothing.")
    page_url = serializers.CharField(help_text="Where customers write on a page of ours; empty: nowhere.")
    account = ChannelAccount()
    waiting = ChannelWaiting()
    face_id = serializers.IntegerField(allow_null=True, help_text="The brand that it chose; null: the standard one.")
    settings = serializers.DictField()
    install = serializers.ListField(child=Snippet(), help_text="What to paste elsewhere so that the channel works.")
    secrets = serializers.ListField(child=serializers.CharField(), help_text="Names of the secrets that are set.")


class CheckRow(Shape):
    name = serializers.CharField()
    ok = serializers.BooleanField()
    detail = serializers.CharField()


class TestResult(Shape):
    ok = serializers.BooleanField()
    checks = CheckRow(many=True)


class Quarantined(Shape):
    id = serializers.IntegerField()
    channel_id = serializers.IntegerField()
    external_id = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    size = serializers.IntegerField()
    received_at = serializers.DateTimeField()
    attempts = serializers.IntegerField()
    error = serializers.CharField()


class QuarantinePage(Shape):
    results = Quarantined(many=True)
    next = serializers.CharField(allow_null=True)


class AnswerTemplate(Shape):
    name = serializers.CharField()
    language = serializers.CharField()
    parameters = serializers.ListField(child=serializers.CharField(), help_text="Names of what is to be filled in.")
    body = serializers.CharField(help_text="Its words, with {{name}} for each parameter; empty where not known.")


class AnswerChoice(Shape):
    thread_id = serializers.IntegerField(allow_null=True, help_text="Null: mail, or a private reply that opens one.")
    surface = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    visibility = serializers.ChoiceField(AUDIENCES)
    private_reply = serializers.BooleanField()
    parent_message_id = serializers.IntegerField(allow_null=True, help_text="What is answered unless you choose.")
    to = serializers.CharField()
    allowed = serializers.BooleanField()
    until = serializers.DateTimeField(allow_null=True)
    code = serializers.CharField(help_text="Why not: window_closed, already_answered, channel_inactive, …")
    detail = serializers.CharField()
    escapes = serializers.ListField(child=serializers.CharField(), help_text="What still is allowed: template.")
    templates = AnswerTemplate(many=True)
    text = serializers.DictField(help_text="max, unit, format, split.")
    attachments = serializers.DictField()
    quoted_reply = serializers.BooleanField()
    recipients_editable = serializers.BooleanField()


class AnswerChoices(Shape):
    results = AnswerChoice(many=True)
    next = serializers.CharField(allow_null=True)


class ChannelFields(Body):
    name = serializers.CharField(max_length=80, required=False)
    address = serializers.CharField(max_length=254, required=False)
    brand = serializers.CharField(max_length=80, required=False, allow_blank=True)
    face_id = Id(required=False, allow_null=True, help_text="Whose colours and words customers see; null: standard.")
    active = serializers.BooleanField(required=False, help_text="False: off for good; the network stops calling.")
    team_id = Id(required=False)
    team_ids = serializers.ListField(child=Id(), required=False, max_length=1000)
    settings = serializers.DictField(required=False, help_text="Those that change.")
    credentials = serializers.DictField(required=False, write_only=True, help_text="Never shown again; empty removes.")


class ChannelChanges(ChannelFields):
    paused = serializers.BooleanField(
        required=False, help_text="Nothing is fetched, read or sent; what calls bring is kept until it goes on."
    )


class NewChannel(ChannelFields):
    kind = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=80)
    address = serializers.CharField(max_length=254)
    team_id = Id()
    settings = serializers.DictField(required=False, default=dict)
    credentials = serializers.DictField(required=False, default=dict, write_only=True)


class TestChannel(Body):
    kind = serializers.CharField(max_length=40)
    address = serializers.CharField(max_length=254)
    settings = serializers.DictField(required=False, default=dict)
    credentials = serializers.DictField(required=False, default=dict, write_only=True)
    channel_id = Id(required=False, help_text="Secrets that are not given are taken from this channel.")


class PreviewWanted(Body):
    page = serializers.ChoiceField(("form", "ticket", "chat"))
    language = serializers.ChoiceField(CODES, required=False, default="en")
    theme = serializers.ChoiceField(("light", "dark"), required=False, default="light")
    face_id = Id(required=False, allow_null=True, help_text="The brand to begin with.")
    brand = BrandChanges(required=False, help_text="What of it is changed.")
    channel_id = Id(required=False, allow_null=True, help_text="The channel to begin with.")
    settings = serializers.DictField(required=False, help_text="What of its settings is changed.")


class PreviewPage(Shape):
    html = serializers.CharField()


class Kinds(APIView):
    @operation("channel_kinds_list", summary="What can be connected", returns=ChannelKindList, role="admin")
    def get(self, ask: Ask) -> dict[str, Any]:
        found = [registry.get(kind) for kind in registry.kinds()]
        rows = [
            {
                "kind": connector.key,
                "name": connector.name,
                "pages": list(connector.pages) if isinstance(connector, ShowsPages) else [],
                "guide": guides.has(connector.key),
                "settings_schema": fields.schema(connector.fields),
            }
            for connector in found
        ]
        return {"results": rows, "next": None}


class KindGuide(APIView):
    @operation("channel_kinds_guide", summary="What to prepare, and what one gets", returns=KindGuidePage, role="admin")
    def get(self, ask: Ask, kind: str) -> dict[str, Any]:
        if not guides.has(kind):
            raise InboxError("not_found", f"There is no guide to {kind!r}.", 404)
        return {"html": guides.html(kind)}


class Channels(ChannelList):
    @operation(
        "channels_create", summary="Connect a channel", body=NewChannel, returns=ChannelSetup, status=201, role="admin"
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        return _setup(channels.create(actor=ask.user, **ask.body))


class ChannelDetail(APIView):
    @operation("channels_read", summary="One channel and its settings", returns=ChannelSetup, role="admin")
    def get(self, ask: Ask, channel_id: int) -> dict[str, Any]:
        return _setup(access.channel(ask.user, channel_id))

    @operation("channels_update", summary="Change it", body=ChannelChanges, returns=ChannelSetup, role="admin")
    def patch(self, ask: Ask, channel_id: int) -> dict[str, Any]:
        return _setup(channels.change(access.channel(ask.user, channel_id).pk, actor=ask.user, **ask.body))

    @operation("channels_delete", summary="Remove a channel that was never used", role="admin")
    def delete(self, ask: Ask, channel_id: int) -> None:
        channels.delete(access.channel(ask.user, channel_id).pk, actor=ask.user)


class ChannelReadAgain(APIView):
    @operation(
        "channels_read_again", summary="Read what came in the last day once more", returns=ReadAgain, role="admin"
    )
    def post(self, ask: Ask, channel_id: int) -> dict[str, Any]:
        return {"count": channels.read_again(access.channel(ask.user, channel_id), actor=ask.user)}


class ChannelTest(APIView):
    @operation(
        "channels_test",
        summary="Try settings out without saving them",
        body=TestChannel,
        returns=TestResult,
        role="admin",
        idempotent=False,
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        channel_id = ask.body.pop("channel_id", None)
        stored = access.channel(ask.user, channel_id) if channel_id else None
        checks = channels.try_out(stored=stored, **ask.body)
        return {
            "ok": all(check.ok for check in checks),
            "checks": [dataclasses.asdict(check) for check in checks],
        }


class Previews(APIView):
    @operation(
        "previews_create",
        summary="A page as customers would see it, with settings that are not saved",
        body=PreviewWanted,
        returns=PreviewPage,
        role="admin",
        idempotent=False,
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        wanted = dict(ask.body)
        face_id, channel_id = wanted.pop("face_id", None), wanted.pop("channel_id", None)
        face = access.brand(ask.user, face_id) if face_id else None
        channel = access.channel(ask.user, channel_id) if channel_id else None
        return {"html": previews.page(face=face, stored=channel, **wanted)}


class AnswerOptions(APIView):
    @operation("tickets_options", summary="Where and until when this ticket can be answered", returns=AnswerChoices)
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return {"results": [options.row(choice) for choice in options.choices(ticket)], "next": None}


class Quarantine(APIView):
    @operation(
        "quarantine_list", summary="What could not be read", query=PageQuery, returns=QuarantinePage, role="admin"
    )
    def get(self, ask: Ask) -> dict[str, Any]:
        rows: QuerySet[RawInbound] = access.raws(ask.user).filter(state=RawInbound.State.QUARANTINED).defer("body")
        cursor = ask.query.get("cursor")
        found, following = paging.page(rows, paging.NEWEST, cursor=cursor, limit=ask.query["limit"])
        return {"results": [_quarantined(row) for row in found], "next": following}


class Replay(APIView):
    @operation("quarantine_replay", summary="Read it once more", role="admin")
    def post(self, ask: Ask, raw_id: int) -> None:
        ingest.replay(access.raw(ask.user, raw_id), actor=ask.user)


class Discard(APIView):
    @operation("quarantine_discard", summary="Lay it aside; its bytes stay", role="admin")
    def post(self, ask: Ask, raw_id: int) -> None:
        ingest.discard(access.raw(ask.user, raw_id), actor=ask.user)


class RawBytes(APIView):
    @operation("quarantine_raw", summary="The bytes as they came", returns=bytes, role="admin")
    def get(self, ask: Ask, raw_id: int) -> HttpResponse:
        row = access.raw(ask.user, raw_id)
        response = HttpResponse(bytes(row.body), content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="{row.source}-{row.pk}.raw"'
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


def _setup(channel: Channel) -> dict[str, Any]:
    return {**directory.channel_rows([channel])[0], **channels.shown(channel)}


def _quarantined(row: RawInbound) -> dict[str, Any]:
    return {
        "id": row.pk,
        "channel_id": row.channel_id,
        "external_id": row.external_id,
        "source": row.source,
        "size": row.size,
        "received_at": row.received_at,
        "attempts": row.attempts,
        "error": row.error,
    }
