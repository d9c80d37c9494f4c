"""The page on which a customer answers a survey. No script, no cookie; the token in its address is the way in.

Opening it counts nothing, whatever the address says: mail scanners follow every link. The button does.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from connectors import brand, faces, speaking, strangers
from inbox import brands, surveys
from inbox.errors import InboxError
from inbox.models import Survey, SurveyAnswer

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
USES_PER_MINUTE = 60
LABELS: dict[str, dict[int, Any]] = {
    Survey.Scale.THUMBS: {1: gettext_lazy("Not good"), 5: gettext_lazy("Good")},
    Survey.Scale.FACES: {
        1: gettext_lazy("Very bad"),
        2: gettext_lazy("Bad"),
        3: gettext_lazy("Neither good nor bad"),
        4: gettext_lazy("Good"),
        5: gettext_lazy("Very good"),
    },
    Survey.Scale.STARS: {
        stars: ngettext_lazy("%(stars)d star", "%(stars)d stars", stars) % {"stars": stars} for stars in range(1, 6)
    },
}


@csrf_exempt  # no cookie gives any right here, and the token in the address is known to the customer only
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, take the answer, thank for it."""
    speaking.speak(request)
    if strangers.wait("survey", strangers.client(request), limit=USES_PER_MINUTE, seconds=60):
        title, words = _("One moment, please"), _("Try again in a minute.")
        return _page(request, "message.html", None, title=title, words=words, status=429)
    asked = surveys.find(token)
    if asked is not None:
        faces.speak(request, asked.ticket.channel)
    if asked is None:
        words = _("This address leads to no question. Perhaps a part of it got lost in the mail.")
        return _page(request, "message.html", None, title=_("There is nothing here"), words=words, status=404)
    if request.user.is_authenticated:
        words = _("You are signed in as a colleague. This page is for the customer: only their answer counts.")
        return _page(request, "message.html", asked, title=_("This is the customer’s page"), words=words)
    if request.method == "POST":
        return _take(request, asked)
    chosen = _score(request.GET.get("score", ""), asked)
    if not surveys.may_answer(asked, now=timezone.now()):
        return _over(request, asked)
    if asked.answered_at is not None and chosen is None and "change" not in request.GET:
        return _page(request, "thanks.html", asked, sign=_sign(asked), changeable=True)
    return _form(request, asked, chosen=asked.score if chosen is None else chosen, comment=asked.comment)


@require_safe
@cache_control(public=True, max_age=60)
def style(request: HttpRequest, token: str) -> HttpResponse:
    """The brand's colour, where the channel has one."""
    asked = surveys.find(token)
    own = str(asked.ticket.channel.settings.get("colour", "")) if asked else ""
    colour = faces.colour(asked.ticket.channel, own) if asked else ""
    sheet = brand.style_sheet(colour) if brands.COLOUR.fullmatch(colour) and colour != brands.PLAIN_COLOUR else ""
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


def _take(request: HttpRequest, asked: SurveyAnswer) -> HttpResponse:
    try:
        post = request.POST
    except (RequestDataTooBig, TooManyFieldsSent):
        words = _("That was too much for this page. Please go back and write less.")
        return _page(request, "message.html", asked, title=_("Too long"), words=words, status=413)
    if "decline" in post:
        surveys.decline(asked.token)
        words = _("You will not get questions like this one from us any more.")
        return _page(request, "message.html", asked, title=_("All right"), words=words)
    chosen, comment = _score(post.get("score", ""), asked), post.get("comment", "").replace("\0", "")
    if chosen is None:
        problem = _("Please choose one of the answers.")
        return _form(request, asked, chosen=None, comment=comment, problem=problem, status=422)
    try:
        surveys.answer(asked.token, score=chosen, comment=comment)
    except InboxError as error:
        if error.code != "expired":
            raise
        return _over(request, asked)
    return redirect(reverse("survey", args=[asked.token]))


def _form(
    request: HttpRequest, asked: SurveyAnswer, *, chosen: int | None, comment: str, problem: str = "", status: int = 200
) -> HttpResponse:
    scale = asked.survey.scale
    answers = [(score, sign, LABELS[scale][score]) for score, sign in surveys.SIGNS[scale].items()]
    return _page(
        request,
        "form.html",
        asked,
        status=status,
        answers=answers,
        chosen=chosen,
        comment=comment,
        problem=problem,
        longest=surveys.LONGEST_COMMENT,
    )


def _over(request: HttpRequest, asked: SurveyAnswer) -> HttpResponse:
    if asked.answered_at is not None:
        return _page(request, "thanks.html", asked, sign=_sign(asked), changeable=False)
    words = _("This question can no longer be answered. If something is on your mind, just write to us.")
    return _page(request, "message.html", asked, title=_("This was a while ago"), words=words, status=410)


def _page(
    request: HttpRequest, template: str, asked: SurveyAnswer | None, *, status: int = 200, **context: Any
) -> HttpResponse:
    face = brands.of(asked.ticket.channel if asked else None)
    base = {
        "asked": asked,
        **faces.context(face),
        "thanks": (asked.survey.thanks if asked else "") or faces.text(face, "survey_thanks"),
        "brand_css": reverse("survey_style", args=[asked.token]) if asked else "",
    }
    response = render(request, f"survey/{template}", {**base, **context}, status=status)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _score(text: str, asked: SurveyAnswer) -> int | None:
    score = int(text) if text.isascii() and text.isdigit() and len(text) == 1 else None
    return score if score in surveys.SIGNS[asked.survey.scale] else None


def _sign(asked: SurveyAnswer) -> str:
    return surveys.SIGNS[asked.survey.scale].get(asked.score or 0, "")
