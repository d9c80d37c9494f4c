"""Business time, with nothing but the standard library.

A calendar is compiled once into disjoint UTC intervals with running totals, so that "eight business hours from now"
is two bisections. Windows are local wall time, half-open; lengths are real elapsed seconds, never differences of wall
time: the night in which the clocks go forward is an hour shorter. The resolution is one second: instants are cut to it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import NamedTuple, Protocol, cast
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
FURTHEST = 50 * 366  # days; a promise that falls later is never due


class Version(Protocol):
    """What a calendar says; a ``CalendarVersion`` row is one. See there for the shapes."""

    @property
    def zone(self) -> str: ...
    @property
    def windows(self) -> Sequence[Sequence[int | str]]: ...
    @property
    def closed(self) -> Sequence[Mapping[str, str]]: ...
    @property
    def special(self) -> Sequence[Mapping[str, object]]: ...


class Hours(Protocol):
    """A way to count time: a calendar, or around the clock."""

    def add(self, start: datetime, seconds: int) -> datetime | None:
        """The earliest instant at which so many seconds have been counted; None when that is never."""

    def between(self, start: datetime, end: datetime) -> int:
        """Seconds counted from start to end; 0 when end is not later."""

    def next_open(self, at: datetime) -> datetime | None:
        """``at`` itself when time counts then, else the next instant from which it does."""


def whole(at: datetime) -> datetime:
    """Cut to the second, as everything that is promised is."""
    return at.astimezone(UTC).replace(microsecond=0)


def to_seconds(at: datetime) -> int:
    return (at - EPOCH) // SECOND


def to_instant(seconds: int) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


def minutes(text: str) -> int:
    """``"09:30"`` as minutes of the day; ``"24:00"`` is the end of it."""
    hours, colon, rest = text.partition(":")
    if not (colon and len(hours) == len(rest) == 2 and hours.isdecimal() and rest.isdecimal()):
        raise ValueError(f"{text!r} is not a time like 09:00")
    if int(rest) > 59 or int(hours) * 60 + int(rest) > 1440:
        raise ValueError(f"{text!r} is no time of the day")
    return int(hours) * 60 + int(rest)


def window(opens: str, closes: str) -> tuple[int, int]:
    """Minutes from the day's first midnight; a window that closes "before" it opens ends on the next day."""
    start, end = minutes(opens), minutes(closes)
    if start == end or start == 1440:
        raise ValueError(f"a window from {opens} to {closes} is empty; a whole day is 00:00 to 24:00")
    return start, end if end > start else end + 1440


