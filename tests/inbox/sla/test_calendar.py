from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from inbox.sla.calendar import Calendar, compile, local_instant, to_instant, window  # noqa: A004
from tests.inbox.sla.weeks import (
    BER,
    HOUR,
    KOLKATA,
    LORD_HOWE,
    MINUTE,
    NIGHT,
    NY,
    SPLIT,
    Week,
    ber,
    closed,
    days,
    local,
    ny,
    utc,
)


def due(week: Week | None, start: datetime, hours: float) -> datetime | None:
    return compile(week).add(start, int(hours * HOUR))


def test_four_hours_within_a_day() -> None:
    assert due(BER, ber("2026-03-10 10:00"), 4) == ber("2026-03-10 14:00") == utc("2026-03-10 13:00")


def test_four_hours_over_night() -> None:
    assert due(BER, ber("2026-03-10 16:30"), 4) == ber("2026-03-11 11:30") == utc("2026-03-11 10:30")


def test_over_the_weekend_in_which_the_clocks_go_forward() -> None:
    assert due(BER, ber("2026-03-27 19:10"), 4) == ber("2026-03-30 13:00") == utc("2026-03-30 11:00")


def test_around_the_clock_counts_real_hours() -> None:
    assert due(None, ber("2026-03-28 20:00"), 8) == ber("2026-03-29 05:00") == utc("2026-03-29 03:00")


def test_r23_a_badge_counts_down_by_the_spans_in_which_a_calendar_is_open() -> None:
    spans = Calendar(BER).open_between(ber("2026-03-27 12:00"), ber("2026-03-31 10:00"))
    assert [(to_instant(opens), to_instant(closes)) for opens, closes in spans] == [
        (ber("2026-03-27 12:00"), ber("2026-03-27 18:00")),
        (ber("2026-03-30 09:00"), ber("2026-03-30 18:00")),
        (ber("2026-03-31 09:00"), ber("2026-03-31 10:00")),
    ]


def test_the_short_night_has_seven_hours() -> None:
    assert due(NIGHT, ny("2026-03-07 22:00"), 8) == ny("2026-03-08 23:00") == utc("2026-03-09 03:00")


def test_the_long_night_has_nine_hours() -> None:
    assert due(NIGHT, ny("2026-10-31 22:00"), 8) == ny("2026-11-01 05:00") == utc("2026-11-01 10:00")


def test_both_half_past_twos_of_the_repeated_hour() -> None:
    first = local("Europe/Berlin", "2026-10-25 02:30")
    second = local("Europe/Berlin", "2026-10-25 02:30", second_time=True)
    assert due(None, first, 2) == ber("2026-10-25 03:30") == utc("2026-10-25 02:30")
    assert due(None, second, 2) == ber("2026-10-25 04:30") == utc("2026-10-25 03:30")


def test_over_a_holiday() -> None:
    assert due(BER, ber("2026-04-30 17:00"), 4) == ber("2026-05-04 12:00") == utc("2026-05-04 10:00")


def test_over_easter() -> None:
    assert due(BER, ber("2026-04-02 16:00"), 24) == ber("2026-04-09 13:00") == utc("2026-04-09 11:00")


def test_over_thanksgiving_and_its_short_friday() -> None:
    assert due(NY, ny("2026-11-25 18:00"), 8) == ny("2026-11-28 11:00") == utc("2026-11-28 16:00")


def test_due_falls_exactly_on_closing_time() -> None:
    assert due(BER, ber("2026-03-10 14:00"), 4) == ber("2026-03-10 18:00") == utc("2026-03-10 17:00")


def test_a_day_with_a_lunch_break() -> None:
    assert due(SPLIT, ber("2026-03-10 10:00"), 4) == ber("2026-03-10 15:00") == utc("2026-03-10 14:00")


def test_two_hours_on_friday_and_six_on_monday() -> None:
    hours = compile(BER)
    consumed = hours.between(ber("2026-06-12 16:00"), ber("2026-06-12 19:00"))
    assert consumed == 2 * HOUR
    assert hours.add(ber("2026-06-14 12:00"), 8 * HOUR - consumed) == ber("2026-06-15 15:00") == utc("2026-06-15 13:00")


def test_follow_the_sun() -> None:
    moved = local("Asia/Kolkata", "2026-06-08 19:00")
    consumed = compile(KOLKATA).between(local("Asia/Kolkata", "2026-06-08 16:30"), moved)
    assert compile(NY).add(moved, 8 * HOUR - consumed) == ny("2026-06-08 15:30") == utc("2026-06-08 19:30")
    assert consumed == 2 * HOUR


def test_the_next_update_is_due_on_the_next_day() -> None:
    assert due(BER, ber("2026-06-08 16:00"), 8) == ber("2026-06-09 15:00") == utc("2026-06-09 13:00")


