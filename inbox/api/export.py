"""A ticket to print or to take away, sent piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, exporting, printed
from inbox.api.operation import Ask, operation
from inbox.api.strict import Query

TYPES = {"html": "text/html; charset=utf-8", "json": "application/json", "zip": "application/zip"}
PIECE = 65_536


class ExportQuery(Query):
    # The renderers of the framework know the parameter "format" already, and would answer 404 to a zip.
    type = serializers.ChoiceField(exporting.FORMATS, required=False, default="html", help_text="html: to print.")
    notes = serializers.BooleanField(required=False, default=False, help_text="With what colleagues wrote internally.")
    zone = serializers.CharField(
        max_length=60, required=False, default="", allow_blank=True, help_text="IANA name; empty: the organisation's."
    )


class TicketExport(APIView):
    @operation("tickets_export", summary="The whole ticket, to print or to keep", query=ExportQuery, returns=bytes)
    def get(self, ask: Ask, ticket_id: int) -> StreamingHttpResponse:
        ticket = access.ticket(ask.user, ticket_id)
        form = ask.query["type"]
        found = exporting.begin(ticket, actor=ask.user, form=form, notes=ask.query["notes"], zone=ask.query["zone"])
        pieces = exporting.archive(found) if form == "zip" else _encoded(found, form)
        response = StreamingHttpResponse(_sent(pieces), content_type=TYPES[form])
        name = content_disposition_header(form != "html", f"{ticket.reference}.{form}")
        response["Content-Disposition"] = name or ""
        response["Content-Security-Policy"] = f"{printed.POLICY}; frame-ancestors 'none'"
        response["X-Content-Type-Options"] = "nosniff"
        return response


def _encoded(found: printed.Export, form: str) -> Iterator[bytes]:
    for piece in printed.page(found) if form == "html" else exporting.as_json(found):
        yield piece.encode()


async def _sent(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """On the request's own thread, piece by piece: an ordinary iterator would be read to its end before the first byte
    leaves."""
    while piece := await sync_to_async(_gathered)(pieces):
        yield piece


def _gathered(pieces: Iterable[bytes]) -> bytes:
    """The next pieces, together at least so long; nothing at the end."""
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= PIECE:
            break
    return bytes(held)
