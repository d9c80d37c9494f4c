"""One error shape, whatever went wrong: ``{"code", "message", "fields", "data"}``."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from inbox.errors import InboxError

logger = logging.getLogger(__name__)


def respond(error: Exception, context: Mapping[str, Any]) -> Response:
    """DRF's EXCEPTION_HANDLER. What nobody foresaw is logged with its traceback and told as a plain 500."""
    if isinstance(error, InboxError):
        known = error
    elif isinstance(error, Http404):
        known = InboxError("not_found", _("There is no such thing here."), 404)
    elif isinstance(error, PermissionDenied):
        known = InboxError("forbidden", _("You may not do this."), 403)
    elif isinstance(error, RequestDataTooBig):
        known = InboxError("too_large", _("The request is too large."), 413)
    elif isinstance(error, SuspiciousOperation):
        known = InboxError("invalid", _("The request cannot be read."), 400)
    elif isinstance(error, OperationalError | InterfaceError):
        logger.exception("The database did not answer")
        known = InboxError("unavailable", _("The database does not answer. Try again in a moment."), 503)
    elif isinstance(error, exceptions.APIException):
        known = _translated(error)
    else:
        logger.error("Unforeseen error in the API", exc_info=error)
        known = InboxError("server_error", _("Something went wrong on our side. It has been logged."), 500)
    response = Response(
        {"code": known.code, "message": known.message, "fields": known.fields, "data": known.data},
        status=known.status,
        headers={"Cache-Control": "no-store"},
    )
    if isinstance(error, exceptions.APIException):
        if (wait := getattr(error, "wait", None)) is not None:
            response["Retry-After"] = str(max(1, round(wait)))
        if header := getattr(error, "auth_header", None):
            response["WWW-Authenticate"] = header
    return response


def nowhere(request: HttpRequest, path: str = "") -> JsonResponse:
    """Any address below /api/ that is not a route, in the same shape as every other error."""
    return JsonResponse(
        {
            "code": "not_found",
            "message": _("There is no route {path}.").format(path=request.path),
            "fields": {},
            "data": {},
        },
        status=404,
    )


def _translated(error: exceptions.APIException) -> InboxError:
    if isinstance(error, exceptions.ValidationError):
        fields = dict(_flattened(error.detail))
        message = "; ".join(f"{name}: {why}" if name else why for name, why in fields.items())
        fields.pop("", None)
        return InboxError("invalid", message or _("Not valid."), error.status_code, fields=fields)
    codes = error.get_codes()
    return InboxError(codes if isinstance(codes, str) else "invalid", str(error.detail), error.status_code)


def _flattened(detail: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """``{"to": [{}, {"handle": ["Required."]}]}`` becomes ``to.1.handle``: Required."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            inner_name = "" if key == "non_field_errors" else str(key)
            yield from _flattened(inner, f"{name}.{inner_name}".strip("."))
    elif isinstance(detail, list) and any(isinstance(inner, Mapping | list) for inner in detail):
        for index, inner in enumerate(detail):
            yield from _flattened(inner, f"{name}.{index}".strip("."))
    else:
        yield name, " ".join(str(each) for each in (detail if isinstance(detail, list) else [detail]))
