"""``{{ variables }}`` in canned answers and automatic messages: names that stand for words, and no logic."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.errors import InboxError
from inbox.models import Organisation, Ticket, User

NAMES: Mapping[str, str] = {
    "customer.name": gettext_noop("The customer's name"),
    "customer.first_name": gettext_noop("The first word of the customer's name"),
    "ticket.reference": gettext_noop("The ticket's number, as in HD-1042"),
    "ticket.subject": gettext_noop("The ticket's subject"),
    "agent.name": gettext_noop("The name of whoever writes, or of the ticket's assignee"),
    "agent.first_name": gettext_noop("The first word of that name"),
    "team.name": gettext_noop("The ticket's team"),
    "brand": gettext_noop("What the channel calls itself to customers"),
    "organisation.name": gettext_noop("The organisation"),
    "answer_by": gettext_noop("When the customer can expect an answer, in their language and time"),
    "survey.link": gettext_noop("The way to the survey of this ticket"),
}
VARIABLE = re.compile(r"\{\{\s*([A-Za-z_.]{1,60})\s*\}\}")


def check(text: str) -> None:
    """Raises InboxError ``unknown_variable`` that names what is no variable, and the nearest one that is."""
    for name in VARIABLE.findall(text):
        if name not in NAMES:
            near = difflib.get_close_matches(name, NAMES, n=1)
            why = (
                _("There is no variable {name}; did you mean {near}?").format(name=name, near=near[0])
                if near
                else _("There is no variable {name}.").format(name=name)
            )
            raise InboxError("unknown_variable", why, fields={"text": why}, data={"known": sorted(NAMES)})
    if "{{" in (rest := VARIABLE.sub("", text)):
        at = rest.index("{{")
        why = _("“{text}” is no variable: they look like {{{{ customer.name }}}}.").format(text=rest[at : at + 30])
        raise InboxError("unknown_variable", why, fields={"text": why}, data={"known": sorted(NAMES)})


def fill(text: str, values: Mapping[str, str], *, html: bool) -> tuple[str, list[str]]:
    """The text with its variables replaced, and the names that have no value here, which stay as they are."""
    missing: list[str] = []

    def one(match: re.Match[str]) -> str:
        value = values.get(match[1], "")
        if not value:
            missing.append(match[1])
            return match[0]
        return escape(value) if html else value

    return VARIABLE.sub(one, text), list(dict.fromkeys(missing))


def of(ticket: Ticket, *, agent: User | None = None) -> dict[str, str]:
    """What the variables mean on this ticket; ``answer_by`` and ``survey.link`` are for whoever knows them to add."""
    who = agent or ticket.assignee
    name = ticket.contact.name
    ours = Organisation.objects.values_list("name", flat=True).first()
    return {
        "customer.name": name,
        "customer.first_name": name.split(" ")[0],
        "ticket.reference": ticket.reference,
        "ticket.subject": ticket.subject,
        "agent.name": who.get_full_name() if who else "",
        "agent.first_name": who.get_short_name() if who else "",
        "team.name": ticket.team.name if ticket.team else "",
        "brand": ticket.channel.brand or ticket.channel.name,
        "organisation.name": ours or "",
    }
