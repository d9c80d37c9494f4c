"""Files: uploaded for a reply not yet sent, and downloaded by their random token."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.views import APIView

from inbox import access, attachments, drafts, redrawing
from inbox.api import rows, serving
from inbox.api.operation import Ask, operation
from inbox.api.shapes.messages import Attachment
from inbox.api.strict import Body, Id, Query
from inbox.models import Attachment as StoredFile


class NewUpload(Body):
    ticket_id = Id()
    file = serializers.FileField(allow_empty_file=True, max_length=1000)


class Uploads(APIView):
    parser_classes = (MultiPartParser,)

    @operation(
        "uploads_create", summary="A file for a reply", body=NewUpload, returns=Attachment, status=201, upload=True
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        ticket, file = access.ticket(ask.user, ask.body["ticket_id"]), ask.body["file"]
        return rows.attachment_row(attachments.upload(ticket, ask.user, file.name, file.read()))


class UploadDetail(APIView):
    @operation("uploads_discard", summary="Take an upload away that no message carries yet")
    def delete(self, ask: Ask, attachment_id: int) -> None:
        drafts.discard_upload(access.upload(ask.user, attachment_id))


class DownloadQuery(Query):
    open = serializers.BooleanField(
        required=False, default=False, help_text="Show a PDF in the browser's own reader instead of saving it."
    )
    small = serializers.BooleanField(
        required=False, default=False, help_text="A large photo as a small picture, without what else is in the file."
    )


SMALL = 720  # points: twice the width that a picture has in a conversation
STILL = attachments.INLINE_TYPES - {"image/gif"}
WORTH = 96 * 1024  # bytes from which on a smaller one is drawn


class Download(APIView):
    @operation("attachments_download", summary="The file itself", query=DownloadQuery, returns=bytes)
    def get(self, ask: Ask, token: str) -> HttpResponse:
        """Nothing from outside runs here: no sniffing, no scripts; only rasters open by themselves.

        A browser's reader for PDF does not start in a sandbox. It keeps a file's scripts to itself, so one that is
        asked for goes without, as a page of its own that may load nothing.
        """
        attachment = access.attachment(ask.user, token)
        reader = ask.query["open"] and attachment.content_type == "application/pdf"
        picture = _small(attachment) if ask.query["small"] else None
        if picture is not None:
            response = serving.ranged(picture, redrawing.TYPE, "")
            response["Content-Security-Policy"] = serving.SANDBOX
            return response
        response = serving.ranged(attachment.content, attachment.content_type, ask.request.headers.get("Range", ""))
        shown = reader or attachment.content_type in attachments.INLINE_TYPES
        response["Content-Disposition"] = content_disposition_header(not shown, attachment.filename or "file") or ""
        response["Content-Security-Policy"] = serving.READER if reader else serving.SANDBOX
        return response


def _small(attachment: StoredFile) -> bytes | None:
    """None where the file itself serves as well: it is small, moves, or is nothing that can be drawn."""
    if attachment.content_type not in STILL or attachment.size < WORTH:
        return None
    return redrawing.redrawn(attachment.content, widest=SMALL)
