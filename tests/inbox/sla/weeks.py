"""The calendars of the worked examples, and a short way to write their instants."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

HOUR = 3600
MINUTE = 60


@dataclass(frozen=True)
class Week:
    """What a ``CalendarVersion`` row says, without the row."""

    zone: str
    windows: list[list[Any]]
    closed: list[dict[str, str]] = field(default_factory=list)
    special: list[dict[str, Any]] = field(default_factory=list)


def closed(*days: str) -> list[dict[str, str]]:
    return [{"date": day, "name": "closed"} for day in days]


def days(weekdays: range, *windows: tuple[str, str]) -> list[list[Any]]:
    return [[weekday, opens, closes] for weekday in weekdays for opens, closes in windows]


GERMAN = closed(
    "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-12-25", "2026-12-26"
)
BER = Week("Europe/Berlin", days(range(5), ("09:00", "18:00")), GERMAN)
SPLIT = Week("Europe/Berlin", days(range(5), ("09:00", "12:00"), ("13:00", "18:00")), GERMAN)
NY = Week(
    "America/New_York",
    [*days(range(5), ("08:00", "20:00")), [5, "10:00", "16:00"]],
    closed("2026-11-26"),
    [{"date": "2026-11-27", "windows": [["08:00", "13:00"]]}],
)
NIGHT = Week("America/New_York", days(range(7), ("22:00", "06:00")))
KOLKATA = Week("Asia/Kolkata", days(range(5), ("09:30", "18:30")))
LORD_HOWE = Week("Australia/Lord_Howe", days(range(7), ("00:00", "08:00")))


def local(zone: str, text: str, *, second_time: bool = False) -> datetime:
    """``local("Europe/Berlin", "2026-03-10 10:00")``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=int(second_time))


def ber(text: str) -> datetime:
    return local("Europe/Berlin", text)


def ny(text: str) -> datetime:
    return local("America/New_York", text)


def utc(text: str) -> datetime:
    return local("UTC", text)
