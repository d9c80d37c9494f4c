"""Webhooks: prove, keep, answer. What the bytes mean is read later, by a worker.

``/hooks/<kind>/<hook_key of the channel>``. The answer is given after the bytes are committed; when we cannot (the
database is away), it is the status that makes this provider try again.
"""

from __future__ import annotations

import hashlib
import logging
import uuid

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from connectors import hook_health, registry
from connectors.base import Accept, Challenge, HookRequest, Hooks, HooksByChoice, Reject
from inbox import ingest
from inbox.errors import InboxError
from inbox.models import Channel

log = logging.getLogger(__name__)

MAX_BODY = 40 * 1024 * 1024  # bytes: a mail of 25 MB in base64 and some
KEPT_HEADERS = ("content-type",)  # reading a form needs its boundary; the others may hold secrets


@csrf_exempt  # no cookie gives any right here: the signature does
@require_http_methods(["GET", "HEAD", "POST"])
def hook(request: HttpRequest, kind: str, hook_key: uuid.UUID) -> HttpResponse:
    connector = _hooks(kind)
    if connector is None:
        return _words("There is no such webhook.", 404)
    try:
        return _answer(request, connector, kind, hook_key)
    except (OperationalError, InterfaceError) as error:
        log.error("a webhook of %s could not be kept, its sender is asked to try again: %s", kind, type(error).__name__)
        return _words("Not now; please try again.", connector.retry_status)
    except UnreadablePostError:  # it hung up in the middle
        return _words("The body did not arrive.", 400)
    except Exception:
        log.exception("a webhook of %s could not be taken, its sender is asked to try again", kind)
        return _words("Not now; please try again.", connector.retry_status)


def url(channel: Channel) -> str:
    """Where the provider of this channel should call."""
    return f"{settings.PUBLIC_URL}{reverse('hook', args=[channel.kind, channel.hook_key])}"


def called_at(channel: Channel) -> str:
    """The same for people who set it up; empty where nobody calls."""
    connector = registry.get(channel.kind)
    hooked = not isinstance(connector, HooksByChoice) or connector.hooked(channel)
    return url(channel) if isinstance(connector, Hooks) and hooked else ""


def _answer(request: HttpRequest, connector: Hooks, kind: str, hook_key: uuid.UUID) -> HttpResponse:
    channel = Channel.objects.filter(kind=kind, hook_key=hook_key).first()
    if channel is None:
        return _words("There is no such webhook.", 404)
    body = _body(request)
    if body is None:
        return _words(f"At most {MAX_BODY} bytes.", 413)
    asked = _as_called(request, body)
    now = timezone.now()
    match connector.verify(asked, channel, now=now):
        case Challenge() as challenge:
            return HttpResponse(challenge.answer, content_type=challenge.content_type)
        case Reject() as reject:
            hook_health.refused(channel, reject.reason)
            return _words(reject.reason, reject.status)
        case Accept() as accepted:
            concerned = _concerned(connector, asked, channel, accepted)
            if not channel.active and not concerned:
                return _words("This channel is switched off.", connector.retry_status)
            if accepted.keep:
                for each in concerned:
                    ingest.keep(each, _transport_id(accepted, body), body, source="hook", headers=_kept(asked))
            for each in concerned:
                hook_health.accepted(each, now=now)
            return HttpResponse(accepted.answer, content_type=accepted.content_type)


def _concerned(connector: Hooks, asked: HookRequest, channel: Channel, accepted: Accept) -> list[Channel]:
    """The channels whose bytes these are. Another than the URL's only if the call is proved to it as well."""
    if not accepted.accounts:
        return [channel] if channel.active else []
    rows = Channel.objects.filter(kind=channel.kind, active=True, address__in=accepted.accounts).order_by("id")
    now = timezone.now()
    return [row for row in rows if row == channel or isinstance(connector.verify(asked, row, now=now), Accept)]


def _hooks(kind: str) -> Hooks | None:
    try:
        connector = registry.get(kind)
    except InboxError:
        return None
    return connector if isinstance(connector, Hooks) else None


def _body(request: HttpRequest) -> bytes | None:
    """The raw bytes; None when there are too many. Never more than that is held in memory."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        return None
    body = request.read(MAX_BODY + 1)
    return body if len(body) <= MAX_BODY else None


def _as_called(request: HttpRequest, body: bytes) -> HookRequest:
    """By the public address, whatever a proxy made of it: that is what the provider signed."""
    query = request.META.get("QUERY_STRING", "")
    return HookRequest(
        method=str(request.method),
        url=f"{settings.PUBLIC_URL}{request.path}{'?' if query else ''}{query}",
        headers={name.lower(): value for name, value in request.headers.items()},
        query={name: values for name, values in request.GET.items() if isinstance(values, str)},
        body=body,
    )


def _kept(asked: HookRequest) -> dict[str, str]:
    return {name: asked.headers[name] for name in KEPT_HEADERS if name in asked.headers}


def _transport_id(accepted: Accept, body: bytes) -> str:
    """The provider's id of the call, else the hash of its bytes; a long id is hashed to fit its column."""
    if accepted.external_id and len(accepted.external_id) <= 250:
        return f"hook:{accepted.external_id}"
    return f"sha256:{hashlib.sha256(accepted.external_id.encode() or body).hexdigest()}"


def _words(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
