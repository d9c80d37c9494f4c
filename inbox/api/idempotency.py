"""A write that a client repeats is done once.

The key's row and the write commit together: a crash leaves neither, a twin that comes meanwhile waits on the unique
index and then gets the first one's answer. Refused writes leave no row, so they may be repeated with better input.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from inbox import idempotency
from inbox.errors import InboxError
from inbox.models import User

LONGEST = 100


def once(user: User, key: str, request: Request, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """``answer()``, or what it answered the first time (then with ``Idempotent-Replayed: true``)."""
    if len(key) > LONGEST or not key.isprintable():
        raise InboxError(
            "invalid", _("Idempotency-Key: at most {most} printable characters.").format(most=LONGEST), 400
        )
    with transaction.atomic():
        mine, row = idempotency.claim(user, key, _fingerprint(request))
        if not mine:
            return Response(row.body, status=row.status, headers={"Idempotent-Replayed": "true"})
        response = answer()
        body = json.loads(json.dumps(getattr(response, "data", None), cls=DjangoJSONEncoder))
        idempotency.settle(row, status=response.status_code, body=body)
        return response


def _fingerprint(request: Request) -> str:
    """Of what is asked for, so that a key cannot be answered with another request's answer."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for name, file in sorted(request.FILES.items()):
        digest.update(f"{name} {file.name} ".encode() + hashlib.sha256(file.read()).digest())
        file.seek(0)
    data = cast(dict[str, Any], request.data)  # _parsed has refused anything else
    plain = {name: value for name, value in data.items() if name not in request.FILES}
    digest.update(json.dumps(plain, sort_keys=True, default=str).encode())
    return digest.hexdigest()
