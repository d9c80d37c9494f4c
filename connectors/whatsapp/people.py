"""Who is who on WhatsApp, since usernames came in 2026.

Every person has a business-scoped user id (``US.1349…``), a business with several portfolios also a parent id
(``US.ENT.1181…``). The phone number is absent for people with a username, and so may be ``wa_id``, ``from`` and
``recipient_id``. Source: developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
(July 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from inbox.envelope import Address

SCOPED = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]+")


def handles(scoped: object, parent: object, phone: object, name: str = "") -> tuple[Address, ...]:
    """All handles of one person, the steadiest first: the one that names the conversation."""
    found = [Address(network="whatsapp", handle=str(given), name=name) for given in (scoped, parent) if given]
    if phone:
        found.append(Address(network="phone", handle=e164(str(phone)), name=name))
    return tuple(found)


def e164(number: str) -> str:
    """``16505551234`` and ``+1 650-555-1234`` are the same number."""
    digits = re.sub(r"\D", "", number)
    if not digits:
        raise ValueError(f"not a phone number: {number[:40]!r}")
    return f"+{digits}"


def sender(message: dict[str, Any], contacts: Iterable[dict[str, Any]]) -> tuple[Address, ...]:
    """Whoever wrote an inbound message, by its own fields and the contact that goes with it."""
    contact = _contact(message, [row for row in contacts if isinstance(row, dict)])
    profile = contact.get("profile") or {}
    return handles(
        message.get("from_user_id") or contact.get("user_id"),
        message.get("from_parent_user_id") or contact.get("parent_user_id"),
        message.get("from") or contact.get("wa_id"),
        str(profile.get("name") or profile.get("username") or ""),
    )


def receiver(echo: dict[str, Any]) -> tuple[Address, ...]:
    """To whom a message of ours went that was written in the WhatsApp Business app."""
    return handles(echo.get("to_user_id"), echo.get("to_parent_user_id"), echo.get("to"))


def _contact(message: dict[str, Any], contacts: list[dict[str, Any]]) -> dict[str, Any]:
    """A batch may bring messages of several people; one with a single contact needs no matching."""
    mine = {message.get("from"), message.get("from_user_id"), message.get("from_parent_user_id")} - {None, ""}
    for contact in contacts:
        if mine & {contact.get("wa_id"), contact.get("user_id"), contact.get("parent_user_id")}:
            return contact
    return contacts[0] if len(contacts) == 1 else {}
