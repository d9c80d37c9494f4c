"""Second steps of signing in: how their keys are kept, and the key of an authenticator app as a picture."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from inbox import fields

SEALED = ("secret", "seed")  # of an authenticator's data: the app's key, and what recovery codes are made of


class TwoStepsAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keys lie in the database under FIELD_KEYS: whoever reads a copy of it can make no codes."""

    def encrypt(self, text: str) -> str:
        return fields.encrypt({"key": text}).decode()

    def decrypt(self, encrypted_text: str) -> str:
        key: str = fields.decrypt(encrypted_text.encode())["key"]
        return key


@require_GET
@never_cache
def qr(request: HttpRequest) -> HttpResponse:
    """The key that this session was offered and has not confirmed, for a phone's camera; SVG, black on nothing."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if isinstance(request.user, AnonymousUser) or not secret:
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml")
