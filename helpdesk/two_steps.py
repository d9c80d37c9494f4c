"""The key of an authenticator app as a picture, for the camera of the phone that has the app."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET


@require_GET
@never_cache
def qr(request: HttpRequest) -> HttpResponse:
    """Of the key that this session was offered and has not confirmed yet; SVG, black on nothing."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if isinstance(request.user, AnonymousUser) or not secret:
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml")
