"""A short text for a mail that is nothing but an invitation."""

from __future__ import annotations

import re

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"^(SUMMARY|DTSTART|DTEND|LOCATION|ORGANIZER|METHOD|DESCRIPTION)((?:;[^:\r\n]*)?):([^\r\n]*)", re.M)
_MAILTO = re.compile(r"mailto:", re.I)
_NAMES = {
    "METHOD": "Calendar",
    "SUMMARY": "Subject",
    "DTSTART": "Start",
    "DTEND": "End",
    "LOCATION": "Place",
    "ORGANIZER": "Organiser",
}
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")


def summary(source: str) -> str:
    """``Subject: …``, ``Start: …`` lines of the first event."""
    start = source.find("BEGIN:VEVENT")
    head, event = source[:start] if start >= 0 else "", source[max(start, 0) :][:100_000]
    found: dict[str, str] = {}
    for name, params, value in _LINE.findall(_FOLD.sub("", head[:10_000] + event)):
        if name in _NAMES and name not in found:
            found[name] = _value(name, params, value)
    return "\n".join(f"{_NAMES[name]}: {found[name]}" for name in _NAMES if found.get(name))


def _value(name: str, params: str, value: str) -> str:
    value = value.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";").strip()
    if name == "ORGANIZER":
        return _MAILTO.sub("", value)
    if name in ("DTSTART", "DTEND") and (match := _TIME.match(value)):
        day = f"{match[1]}-{match[2]}-{match[3]}"
        zone = "UTC" if match[6] else params.partition("TZID=")[2].split(";")[0].strip('"')
        return f"{day} {match[4]}:{match[5]} {zone}".strip() if match[4] else day
    return value[:500]
