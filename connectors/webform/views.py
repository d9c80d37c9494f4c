"""The public form: show it, take what was sent, say what happens next."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from connectors import brand, faces, speaking
from connectors.webform import posts, private_links, receive, tokens, waiting
from connectors.webform.forms import RequestForm
from connectors.webform.pages import missing, page
from connectors.webform.settings import FormSettings, read
from connectors.webform.submission import NEW, Submission
from inbox.models import Channel

UNREADABLE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError)


def no_form(request: HttpRequest) -> HttpResponse:
    speaking.speak(request)
    return missing(request, words=_("There is no form at this address."))


def channel_of(slug: str) -> Channel | None:
    return Channel.objects.filter(kind="webform", address=slug, active=True).first()


@csrf_exempt  # no cookie gives any right here; the signed form token stands in for the CSRF token, in frames too
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, slug: str) -> HttpResponseBase:
    channel = channel_of(slug)
    if channel is None:
        return no_form(request)
    faces.speak(request, channel)
    settings = read(channel)
    place = f"f{channel.pk}"
    if request.method != "POST":
        embedded = request.GET.get("embed") == "1"
        token = tokens.issue(place, now=timezone.now(), embedded=embedded)
        fresh = RequestForm(settings, initial=_prefilled(request, settings))
        context = {"form": fresh, "token": token, "waiting_words": waiting.words(channel)}
        return page(request, "form.html", context, channel=channel, embedded=embedded)
    try:
        post = posts.read(request, place, settings=settings)
    except UNREADABLE:
        return page(request, "too_large.html", {}, channel=channel, status=413, embedded=True)
    fields = RequestForm(settings, data=request.POST)
    wait = post.check(fields, channel=channel, settings=settings)
    if not fields.errors and not post.problem:
        submission = Submission(
            id=post.nonce,
            kind=NEW,
            email=fields.cleaned_data["email"].strip().lower(),
            name=" ".join(fields.cleaned_data.get("name", "").split()),
            subject=" ".join(fields.cleaned_data["subject"].split()),
            message=fields.cleaned_data["message"],
            custom=fields.custom(settings),
            language=language_of(request),
            files=post.files.submitted(),
        )
        if receive.keep(channel, submission):
            receipt = tokens.receipt(post.nonce, embedded=post.embedded)
            return redirect(reverse("webform:received", args=[slug, receipt]), preserve_request=False)
        post.start_over(
            _("You have sent another message with this page already. Press Send again if this is a new one."),
        )
    post.files.hold(post.nonce)
    context = {"form": fields, "token": post.renew(), "problem": post.problem, "held": post.files.held}
    response = page(request, "form.html", context, channel=channel, status=429 if wait else 422, embedded=post.embedded)
    if wait:
        response["Retry-After"] = str(wait)
    return response


@require_GET
def received(request: HttpRequest, slug: str, receipt: str) -> HttpResponseBase:
    """The thank-you page. Until the ticket is filed it says that the message is safe, and looks again by itself."""
    channel = channel_of(slug)
    if channel is not None:
        faces.speak(request, channel)
    known = tokens.read_receipt(receipt)
    filed = receive.find(channel, known[0]) if channel and known else None
    if channel is None or known is None or filed is None:
        return missing(request, words=_("This page has expired. Your message is safe with us."))
    context: dict[str, Any] = {"ticket": filed.ticket, "raw": filed.raw, "waiting": filed.ticket is None}
    if filed.ticket is not None:
        context["private_link"] = private_links.url(private_links.typed(filed.ticket))
        context["promise"] = waiting.until(channel, filed.raw.received_at)
    return page(request, "received.html", context, channel=channel, embedded=known[1])


@require_GET
@cache_control(public=True, max_age=60)
def brand_css(request: HttpRequest, slug: str) -> HttpResponseBase:
    channel = Channel.objects.filter(kind="webform", address=slug).first()
    if channel is None:
        return no_form(request)
    response = HttpResponse(
        brand.style_sheet(faces.colour(channel, read(channel).colour)), content_type="text/css; charset=utf-8"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def language_of(request: HttpRequest) -> str:
    """The first language the browser asks for: a guess that an agent can see, nothing more."""
    found = re.match(r"\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)", request.headers.get("Accept-Language", ""))
    return found[1].lower() if found else ""


def _prefilled(request: HttpRequest, settings: FormSettings) -> dict[str, str]:
    """A site may link to the form with fields filled in: ``?subject=…&order=…``."""
    names = {"name": "name", "email": "email", "subject": "subject", "message": "message"}
    names |= {field.name: f"field_{field.name}" for field in settings.fields}
    return {target: request.GET[name][:2000] for name, target in names.items() if name in request.GET}
