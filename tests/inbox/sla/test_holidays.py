from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from inbox.errors import InboxError
from inbox.sla import calendars, holidays
from tests.inbox.sla.desk import Desk


def test_holidays_are_proposed_in_order_with_their_names() -> None:
    proposed = holidays.propose("DE", None, 2026)
    assert proposed[0] == {"date": "2026-01-01", "name": "Neujahr"}
    assert "2026-04-06" in [day["date"] for day in proposed]
    assert [day["date"] for day in proposed] == sorted(day["date"] for day in proposed)


def test_a_region_has_its_own() -> None:
    bavarian = {day["date"] for day in holidays.propose("DE", "BY", 2026)}
    assert bavarian - {day["date"] for day in holidays.propose("DE", None, 2026)} >= {"2026-01-06", "2026-11-01"}


@pytest.mark.parametrize(("country", "region", "field"), [("XX", None, "country"), ("DE", "Narnia", "region")])
def test_what_is_unknown_is_refused_by_name(country: str, region: str | None, field: str) -> None:
    with pytest.raises(InboxError) as refused:
        holidays.propose(country, region, 2026)
    assert list(refused.value.fields) == [field]


def test_the_command_proposes_and_only_closes_when_told_to(desk: Desk) -> None:
    calendar = calendars.calendars()[0]
    before = calendars.in_force(calendar)
    out = StringIO()
    call_command("holidays", "DE", "--year", "2027", stdout=out)
    assert "2027-03-26  Karfreitag" in out.getvalue()
    assert calendars.in_force(calendar) == before
    call_command("holidays", "DE", "--year", "2027", "--close", calendar.name, stdout=out)
    closed = [day["date"] for day in calendars.in_force(calendar).closed]
    assert "2027-03-26" in closed
    assert "2026-04-03" in closed
    call_command("holidays", "DE", "--year", "2027", "--close", calendar.name, stdout=out)
    assert [day["date"] for day in calendars.in_force(calendar).closed] == closed


def test_the_command_says_what_it_does_not_know(desk: Desk) -> None:
    with pytest.raises(CommandError, match="there is Berlin"):
        call_command("holidays", "DE", "--close", "Atlantis", stdout=StringIO())
    with pytest.raises(CommandError, match="No holidays are known for XX"):
        call_command("holidays", "XX", stdout=StringIO())
