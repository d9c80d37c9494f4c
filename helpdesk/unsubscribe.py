"""The way out of a notification's mail: a page with one button, and what a mail program presses by itself (RFC 8058).

The link only ends mails of the kinds it names, for whom it was sent to. Looking at the page changes nothing: mail
servers open links to look for harm.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from inbox import wishes


@never_cache
@csrf_exempt  # the signed link is the proof, and a mail program has no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    found = wishes.about(token)
    done = request.method == "POST" and wishes.stop_mails(token)
    context = {"kinds": [_(wishes.NAMES[kind]) for kind in found[1]] if found else [], "done": done}
    return render(request, "helpdesk/unsubscribe.html", context, status=200 if found else 404)
