"""One post of a form: its token, its files, and the guards that stand before every form of ours."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors import strangers
from connectors.webform import tokens, uploads
from connectors.webform.forms import Trapped
from connectors.webform.settings import FormSettings
from inbox.models import Channel

TRIES_PER_HOUR = 60
BODY_AT_MOST = 5  # times what may be sent: above that the body is not even read


@dataclasses.dataclass(kw_only=True, slots=True)
class Post:
    """``problem`` is what stands above the form when the fields themselves are fine."""

    nonce: str
    place: str
    embedded: bool
    age: dt.timedelta | None  # since the page was made; None: the token is not ours
    expired: bool
    client: str
    files: uploads.Files
    problem: str = ""

    def check(self, form: Trapped, *, channel: Channel, settings: FormSettings) -> int:
        """Run all guards, putting what is wrong into the form or ``problem``; returns seconds to wait, mostly 0."""
        form.full_clean()
        for words in self.files.errors:
            form.add_error("files", words)
        blocked = wait = strangers.wait("form-try", f"{channel.pk}:{self.client}", limit=TRIES_PER_HOUR, seconds=3600)
        if self.age is None or self.expired:
            self.problem = _("This page had been open for too long. Please press Send once more; nothing is lost.")
        elif self.age < tokens.TOO_QUICK:
            self.problem = _("That was very quick. To show that you are not a robot, please press Send once more.")
        if not form.errors and not self.problem:
            wait = wait or strangers.wait(
                "form", f"{channel.pk}:{self.client}", limit=settings.per_address_per_hour, seconds=3600
            )
            wait = wait or strangers.wait("form-total", str(channel.pk), limit=settings.total_per_hour, seconds=3600)
        if wait:
            minutes = max(1, round(wait / 60))
            self.problem = ngettext(
                "There have been very many messages just now. Your message has not been sent yet. "
                "Please press Send again in %(minutes)d minute.",
                "There have been very many messages just now. Your message has not been sent yet. "
                "Please press Send again in %(minutes)d minutes.",
                minutes,
            ) % {"minutes": minutes}
        if blocked and self.files.new:  # whoever tries that often does not fill our disk meanwhile
            self.files.new = []
            self.problem += " " + _("Please choose the files again then.")
        return wait

    def start_over(self, problem: str) -> None:
        """What follows is another message: it gets a nonce of its own."""
        self.nonce, self.problem = secrets.token_urlsafe(16), problem

    def renew(self) -> str:
        """The token for showing the same page again. Its age starts anew only when it has to."""
        now = timezone.now()
        fresh = self.age is None or self.expired
        return tokens.issue(
            self.place,
            now=now if fresh else now - (self.age or dt.timedelta()),
            embedded=self.embedded,
            nonce=self.nonce,
        )


def read(request: HttpRequest, place: str, *, settings: FormSettings) -> Post:
    """Raises Django's own errors about bodies that are too large or no form at all."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > settings.max_total_mb * uploads.MB * BODY_AT_MOST:
        raise RequestDataTooBig
    quota = uploads.Quota(request, settings)
    request.upload_handlers.insert(0, quota)
    token = tokens.read(request.POST.get("token", ""), place, now=timezone.now())
    nonce = token.nonce if token else secrets.token_urlsafe(16)
    return Post(
        nonce=nonce,
        place=place,
        embedded=token.embedded if token else False,
        age=token.age(timezone.now()) if token else None,
        expired=token.expired if token else False,
        client=strangers.client(request),
        files=uploads.collect(request, nonce, quota=quota),
    )
