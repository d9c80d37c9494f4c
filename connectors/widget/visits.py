"""Who is chatting: what is asked before, and the row that a visitor gets when they begin."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from connectors.widget import tokens
from connectors.widget.models import Visitor
from connectors.widget.settings import WidgetSettings, read
from inbox.errors import InboxError
from inbox.models import Channel

LONGEST_ANSWER = 500
HERE = dt.timedelta(seconds=75)  # more than twice what lies between two signs of life


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the site says of its visitor. ``user_id`` was signed by it; name and e-mail are its hints."""

    user_id: str
    name: str = ""
    email: str = ""


def known(said: object, channel: Channel) -> Known | None:
    """None when the site says nothing; refused with 403 when it did not sign what is said."""
    if not isinstance(said, dict) or not said.get("id"):
        return None
    user_id, given = str(said["id"]), str(said.get("hash", ""))
    if len(user_id) > 200 or not user_id.isprintable() or not tokens.vouched(user_id, given, channel.credentials):
        raise InboxError("identity_refused", "The site did not sign who this visitor is.", 403)
    email = str(said.get("email", ""))
    return Known(user_id=user_id, name=_one_line(said.get("name", "")), email=email if _is_email(email) else "")


def find(channel: Channel, visitor: Visitor | None, person: Known | None) -> Visitor | None:
    """Whose conversation to show: of the person whom the site names, else of a browser that nobody named.

    A token of somebody known shows nothing on a page that does not name them: they may have signed out there.
    """
    if person is not None:
        return Visitor.objects.select_related("channel").filter(channel=channel, user_id=person.user_id).first()
    return visitor if visitor is not None and not visitor.user_id else None


def questions(settings: WidgetSettings, visitor: Visitor | None, person: Known | None, *, away: bool) -> list[Any]:
    """What is still to be asked, in order: [{"name", "kind", "label", "required", "options"}].

    ``kind`` is name, email, topic, text, choice or consent; those without a label have one in the panel's words.
    """
    if visitor is not None and (visitor.email or not away):
        return []
    ask = []
    email = "required" if away else settings.ask_email
    if settings.ask_name != "no" and not (person and person.name):
        ask.append(_question("name", "name", required=settings.ask_name == "required"))
    if email != "no" and not (person and person.email):
        ask.append(_question("email", "email", required=email == "required"))
    if settings.topics:
        ask.append(_question("topic", "topic", required=True, options=settings.topics))
    for own in settings.questions:
        kind = "choice" if own.options else "text"
        ask.append(_question(own.name, kind, label=own.label, required=own.required, options=own.options))
    if settings.consent:
        ask.append(_question("consent", "consent", label=settings.consent, required=True))
    return ask


def begin(
    channel: Channel,
    settings: WidgetSettings,
    visitor: Visitor | None,
    person: Known | None,
    *,
    given: dict[str, Any],
    away: bool,
) -> Visitor:
    """The visitor's row with what they answered; InboxError names every answer that is missing or wrong."""
    asked = questions(settings, visitor, person, away=away)
    answers, wrong = {}, {}
    for question in asked:
        name = question["name"]
        value = given.get(name)
        words = _one_line(value) if question["kind"] != "consent" else "yes" if value is True else ""
        if question["required"] and not words:
            wrong[name] = "required"
        elif name == "email" and words and not _is_email(words):
            wrong[name] = "not_an_address"
        elif words and question["options"] and words not in question["options"]:
            wrong[name] = "no_such_option"
        elif words:
            answers[name] = words
    if wrong:
        raise InboxError("invalid", "Some answers are missing or wrong.", 422, fields=wrong)
    name, email = answers.pop("name", ""), answers.pop("email", "").lower()
    consented = timezone.now() if answers.pop("consent", "") else None
    with transaction.atomic():
        if visitor is None and person is not None:
            visitor, _ = Visitor.objects.get_or_create(channel=channel, user_id=person.user_id)
        visitor = visitor or Visitor.objects.create(channel=channel)
        visitor = Visitor.objects.select_for_update(no_key=True, of=("self",)).get(pk=visitor.pk)
        visitor.name = name or visitor.name or (person.name if person else "")
        visitor.email = email or visitor.email or (person.email.lower() if person else "")
        visitor.answers = {**visitor.answers, **answers}
        visitor.consented_at = visitor.consented_at or consented
        visitor.language = str(given.get("language", ""))[:20] or visitor.language
        visitor.page = _page(given.get("page"), settings) or visitor.page
        visitor.seen_at = timezone.now()
        visitor.save(update_fields=WRITTEN)
    visitor.channel = channel
    return visitor


def about(visitor: Visitor) -> list[tuple[str, str]]:
    """What was asked before the chat, as agents read it below the first message: (label, value)."""
    asked = [("Topic", "topic"), *((question.label, question.name) for question in read(visitor.channel).questions)]
    found = [(label, visitor.answers.get(name, "")) for label, name in asked]
    return [(label, value) for label, value in (*found, ("E-mail", visitor.email), ("Page", visitor.page)) if value]


WRITTEN = ("name", "email", "answers", "consented_at", "language", "page", "seen_at")


def seen(visitor_ids: set[int]) -> None:
    """Their panels are open somewhere."""
    Visitor.objects.filter(pk__in=visitor_ids).update(seen_at=timezone.now())


def is_here(visitor: Visitor, *, now: dt.datetime) -> bool:
    return visitor.seen_at is not None and visitor.seen_at > now - HERE


def _question(
    name: str, kind: str, *, label: str = "", required: bool = False, options: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {"name": name, "kind": kind, "label": label, "required": required, "options": list(options)}


def _one_line(value: object) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(value or "")).split())[:LONGEST_ANSWER]


def _is_email(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return len(value) <= 254


def _page(value: object, settings: WidgetSettings) -> str:
    """The address of the page that shows the chat, without what may be private in it; only of a site on the list."""
    try:
        parts = urlsplit(str(value or ""))
        origin = f"{parts.scheme}://{parts.netloc}".lower()
    except ValueError:
        return ""
    allowed = {site.rstrip("/").lower() for site in settings.origins}
    return f"{origin}{parts.path}"[:1000] if origin in allowed else ""
