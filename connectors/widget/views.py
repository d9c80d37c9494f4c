"""What a panel asks for and sends. A token in the Authorization header is the only right; no cookie is looked at.

Answers are JSON; a refusal is ``{"code", "message", "fields"}``, as everywhere in the product.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from connectors import strangers
from connectors.widget import hours, receive, stream, tokens, uploads, visits
from connectors.widget.asking import Asking, ask
from connectors.widget.models import Line, Visitor
from inbox.errors import InboxError
from inbox.models import Attachment

UNREADABLE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError)
RASTER = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
HOUR, MINUTE = 3600, 60


def answering(view: Callable[..., dict[str, Any] | HttpResponse]) -> Callable[..., HttpResponse]:
    @csrf_exempt
    @functools.wraps(view)
    def wrapped(request: HttpRequest, key: uuid.UUID, **rest: str) -> HttpResponse:
        try:
            found = view(ask(request, key), **rest)
            response = found if isinstance(found, HttpResponse) else JsonResponse(found)
        except InboxError as error:
            body = {"code": error.code, "message": error.message, "fields": error.fields}
            response = JsonResponse(body, status=error.status)
            if wait := error.data.get("wait"):
                response["Retry-After"] = str(wait)
        except UNREADABLE:
            response = JsonResponse(
                {"code": "too_large", "message": "That is too much at once.", "fields": {}}, status=413
            )
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return wrapped


@require_POST
@answering
def session(asking: Asking) -> dict[str, Any]:
    """Open the panel: who is it, what is to be asked, what stands there. Writes nothing."""
    _slow_down(asking, "chat-open", per_client=(600, HOUR))
    channel, settings, said = asking.channel, asking.settings, asking.body()
    person = visits.known(said.get("user"), channel)
    visitor = visits.find(channel, asking.visitor, person)
    here = hours.now(channel, settings)
    found = stream.after(visitor, 0) if visitor else stream.Lines(lines=[], seq=0)
    return {
        "token": tokens.issue(visitor) if visitor else "",
        "known": person is not None,
        "ask": visits.questions(settings, visitor, person, away=not here.open),
        "email": visitor.email if visitor else "",
        "open": here.open,
        "opens_at": _time(here.opens_at),
        "answer_by": _time(here.answer_by),
        "lines": found.lines,
        "seq": found.seq,
        "read": visitor.read_seq if visitor else 0,
    }


@require_POST
@answering
def begin(asking: Asking) -> dict[str, Any]:
    """Answer what was asked before the chat; gives the visitor their token."""
    _slow_down(asking, "chat-begin", per_client=(60, HOUR))
    channel, settings, given = asking.channel, asking.settings, asking.body()
    person = visits.known(given.get("user"), channel)
    visitor = visits.find(channel, asking.visitor, person)
    away = not hours.now(channel, settings).open
    visitor = visits.begin(channel, settings, visitor, person, given=given, away=away)
    return {"token": tokens.issue(visitor), "email": visitor.email}


@require_POST
@answering
def messages(asking: Asking) -> dict[str, Any]:
    """Say something: ``id`` (a uuid of the panel's) and ``text``, with ``files`` as multipart. 201 once it is kept."""
    visitor = asking.who()
    _slow_down(asking, "chat-say", per_client=(120, MINUTE), per_visitor=(30, MINUTE))
    sent = uploads.read(asking)
    line = receive.message(visitor, message_id=sent.id, text=sent.text, files=sent.files)
    return {"said": stream.shown(line)}


@require_GET
@answering
def lines(asking: Asking) -> dict[str, Any]:
    """What has changed since ``after``: for a panel whose WebSocket does not open."""
    visitor = asking.who()
    _slow_down(asking, "chat-look", per_visitor=(60, MINUTE))
    visits.seen({visitor.pk})
    found = stream.after(visitor, asking.number("after"))
    return {"lines": found.lines, "seq": found.seq}


@require_POST
@answering
def seen(asking: Asking) -> dict[str, Any]:
    """How far the panel has got it, and how far the visitor has read it."""
    visitor = asking.who()
    _slow_down(asking, "chat-seen", per_visitor=(120, MINUTE))
    said = asking.body()
    receive.got(visitor, delivered=_whole(said.get("delivered")), read=_whole(said.get("read")))
    return {}


@require_GET
@answering
def file(asking: Asking, token: str) -> HttpResponse:
    """A file of an answer that stands in this visitor's chat."""
    visitor = asking.who()
    shown = Line.objects.filter(visitor=visitor, deleted=False, files__contains=[{"token": token}]).exists()
    attachment = Attachment.objects.select_related("blob").filter(token=token).first() if token and shown else None
    if attachment is None:
        raise InboxError("not_found", "There is no such file.", 404)
    kind = attachment.content_type if attachment.content_type in RASTER else "application/octet-stream"
    response = HttpResponse(attachment.content, content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    named = content_disposition_header(as_attachment=True, filename=attachment.filename)
    response.headers["Content-Disposition"] = named or "attachment"
    return response


def _slow_down(
    asking: Asking,
    name: str,
    *,
    per_client: tuple[int, int] | None = None,
    per_visitor: tuple[int, int] | None = None,
) -> None:
    """At most (uses, seconds) from one network address, and from one visitor."""
    visitor: Visitor | None = asking.visitor
    client = f"{asking.channel.pk}:{strangers.client(asking.request)}"
    for limit, key in ((per_client, client), (per_visitor, f"v{visitor.pk}" if visitor else "")):
        if limit is not None and (wait := strangers.wait(name, key, limit=limit[0], seconds=limit[1])):
            raise InboxError("too_many", "That was a lot at once. Please wait a moment.", 429, data={"wait": wait})


def _whole(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 2**31 else 0


def _time(at: Any) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None
