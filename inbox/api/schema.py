"""What the OpenAPI document shows besides the routes' own declarations."""

from __future__ import annotations

from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from rest_framework.views import APIView

from inbox.api.shapes import live

Endpoint = tuple[str, str, str, Any]
Document = dict[str, Any]


def only_the_api(endpoints: list[Endpoint], **_: object) -> list[Endpoint]:
    """What lies below /api/v1/; sign-in has its own document, by allauth."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def with_live_frames(result: Document, generator: SchemaGenerator, **_: object) -> Document:
    """Frames of the socket as components, so that their types are generated like all others."""
    schema: Any = AutoSchema()
    schema.view = APIView(request=None)
    schema.registry, schema.method, schema.path = generator.registry, "GET", "/ws/live/"
    for frames in (live.SERVER, live.CLIENT):
        schema.resolve_serializer(frames, "response")
    result["components"] = generator.registry.build({})
    # The real name of the cookie depends on PUBLIC_URL, and this document must not.
    result["components"]["securitySchemes"]["cookieAuth"]["name"] = "sessionid"
    return result
