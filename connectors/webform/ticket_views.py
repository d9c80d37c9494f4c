"""The private page of one ticket: whoever has its link reads and writes on, and nobody else finds it.

What a link is good for, and for how long, is told in ``private_links``.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from connectors import faces, speaking
from connectors.webform import conversation, posts, private_links, receive, tokens, waiting, when
from connectors.webform.forms import ReplyForm
from connectors.webform.pages import missing, page, protect
from connectors.webform.settings import read
from connectors.webform.submission import LINK, REPLY, Submission
from connectors.webform.views import UNREADABLE, language_of
from inbox import brands
from inbox.models import Attachment, Identity, Message, Ticket

RASTER = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@csrf_exempt  # the right to write here is the link itself, not a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest, token: str) -> HttpResponseBase:
    speaking.speak(request)
    link = private_links.follow(token)
    if link is None:
        return missing(request, words=_("This link leads nowhere. Perhaps a part of it got lost when it was copied."))
    found = link.ticket
    faces.speak(request, found.channel)
    shown = conversation.survivor(found)
    if shown is None:
        return page(request, "merged.html", {"ticket": found}, channel=found.channel)
    settings = read(found.channel)
    messages = conversation.visible(shown)
    moved = not link.proven and private_links.outgrown(found, shown)
    if moved and request.method != "POST":
        return _moved(request, found, shown)
    standing = conversation.standing(shown, messages)
    place = f"t{found.pk}"
    label = _("Still a problem? Write again") if standing.over else _("Write a reply")
    context = {"ticket": shown, "standing": standing, "token_in_url": token, "entries": _entries(shown, messages)}
    if request.method != "POST":
        form = ReplyForm(settings, label=label)
        context |= {
            "form": form,
            "token": tokens.issue(place, now=timezone.now()),
            "sent": _sent(request, link, shown),
        }
        context["zone"] = when.zone_words(when.zone())
        if standing.unanswered:
            context["promise"] = waiting.until(found.channel, shown.created_at)
        return page(request, "ticket.html", context, channel=found.channel)
    try:
        post = posts.read(request, place, settings=settings)
    except UNREADABLE:
        return page(request, "too_large.html", {}, channel=found.channel, status=413)
    if moved:
        return _moved(request, found, shown)
    form = ReplyForm(settings, data=request.POST, label=label)
    wait = post.check(form, channel=found.channel, settings=settings)
    if not form.errors and not post.problem:
        author = _author(found)
        submission = Submission(
            id=post.nonce,
            kind=REPLY,
            email=author.handle,
            name=author.name or found.contact.name,
            subject=shown.subject,
            message=form.cleaned_data["message"],
            language=language_of(request),
            reply_token=shown.reply_token,
            proven=link.proven,
            files=post.files.submitted(),
        )
        if receive.keep(found.channel, submission):
            return redirect(f"{reverse('webform:ticket', args=[token])}?sent={tokens.receipt(post.nonce)}#newest")
        post.start_over(
            _("You have sent another message from this page already. Press Send again if this is a new one.")
        )
    post.files.hold(post.nonce)
    context |= {"form": form, "token": post.renew(), "problem": post.problem, "held": post.files.held}
    context["zone"] = when.zone_words(when.zone())
    return page(request, "ticket.html", context, channel=found.channel, status=429 if wait else 422)


@require_GET
def file(request: HttpRequest, token: str, file_token: str) -> HttpResponseBase:
    """A file of a message on the page: downloaded, never shown as a page of ours."""
    speaking.speak(request)
    link = private_links.follow(token)
    shown = conversation.survivor(link.ticket) if link else None
    attachment = conversation.attachment(shown, file_token) if shown else None
    if link is None or shown is None or attachment is None:
        return missing(request, words=_("There is no such file."))
    if not link.proven and private_links.outgrown(link.ticket, shown):
        return missing(request, words=_("There is no such file."))
    return _download(attachment)


def _download(attachment: Attachment) -> HttpResponse:
    harmless = attachment.content_type in RASTER
    response = HttpResponse(
        attachment.content,
        content_type=attachment.content_type if harmless else "application/octet-stream",
    )
    protect(response)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    disposition = content_disposition_header(as_attachment=True, filename=attachment.filename)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _moved(request: HttpRequest, found: Ticket, shown: Ticket) -> HttpResponse:
    """Instead of the page: mail a link that proves more, at most once a day, and give back what was typed."""
    if request.method != "HEAD":
        once = f"moved-{found.pk}-{timezone.now():%Y-%m-%d}"
        email, language = _author(found).handle, speaking.now()
        asked = Submission(id=once, kind=LINK, email=email, reply_token=found.reply_token, language=language)
        receive.keep_for_later(found.channel, asked)
    context = {
        "ticket": found,
        "merged": shown.pk != found.pk,
        "words": request.POST.get("message", "").strip(),
        "files": bool(request.FILES),
    }
    return page(request, "moved.html", context, channel=found.channel, status=403)


def _entries(shown: Ticket, messages: list[Message]) -> list[conversation.Entry]:
    place, now = when.zone(), timezone.now()
    entries = []
    for message in messages:
        ours = message.direction == Message.Direction.OUTBOUND
        entries.append(
            conversation.Entry(
                id=message.pk,
                ours=ours,
                who=(message.author_name or brands.name_of(shown.channel)) if ours else _("You"),
                at=message.sent_at,
                when=when.moment(message.sent_at, place, now=now),
                body=conversation.body(message),
                files=tuple(file for file in message.attachments.all()),
            )
        )
    return entries


def _author(ticket: Ticket) -> Identity:
    """Who writes on this page: whoever sent the form."""
    first = (
        Message.objects.filter(ticket=ticket, direction=Message.Direction.INBOUND, author_identity__isnull=False)
        .select_related("author_identity")
        .order_by("id")
        .first()
    )
    if first is not None and first.author_identity is not None:
        return first.author_identity
    return Identity.objects.filter(contact_id=ticket.contact_id, network="email").earliest("id")


def _sent(request: HttpRequest, link: private_links.Followed, shown: Ticket) -> dict[str, object] | None:
    """What to say after a reply: it is here, it is being filed, or it opened a new ticket."""
    known = tokens.read_receipt(request.GET.get("sent", ""))
    filed = receive.find(link.ticket.channel, known[0]) if known else None
    if filed is None:
        return None
    elsewhere = filed.ticket if filed.ticket and filed.ticket.pk != shown.pk else None
    told: dict[str, object] = {"waiting": filed.ticket is None, "elsewhere": elsewhere}
    if elsewhere is not None:  # a receipt may be of another form: what was proven here counts for this customer only
        proven = link.proven and elsewhere.contact_id == link.ticket.contact_id
        told["token"] = private_links.mailed(elsewhere) if proven else private_links.typed(elsewhere)
    return told