def local_instant(zone: ZoneInfo, day: date, minute: int) -> int:
    """Wall time as epoch second: in a skipped hour the moment of the change, in a repeated one the first occurrence."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return to_seconds(first)
    before, after = to_seconds(wall.replace(tzinfo=zone, fold=1)), to_seconds(first)
    offset = first.astimezone(zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if to_instant(middle).astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


class AroundTheClock:
    """Every second counts."""

    def add(self, start: datetime, seconds: int) -> datetime | None:
        return whole(start) + timedelta(seconds=seconds)

    def between(self, start: datetime, end: datetime) -> int:
        return max(0, to_seconds(end) - to_seconds(start))

    def next_open(self, at: datetime) -> datetime | None:
        return whole(at)


class Stretch(NamedTuple):
    """The days from ``first`` to before ``past``: disjoint intervals, and the open seconds up to the end of each."""

    first: date
    past: date
    starts: list[int]
    ends: list[int]
    totals: list[int]

    def counted(self, at: int) -> int:
        """Open seconds from the start of the stretch to ``at``."""
        index = bisect_right(self.starts, at) - 1
        return 0 if index < 0 else self.totals[index] - max(0, self.ends[index] - at)


class Calendar:
    """A version, compiled. The stretch grows with what is asked; it is replaced, not changed: threads may share it."""

    def __init__(self, version: Version) -> None:
        self.zone = ZoneInfo(version.zone)
        self._week: dict[int, list[tuple[int, int]]] = {}
        for weekday, opens, closes in version.windows:
            self._week.setdefault(int(weekday), []).append(window(str(opens), str(closes)))
        self._special: dict[date, list[tuple[int, int]]] = {}
        for entry in version.special:
            pairs = cast("Sequence[Sequence[str]]", entry["windows"])
            self._special[date.fromisoformat(str(entry["date"]))] = [window(opens, closes) for opens, closes in pairs]
        self._closed = {date.fromisoformat(entry["date"]) for entry in version.closed}
        self._closed |= {day for day, windows in self._special.items() if not windows}
        self._stretch: Stretch | None = None

    def add(self, start: datetime, seconds: int) -> datetime | None:
        at, stretch = to_seconds(start), self._around(start)
        if seconds <= 0:
            return to_instant(at)
        while (index := bisect_left(stretch.totals, target := stretch.counted(at) + seconds)) == len(stretch.totals):
            longer = self._longer(stretch)
            if longer is None:
                return None
            stretch = longer
        return to_instant(stretch.ends[index] - (stretch.totals[index] - target))

    def between(self, start: datetime, end: datetime) -> int:
        if end <= start:
            return 0
        stretch = self._around(start, end)
        return stretch.counted(to_seconds(end)) - stretch.counted(to_seconds(start))

    def open_between(self, start: datetime, end: datetime) -> list[tuple[int, int]]:
        """When time counts from start to end: disjoint spans of seconds since 1970."""
        first, last, stretch = to_seconds(start), to_seconds(end), self._around(start, end)
        spans = zip(stretch.starts, stretch.ends, strict=True)
        return [(max(opens, first), min(closes, last)) for opens, closes in spans if opens < last and closes > first]

    def next_open(self, at: datetime) -> datetime | None:
        second, stretch = to_seconds(at), self._around(at)
        while (index := bisect_right(stretch.ends, second)) == len(stretch.ends):
            longer = self._longer(stretch)
            if longer is None:
                return None
            stretch = longer
        return to_instant(max(second, stretch.starts[index]))

    def _around(self, *instants: datetime) -> Stretch:
        """The stretch, compiled far enough to both sides of all instants."""
        days = [at.astimezone(self.zone).date() for at in instants]
        stretch, first, past = self._stretch, min(days) - 2 * DAY, max(days) + 2 * DAY
        if stretch is None:
            return self._compiled(first - 30 * DAY, past + 100 * DAY)
        if first < stretch.first or past > stretch.past:
            first = stretch.first if first >= stretch.first else first - 30 * DAY
            past = stretch.past if past <= stretch.past else past + 100 * DAY
            return self._compiled(first, past)
        return stretch

    def _longer(self, stretch: Stretch) -> Stretch | None:
        """As much again, at most a year; None when nothing opens any more, or too late to matter."""
        days = (stretch.past - stretch.first).days
        if days > FURTHEST or not (self._week or max(self._special, default=date.min) >= stretch.past):
            return None
        return self._compiled(stretch.first, stretch.past + min(days, 366) * DAY)

    def _compiled(self, first: date, past: date) -> Stretch:
        known = self._stretch
        if known is None:
            intervals = self._intervals(first, past)
        else:
            first, past = min(first, known.first), max(past, known.past)
            have = zip(known.starts, known.ends, strict=True)
            intervals = chain(self._intervals(first, known.first), have, self._intervals(known.past, past))
        stretch = Stretch(first, past, [], [], [])
        for start, end in intervals:
            if stretch.ends and start <= stretch.ends[-1]:
                stretch.totals[-1] += max(0, end - stretch.ends[-1])
                stretch.ends[-1] = max(end, stretch.ends[-1])
                continue
            total = stretch.totals[-1] if stretch.totals else 0
            stretch.starts.append(start)
            stretch.ends.append(end)
            stretch.totals.append(total + end - start)
        self._stretch = stretch
        return stretch

    def _intervals(self, day: date, past: date) -> Iterator[tuple[int, int]]:
        while day < past:
            if day not in self._closed:
                for opens, closes in sorted(self._special.get(day) or self._week.get(day.weekday(), [])):
                    until = 1440 if day + DAY in self._closed else closes
                    start = local_instant(self.zone, day, opens)
                    end = local_instant(self.zone, day, min(closes, until))
                    if start < end:
                        yield start, end
            day += DAY


def compile(version: Version | None) -> Hours:  # noqa: A001
    """None counts around the clock."""
    return Calendar(version) if version is not None else AroundTheClock()