def test_a_warning_comes_in_business_time() -> None:
    assert due(BER, ber("2026-03-10 16:30"), 3) == ber("2026-03-11 10:30") == utc("2026-03-11 09:30")


def test_half_an_hour_of_summer_time_on_lord_howe() -> None:
    start = local("Australia/Lord_Howe", "2026-04-05 00:00")
    assert due(LORD_HOWE, start, 8) == local("Australia/Lord_Howe", "2026-04-05 07:30") == utc("2026-04-04 21:00")


def test_an_edge_in_the_skipped_hour_is_the_moment_of_the_change() -> None:
    change = utc("2026-03-29 01:00")
    assert to_instant(local_instant(ZoneInfo("Europe/Berlin"), date(2026, 3, 29), 2 * 60 + 30)) == change


def test_an_edge_in_the_repeated_hour_is_its_first_occurrence() -> None:
    assert to_instant(local_instant(ZoneInfo("Europe/Berlin"), date(2026, 10, 25), 150)) == utc("2026-10-25 00:30")


def test_a_day_that_a_zone_skips_altogether_is_never_open() -> None:
    week = Week("Pacific/Apia", days(range(7), ("09:00", "17:00")))
    before, after = local(week.zone, "2011-12-29 17:00"), local(week.zone, "2011-12-31 09:00")
    assert compile(week).between(before, after) == 0
    assert compile(week).next_open(before) == after


def test_a_night_shift_is_cut_at_midnight_before_a_closed_day() -> None:
    week = Week("Europe/Berlin", days(range(7), ("22:00", "06:00")), closed("2026-05-01"))
    assert compile(week).between(ber("2026-04-30 12:00"), ber("2026-05-02 00:00")) == 2 * HOUR


def test_a_night_shift_is_also_cut_before_a_special_day_without_windows() -> None:
    week = Week("Europe/Berlin", days(range(7), ("22:00", "06:00")), [], [{"date": "2026-05-01", "windows": []}])
    assert compile(week).between(ber("2026-04-30 12:00"), ber("2026-05-02 00:00")) == 2 * HOUR


def test_a_special_day_replaces_the_windows_of_its_weekday() -> None:
    week = Week(
        "UTC", days(range(7), ("09:00", "17:00")), [], [{"date": "2026-05-02", "windows": [["12:00", "13:00"]]}]
    )
    assert compile(week).between(utc("2026-05-02 00:00"), utc("2026-05-03 00:00")) == HOUR


def test_overlapping_windows_count_once() -> None:
    week = Week("UTC", [[0, "09:00", "12:00"], [0, "11:00", "14:00"], [0, "14:00", "15:00"]])
    assert compile(week).between(utc("2026-06-08 00:00"), utc("2026-06-09 00:00")) == 6 * HOUR


def test_a_whole_week_of_whole_days_equals_around_the_clock() -> None:
    week = Week("Europe/Berlin", days(range(7), ("00:00", "24:00")))
    assert due(week, ber("2026-03-28 20:00"), 1000) == due(None, ber("2026-03-28 20:00"), 1000)


def test_next_open_is_now_within_hours_and_the_next_opening_outside() -> None:
    hours = compile(BER)
    assert hours.next_open(ber("2026-03-10 10:00")) == ber("2026-03-10 10:00")
    assert hours.next_open(ber("2026-03-10 18:00")) == ber("2026-03-11 09:00")
    assert hours.next_open(ber("2026-04-02 18:00")) == ber("2026-04-07 09:00")


def test_a_calendar_that_never_opens_answers_never_instead_of_looping() -> None:
    hours = compile(Week("UTC", []))
    assert hours.add(utc("2026-03-10 10:00"), 1) is None
    assert hours.next_open(utc("2026-03-10 10:00")) is None
    assert hours.between(utc("2026-03-10 10:00"), utc("2030-03-10 10:00")) == 0


def test_a_calendar_of_special_days_only_ends_with_the_last_of_them() -> None:
    hours = compile(Week("UTC", [], [], [{"date": "2028-05-02", "windows": [["12:00", "13:00"]]}]))
    assert hours.add(utc("2026-03-10 10:00"), HOUR) == utc("2028-05-02 13:00")
    assert hours.add(utc("2026-03-10 10:00"), HOUR + 1) is None
    assert hours.next_open(utc("2028-05-02 13:00")) is None


def test_a_due_time_years_away_is_found_and_one_beyond_reason_is_never() -> None:
    hours = compile(Week("UTC", [[0, "09:00", "10:00"]]))
    assert hours.add(utc("2026-06-08 09:00"), 520 * HOUR) == utc("2036-05-19 10:00")
    assert hours.add(utc("2026-06-08 09:00"), 2**31) is None


