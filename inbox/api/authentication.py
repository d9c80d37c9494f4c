"""Tokens of programs, and when each was last used."""

from __future__ import annotations

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication
from rest_framework.request import Request

from inbox import tokens


class Tokens(TokenAuthentication):  # type: ignore[misc]
    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        found: tuple[Any, Any] | None = super().authenticate(request)
        if found is not None:
            tokens.used(found[1])
        return found


class Scheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """So that the OpenAPI document knows it."""

    target_class = "inbox.api.authentication.Tokens"
