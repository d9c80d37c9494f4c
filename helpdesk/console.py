"""The built console: one page that the browser's router turns into all of them. It asks the API for everything."""

from __future__ import annotations

from csp.decorators import csp_update
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from inbox import panels

# A customer's pictures, once the agent asks for them: their frame inherits this policy and narrows it until then.
MAIL_IMAGES = {"img-src": ["https:", "http:"]}


@require_safe
@never_cache
@ensure_csrf_cookie
def console(request: HttpRequest, path: str = "") -> HttpResponseBase:
    try:
        page = (settings.CONSOLE_DIR / "index.html").read_bytes()
    except FileNotFoundError:
        reason = "The console is not built. Run `make console`, or use the API.\n"
        return HttpResponse(reason, status=503, content_type="text/plain")
    policy = {**MAIL_IMAGES, "frame-src": ["'self'", *_framed()]}
    return csp_update(policy)(lambda _: HttpResponse(page))(request)


def _framed() -> list[str]:
    """Whose pages its frames may show: the panels of the admins. It opens without the database too, and says so."""
    try:
        return panels.origins()
    except DatabaseError:
        return []
