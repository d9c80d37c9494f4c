"""What lies behind the links of a message, by the word of our server."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, previews
from inbox.api import rows, serving
from inbox.api.operation import Ask, operation
from inbox.api.shapes.messages import LinkPreview
from inbox.api.strict import Body
from inbox.errors import InboxError
from inbox.models import LinkPreview as Row
from inbox.models import Message


class Wanted(Body):
    url = serializers.CharField(max_length=previews.LONGEST, help_text="A link that stands in the message.")


class MessagePreviews(APIView):
    @operation("messages_preview", summary="Ask what lies behind a link", body=Wanted, returns=LinkPreview)
    def post(self, ask: Ask, message_id: int) -> dict[str, Any]:
        """`wanted` until the server has looked; ask again by its id."""
        message = access.message(ask.user, message_id)
        return _row(message, previews.ask(message, ask.body["url"]))


class MessagePreview(APIView):
    @operation("messages_preview_read", summary="What is known of a link by now", returns=LinkPreview)
    def get(self, ask: Ask, message_id: int, preview_id: int) -> dict[str, Any]:
        message = access.message(ask.user, message_id)
        return _row(message, previews.find(message, preview_id))


class MessagePreviewImage(APIView):
    @operation("messages_preview_image", summary="The picture of the page behind a link", returns=bytes)
    def get(self, ask: Ask, message_id: int, preview_id: int) -> HttpResponse:
        found = previews.find(access.message(ask.user, message_id), preview_id)
        if found.image is None:
            raise InboxError("not_found", _("It has no picture."), 404)
        response = serving.ranged(bytes(found.image.content), found.image_type, "")
        response["Content-Security-Policy"] = serving.SANDBOX
        return response


def _row(message: Message, found: Row) -> dict[str, Any]:
    image = f"/api/v1/messages/{message.pk}/previews/{found.pk}/image" if found.image_id else None
    return {
        "id": found.pk,
        "url": found.url,
        "state": found.state,
        "title": found.title,
        "description": found.description,
        "site": found.site,
        "image": image,
        "fetched_at": rows.iso(found.fetched_at),
    }
