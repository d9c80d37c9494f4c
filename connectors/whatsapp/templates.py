"""Templates: what may be written when the customer's last message is more than 24 hours old.

Meta approves them before; ``health`` fetches them into the channel's facts. Those are offered that need no more than
words for their body: a media header or a changing link needs what an agent's text cannot give.
Source: developers.facebook.com/documentation/business-messaging/whatsapp/templates (2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from connectors.errors import InvalidContent
from inbox.envelope import Template

PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
MOST = 250  # as many as a business may have unverified


def facts(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Of Meta's list, the approved ones that can be sent from here: name, language, body, names of its places."""
    found = []
    for row in rows:
        parts = {str(part.get("type", "")).upper(): part for part in row.get("components") or ()}
        body = str(parts.get("BODY", {}).get("text") or "")
        if row.get("status") != "APPROVED" or not body or not _wordy(parts):
            continue
        named = row.get("parameter_format") == "NAMED"
        places = list(dict.fromkeys(PLACE.findall(body)))
        found.append(
            {
                "name": str(row["name"]),
                "language": str(row["language"]),
                "category": str(row.get("category") or ""),
                "body": body,
                "places": places if named else sorted(places, key=lambda place: (len(place), place)),
                "named": named,
            }
        )
    return found[:MOST]


def offered(known: Iterable[Mapping[str, Any]]) -> tuple[Template, ...]:
    return tuple(
        Template(name=row["name"], language=row["language"], parameters=tuple(row["places"]), body=row["body"])
        for row in known
    )


def payload(template: Template, known: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The ``template`` of the call. Raises InvalidContent where the words do not fit its places."""
    row = next((row for row in known if (row["name"], row["language"]) == (template.name, template.language)), None)
    if row is None:
        raise InvalidContent(f"There is no approved template {template.name} ({template.language}).", field="template")
    if len(row["places"]) != len(template.parameters) or not all(template.parameters):
        raise InvalidContent(f"The template {template.name} needs {len(row['places'])} texts.", field="template")
    language = {"policy": "deterministic", "code": template.language}  # the policy is demanded by the description v23
    made: dict[str, Any] = {"name": template.name, "language": language}
    words = [
        {"type": "text", "text": text} | ({"parameter_name": place} if row["named"] else {})
        for place, text in zip(row["places"], template.parameters, strict=True)
    ]
    if words:
        made["components"] = [{"type": "body", "parameters": words}]
    return made


def _wordy(parts: Mapping[str, Mapping[str, Any]]) -> bool:
    header = parts.get("HEADER", {})
    buttons = parts.get("BUTTONS", {}).get("buttons") or ()
    plain = str(header.get("format", "TEXT")).upper() == "TEXT" and not PLACE.search(str(header.get("text") or ""))
    still = all(
        button.get("type") in ("QUICK_REPLY", "PHONE_NUMBER", "URL") and not PLACE.search(str(button.get("url") or ""))
        for button in buttons
    )
    return plain and still and parts.keys() <= {"HEADER", "BODY", "FOOTER", "BUTTONS"}