def test_nothing_to_count_is_due_at_once_even_when_closed() -> None:
    assert due(BER, ber("2026-03-10 23:00"), 0) == ber("2026-03-10 23:00")


def test_questions_about_earlier_days_extend_the_compiled_stretch_backwards() -> None:
    hours = compile(BER)
    hours.next_open(ber("2026-06-08 10:00"))
    assert hours.between(ber("2024-01-01 00:00"), ber("2026-06-08 09:00")) == compile(BER).between(
        ber("2024-01-01 00:00"), ber("2026-06-08 09:00")
    )


@pytest.mark.parametrize(
    "pair",
    [
        ("9:00", "18:00"),
        ("09:00", "09:00"),
        ("09:60", "18:00"),
        ("24:00", "06:00"),
        ("09:00", "24:01"),
        ("09-00", "1"),
        ("", ""),
    ],
)
def test_a_window_that_is_none_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r"time|window"):
        window(*pair)


ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"]
ZONES += ["America/St_Johns", "Africa/Casablanca", "Asia/Tehran", "Pacific/Kiritimati", "America/Havana", "UTC"]
INSTANTS = st.integers(1230768000, 1924992000).map(to_instant)  # 2009 to 2030
QUICK = settings(max_examples=120, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
SPANS = st.integers(0, 300 * HOUR)


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    def text(minute: int) -> str:
        return f"{minute // 60:02}:{minute % 60:02}"

    pairs = st.tuples(st.integers(0, 1439), st.integers(0, 1440)).filter(lambda pair: (pair[1] - pair[0]) % 1440 >= 60)
    windows = [
        [draw(st.integers(0, 6)), text(opens), text(closes)]
        for opens, closes in draw(st.lists(pairs, min_size=1, max_size=8))
    ]
    shut = draw(st.lists(st.dates(date(2009, 1, 1), date(2031, 1, 1)), max_size=5))
    return Week(draw(st.sampled_from(ZONES)), windows, closed(*(day.isoformat() for day in shut)))


@given(weeks(), INSTANTS, SPANS)
@QUICK
def test_between_is_the_inverse_of_add(week: Week, start: datetime, seconds: int) -> None:
    hours = compile(week)
    end = hours.add(start, seconds)
    assume(end is not None)
    assert end is not None
    assert hours.between(start, end) == seconds
    if seconds:
        assert hours.between(start, end - timedelta(seconds=1)) == seconds - 1


@given(weeks(), INSTANTS, SPANS, SPANS, SPANS)
@QUICK
def test_add_is_monotone_in_both_arguments(week: Week, start: datetime, later: int, seconds: int, more: int) -> None:
    hours = compile(week)
    near, far = hours.add(start, seconds), hours.add(start, seconds + more)
    assert near is not None
    assert far is not None
    assert near <= far
    after = hours.add(start + timedelta(seconds=later), seconds)
    assert after is not None
    assert near <= after


@given(weeks(), INSTANTS, SPANS, SPANS)
@QUICK
def test_a_run_may_be_cut_anywhere(week: Week, start: datetime, first: int, second: int) -> None:
    hours = compile(week)
    middle, end = start + timedelta(seconds=first), start + timedelta(seconds=first + second)
    assert hours.between(start, middle) + hours.between(middle, end) == hours.between(start, end)


@given(weeks(), INSTANTS)
@QUICK
def test_the_minutes_counted_are_those_in_which_the_wall_clock_is_within_a_window(week: Week, start: datetime) -> None:
    """Against the plainest model: look at the wall clock once a minute. Days that shift are left to the examples."""
    zone = ZoneInfo(week.zone)
    start = start.replace(second=0)
    offsets = {(start + timedelta(hours=hour)).astimezone(zone).utcoffset() for hour in range(-30, 60)}
    assume(len(offsets) == 1 and not any(offset.seconds % 60 for offset in offsets if offset))
    shut = {date.fromisoformat(entry["date"]) for entry in week.closed}
    spans = [(weekday, *window(opens, closes)) for weekday, opens, closes in week.windows]

    def open_at(at: datetime) -> bool:
        wall = at.astimezone(zone)
        minute, today, yesterday = wall.hour * 60 + wall.minute, wall.date(), wall.date() - timedelta(days=1)
        if today in shut:
            return False
        return any(
            (weekday == today.weekday() and opens <= minute < closes)
            or (weekday == yesterday.weekday() and yesterday not in shut and minute + 1440 < closes)
            for weekday, opens, closes in spans
        )

    counted = sum(MINUTE for step in range(36 * 60) if open_at(start + timedelta(minutes=step)))
    assert compile(week).between(start, start + timedelta(hours=36)) == counted
