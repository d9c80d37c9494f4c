"""Canned answers: words to begin a reply with. An unknown variable is refused when it is written, not when sent."""

from __future__ import annotations

import html as entities
import re
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from inbox import markup, team_rows, variables
from inbox.errors import InboxError
from inbox.models import CannedAnswer, Ticket, User

SHORTCUT = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def create(*, actor: User, **fields: Any) -> CannedAnswer:
    """``shortcut``, ``title``, ``body_html``, ``language``, ``team_id`` (None: for everybody)."""
    return _write(CannedAnswer(), fields, actor)


def change(canned_id: int, *, actor: User, **changes: Any) -> CannedAnswer:
    return _write(CannedAnswer.objects.get(pk=canned_id), changes, actor)


def delete(canned_id: int, *, actor: User) -> None:
    team_rows.delete(CannedAnswer.objects.get(pk=canned_id), kind="canned", actor=actor)


def render(answer: CannedAnswer, ticket: Ticket, *, agent: User) -> tuple[str, list[str]]:
    """Its words for this ticket, and the variables that have no value there; counts as a use."""
    CannedAnswer.objects.filter(pk=answer.pk).update(used=F("used") + 1)
    return fill(answer.body_html, ticket, agent=agent)


def fill(body_html: str, ticket: Ticket, *, agent: User) -> tuple[str, list[str]]:
    return variables.fill(body_html, variables.of(ticket, agent=agent), html=True)


def checked(body_html: str) -> str:
    """Cleaned, and refused when it is empty or names a variable that does not exist."""
    html = markup.clean(body_html)
    if not markup.to_text(html):
        raise InboxError("empty", _("There is nothing in it yet."), fields={"body_html": _("Write something.")})
    try:
        variables.check(entities.unescape(html))
    except InboxError as error:
        raise InboxError(error.code, error.message, error.status, fields={"body_html": error.message}) from None
    return html


def _write(answer: CannedAnswer, fields: dict[str, Any], actor: User) -> CannedAnswer:
    if "shortcut" in fields:
        fields["shortcut"] = fields["shortcut"].strip().lstrip("/").lower()
        if not SHORTCUT.fullmatch(fields["shortcut"]):
            text = _("Letters, digits, - and _ only, without spaces, as in refund-policy.")
            raise InboxError("invalid", text, fields={"shortcut": text})
    if "body_html" in fields:
        fields["body_html"] = checked(fields["body_html"])
    shortcut = fields.get("shortcut", answer.shortcut)
    taken = _("There is another answer with the shortcut /{shortcut}.").format(shortcut=shortcut)
    return team_rows.write(answer, fields, kind="canned", taken={"shortcut": taken}, actor=actor)
