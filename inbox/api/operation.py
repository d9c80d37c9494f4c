"""One declaration per endpoint: it parses strictly, asks for the role, keeps idempotency, and is the OpenAPI entry too.

A handler takes an :class:`Ask` and the ids of the path, and returns the body; so what the schema promises and what
the code does cannot drift apart.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Any, cast

from django.http import Http404, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inbox import access
from inbox.api import idempotency
from inbox.api.shapes.base import Error, Shape
from inbox.api.strict import Body, Query
from inbox.models import User

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="A repeated write with the same key does nothing twice and gets the first answer. Kept for a day.",
)


class Nothing(Query):
    """No parameters at all."""


class Empty(Body):
    """No body, or ``{}``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ask:
    """One request, parsed: who asks for what."""

    user: User
    query: dict[str, Any]
    body: dict[str, Any]
    request: Request


def operation(
    name: str,
    *,
    summary: str,
    returns: type[Shape] | Any = None,
    query: type[Query] = Nothing,
    body: type[Body] = Empty,
    status: int | None = None,
    role: str = "agent",
    conflict: type[Shape] = Error,
    idempotent: bool = True,
    upload: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., HttpResponseBase]]:
    """``idempotent=False`` for writes that call the outside: an Idempotency-Key holds a transaction open."""
    success = status or (204 if returns is None else 200)

    def declare(handler: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
        writes = handler.__name__ in {"post", "put", "patch", "delete"}

        @functools.wraps(handler)
        def method(view: APIView, request: Request, **path: Any) -> HttpResponseBase:
            if any("\0" in value for value in path.values() if isinstance(value, str)):
                raise Http404  # PostgreSQL has no such text
            user = cast(User, request.user)  # IsAuthenticated has seen to that
            access.require_role(user, role)
            ask = Ask(user, query.read(request.query_params), _parsed(body, request), request)

            def answer() -> HttpResponseBase:
                result = handler(view, ask, **path)
                return result if isinstance(result, HttpResponseBase) else Response(result, status=success)

            key = request.headers.get("Idempotency-Key")
            repeatable = key and writes and idempotent
            response = idempotency.once(ask.user, key or "", request, answer) if repeatable else answer()
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return extend_schema(
            operation_id=name,
            summary=summary,
            parameters=[*([] if query is Nothing else [query]), *([IDEMPOTENCY] if writes and idempotent else [])],
            request=_request(body, writes, upload),
            responses={**_success(success, returns), **_refusals(writes, conflict)},
        )(method)

    return declare


def _parsed(body: type[Body], request: Request) -> dict[str, Any]:
    if request.method in {"GET", "HEAD"}:
        return {}
    data = request.data
    if not isinstance(data, dict):
        raise ValidationError("An object is expected.")
    given = {**data.dict()} if hasattr(data, "dict") else data
    parsed = body(data=given)
    parsed.is_valid(raise_exception=True)
    value: dict[str, Any] = parsed.validated_data
    return value


def _request(body: type[Body], writes: bool, upload: bool) -> Any:
    if not writes or body is Empty:
        return None
    return {"multipart/form-data" if upload else "application/json": body}


def _success(status: int, returns: Any) -> dict[Any, Any]:
    if returns is bytes:
        return {(status, "application/octet-stream"): OpenApiTypes.BINARY}
    return {status: returns or OpenApiResponse(description="Done.")}


def _refusals(writes: bool, conflict: type[Shape]) -> dict[int, Any]:
    refusals = {
        400: OpenApiResponse(Error, "Something in it is refused; fields says what."),
        401: OpenApiResponse(Error, "Not signed in."),
        403: OpenApiResponse(Error, "Not with this role."),
        404: OpenApiResponse(Error, "No such thing, or not yours to see."),
        429: OpenApiResponse(Error, "Too many requests; Retry-After says when to come back."),
    }
    return {**refusals, 409: OpenApiResponse(conflict, "It has changed meanwhile.")} if writes else refusals
