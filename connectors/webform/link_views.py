"""Lost the link: ask for it by e-mail. The answer is the same whether or not we know the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from connectors import faces, speaking, strangers
from connectors.webform import posts, private_links, receive, tokens
from connectors.webform.forms import FindForm
from connectors.webform.pages import missing, page
from connectors.webform.settings import read
from connectors.webform.submission import LINK, Submission
from connectors.webform.views import UNREADABLE, channel_of, no_form
from inbox.models import Ticket

PER_ADDRESS_PER_HOUR = 3


@csrf_exempt  # guarded by the signed form token, as the form itself
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest, slug: str) -> HttpResponseBase:
    channel = channel_of(slug)
    if channel is None:
        return no_form(request)
    faces.speak(request, channel)
    place = f"l{channel.pk}"
    if request.method != "POST":
        context = {"form": FindForm(), "token": tokens.issue(place, now=timezone.now())}
        return page(request, "find.html", context, channel=channel)
    settings = read(channel)
    try:
        post = posts.read(request, place, settings=settings)
    except UNREADABLE:
        return page(request, "too_large.html", {}, channel=channel, status=413)
    form = FindForm(data=request.POST)
    wait = post.check(form, channel=channel, settings=settings)
    if form.errors or post.problem:
        context = {"form": form, "token": post.renew(), "problem": post.problem}
        return page(request, "find.html", context, channel=channel, status=429 if wait else 422)
    email = form.cleaned_data["email"].strip().lower()
    if not strangers.wait("form-link", f"{channel.pk}:{email}", limit=PER_ADDRESS_PER_HOUR, seconds=3600):
        receive.keep_for_later(channel, Submission(id=post.nonce, kind=LINK, email=email, language=speaking.now()))
    return redirect(reverse("webform:find_sent", args=[slug]))


@require_GET
def sent(request: HttpRequest, slug: str) -> HttpResponseBase:
    channel = channel_of(slug)
    if channel is None:
        return no_form(request)
    faces.speak(request, channel)
    return page(request, "find_sent.html", {}, channel=channel)


@require_GET
def open_link(request: HttpRequest, link: str) -> HttpResponseBase:
    """From the mail to the one ticket it was made for, for an hour."""
    speaking.speak(request)
    ticket_id = tokens.read_link(link)
    ticket = Ticket.objects.filter(pk=ticket_id, channel__kind="webform").first() if ticket_id else None
    if ticket is None:
        return missing(request, words=_("This link has expired. Links from our e-mails work for one hour."))
    return redirect(reverse("webform:ticket", args=[private_links.mailed(ticket)]))
