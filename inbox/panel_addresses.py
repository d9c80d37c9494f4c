"""Addresses of panels: templates with ``{{ variables }}``.

What is filled in is percent-encoded, and the host is always the admin's own word.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import likeness
from inbox.errors import InboxError
from inbox.models import Contact, CustomField, Panel, Ticket, User

NAMES: Mapping[str, str] = {
    "contact.id": gettext_noop("The number of the customer here"),
    "contact.name": gettext_noop("The customer's name"),
    "contact.email": gettext_noop("The customer's e-mail address"),
    "contact.phone": gettext_noop("The customer's phone number, as in +49301234567"),
    "contact.language": gettext_noop("The customer's language, as in de"),
    "ticket.id": gettext_noop("The number of the ticket in addresses of this console"),
    "ticket.reference": gettext_noop("The ticket's number, as in HD-1042"),
    "ticket.subject": gettext_noop("The ticket's subject"),
    "channel.name": gettext_noop("The channel that the ticket came in on"),
    "agent.name": gettext_noop("The name of whoever looks at it"),
    "agent.email": gettext_noop("The e-mail address of whoever looks at it"),
}
VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_.-]{1,80})\s*\}\}")


def check(panel: Panel) -> None:
    """The template names known variables, and its host is the admin's own word."""
    known = variables()
    text = panel.url_template
    for name in VARIABLE.findall(text):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
            raise _refused(
                "url_template",
                _("There is no variable {name}; did you mean {near}?").format(name=name, near=near[0])
                if near
                else _("There is no variable {name}.").format(name=name),
            )
    rest = VARIABLE.sub("-", text)
    if "{{" in rest or "}}" in rest:
        at = rest.index("{{" if "{{" in rest else "}}")
        raise _refused(
            "url_template",
            _("“{text}” is no variable: they look like {{{{ contact.email }}}}.").format(text=rest[at : at + 30]),
        )
    head = VARIABLE.sub("\0", text)
    try:
        parts = urlsplit(head)
        parts.port  # noqa: B018 (raises for what is no port)
    except ValueError:
        raise _refused("url_template", _("That is no address.")) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _refused("url_template", _("An address that begins with https:// (or http://) is expected."))
    if not re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?", parts.netloc):
        raise _refused("url_template", _("Variables belong behind the host: in the path, behind ? or behind #."))
    if re.search(r"[\s<>\"\\^`]", VARIABLE.sub("", text)):
        raise _refused("url_template", _("Spaces and quotes cannot stand in an address."))
    ours = urlsplit(settings.PUBLIC_URL)
    if panel.kind == Panel.Kind.FRAME and (parts.scheme, parts.netloc) == (ours.scheme, ours.netloc):
        raise _refused("url_template", _("Pages of Janice itself cannot be shown in a frame here."))


def variables() -> dict[str, str]:
    """What may stand between {{ and }}, with what it means."""
    fields = CustomField.objects.filter(archived_at=None).order_by("target", "position", "pk")
    own = {f"{field.target}.custom.{field.key}": _("The field “{label}”").format(label=field.label) for field in fields}
    return {**{name: _(about) for name, about in NAMES.items()}, **own}


def address(panel: Panel, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """Where it leads, and the variables that have no value here (then there is no address).

    A value of nothing but dots is none: browsers walk up a path by it, however it is encoded.
    """
    missing = [name for name in VARIABLE.findall(panel.url_template) if not values.get(name, "").strip(".")]
    if missing:
        return "", list(dict.fromkeys(missing))
    return VARIABLE.sub(lambda match: quote(values[match[1]], safe=""), panel.url_template), []


def values(contact: Contact, ticket: Ticket | None, *, agent: User) -> dict[str, str]:
    """What the variables mean here; the usual handle of a network goes before others."""
    handles = list(contact.identities.order_by("-primary", "pk").values_list("handle", flat=True))
    found = {
        "contact.id": str(contact.pk),
        "contact.name": contact.name,
        "contact.email": next((each for each in handles if likeness.ADDRESS.fullmatch(each)), ""),
        "contact.phone": next((each for each in handles if likeness.digits(each)), ""),
        "contact.language": contact.language,
        "agent.name": agent.get_full_name(),
        "agent.email": agent.email,
        **{f"contact.custom.{key}": _word(value) for key, value in contact.custom.items()},
    }
    if ticket is not None:
        found |= {
            "ticket.id": str(ticket.pk),
            "ticket.reference": ticket.reference,
            "ticket.subject": ticket.subject,
            "channel.name": ticket.channel.name,
            **{f"ticket.custom.{key}": _word(value) for key, value in ticket.custom.items()},
        }
    return found


def origin(panel: Panel) -> str:
    parts = urlsplit(panel.url_template)
    return f"{parts.scheme}://{parts.netloc}"


def _word(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _refused(field: str, why: str) -> InboxError:
    return InboxError("invalid", why, fields={field: why})
