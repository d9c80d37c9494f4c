from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest

from inbox import moments

MONDAY = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Monday, 23 November 2026, 09:00 (CET)"),
        ("en-US", "Monday, 23 November 2026, 09:00 (CET)"),
        ("de", "Montag, 23. November 2026, 09:00 (CET)"),
        ("de-AT", "Montag, 23. November 2026, 09:00 (CET)"),
        ("fr", "lundi, 23 novembre 2026, 09:00 (CET)"),
        ("pt_BR", "Segunda-feira, 23 de Novembro de 2026, 09:00 (CET)"),
        ("tlh", "Monday, 23 November 2026, 09:00 (CET)"),
        ("", "Monday, 23 November 2026, 09:00 (CET)"),
        ("../de", "Monday, 23 November 2026, 09:00 (CET)"),
    ],
)
def test_a_moment_is_written_as_the_language_writes_it(language: str, words: str) -> None:
    assert moments.words(MONDAY, language=language, zone=BERLIN) == words


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Asia/Kathmandu", "13:45 (UTC+5:45)"), ("America/Sao_Paulo", "05:00 (UTC-3)"), ("UTC", "08:00 (UTC)")],
)
def test_a_zone_without_letters_is_told_by_its_distance(zone: str, shown: str) -> None:
    assert moments.words(MONDAY, language="en", zone=zoneinfo.ZoneInfo(zone)).endswith(shown)


def test_a_promise_is_rounded_up_to_five_minutes_also_over_midnight() -> None:
    late = dt.datetime(2026, 12, 31, 23, 55, 1, tzinfo=dt.UTC)
    assert moments.words(late, language="en", zone=dt.UTC) == "Friday, 1 January 2027, 00:00 (UTC)"
