from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from inbox import notifying, people, wishes
from inbox.errors import InboxError
from inbox.models import Notification, User
from tests import office
from tests.office import Office

UTC = dt.UTC
NIGHTS = {"from": "20:00", "to": "07:00", "days": [0, 1, 2, 3, 4]}  # Monday to Friday
MONDAY = dt.datetime(2026, 11, 23, tzinfo=UTC)


def at(days: int, hours: float) -> dt.datetime:
    return MONDAY + dt.timedelta(days=days, hours=hours)


def somebody(quiet: dict[str, Any], zone: str = "UTC", **notify: dict[str, bool]) -> User:
    return User(quiet=quiet, zone=zone, notify=notify)


@pytest.mark.parametrize(
    ("days", "hours", "end"),
    [
        (0, 19.9, None),
        (0, 20, (1, 7)),
        (1, 6.9, (1, 7)),
        (1, 7, None),
        (4, 23, (5, 7)),  # what began on Friday ends on Saturday
        (5, 23, None),
        (0, 3, None),  # Sunday is not one of the days
    ],
)
def test_quiet_hours_begin_on_their_days_and_reach_into_the_next(
    days: int, hours: float, end: tuple[int, int] | None
) -> None:
    expected = at(*end) if end else None
    assert wishes.quiet_until(somebody(NIGHTS), at(days, hours)) == expected


def test_quiet_hours_are_in_the_zone_of_the_person() -> None:
    berlin = somebody(NIGHTS, "Europe/Berlin")
    assert wishes.quiet_until(berlin, at(0, 19)) == at(1, 6)
    assert wishes.quiet_until(berlin, at(1, 6)) is None


def test_without_a_zone_of_their_own_it_is_the_organisations(shop: Office) -> None:
    from inbox.models import Organisation

    Organisation.objects.update(zone="Asia/Tokyo")
    assert wishes.quiet_until(somebody(NIGHTS, ""), at(0, 12)) == at(0, 22)


def test_quiet_hours_hold_all_but_what_stands_under_the_bell_and_let_mentions_through() -> None:
    everything = dict.fromkeys(wishes.WAYS, True)
    user = somebody(NIGHTS, assigned=everything, mention=everything)
    night, day = at(0, 22), at(1, 12)
    assert wishes.ways(user, "assigned", at=night) == {"app", "mail"}
    assert wishes.mail_at(user, "assigned", at=night) == at(1, 7)
    assert wishes.ways(user, "mention", at=night) == {"app", "desktop", "mail", "sound"}
    assert wishes.mail_at(user, "mention", at=night) == night + wishes.MAIL_AFTER
    assert wishes.ways(user, "assigned", at=day) == {"app", "desktop", "mail", "sound"}


def test_only_what_differs_from_everybodys_is_kept() -> None:
    kept = wishes.check({"assigned": {"mail": True, "app": True}}, before={"rule": {"desktop": False}})
    assert kept == {"assigned": {"mail": True}, "rule": {"desktop": False}}
    assert wishes.check({"assigned": {"mail": False}, "rule": {"desktop": True}}, before=kept) == {}


@pytest.mark.parametrize(
    "changes", [{"mention": {"app": False}}, {"party": {"app": True}}, {"assigned": {"pigeon": True}}], ids=str
)
def test_a_mention_cannot_be_switched_off_and_nothing_unknown_on(changes: dict[str, dict[str, bool]]) -> None:
    with pytest.raises(InboxError) as refused:
        wishes.check(changes, before={})
    assert "notify" in refused.value.fields


@pytest.mark.parametrize(
    "quiet",
    [
        {"from": "20:00"},
        {"from": "25:00", "to": "07:00", "days": [0]},
        {"from": "20:00", "to": "07:00", "days": [7]},
        {"from": "20:00", "to": "20:00", "days": [0]},
        {"from": "20:00", "to": "07:00", "days": "all"},
    ],
    ids=str,
)
def test_quiet_hours_that_are_none_are_refused(shop: Office, quiet: dict[str, Any]) -> None:
    with pytest.raises(InboxError) as refused:
        people.change_me(shop.owner, quiet=quiet)
    assert "quiet" in refused.value.fields


def test_a_zone_that_does_not_exist_is_refused(shop: Office) -> None:
    with pytest.raises(InboxError) as refused:
        people.change_me(shop.owner, zone="Mars/Base")
    assert refused.value.fields["zone"].startswith("'Mars/Base'")


def test_who_wants_to_hear_of_something_in_no_way_is_not_told(shop: Office) -> None:
    people.change_me(shop.owner, notify={"assigned": {"app": False, "desktop": False}})
    ticket = office.ticket(shop.channel)
    assert notifying.tell([shop.owner], "assigned", "x", ticket=ticket, reason="r") == []
    people.change_me(shop.owner, notify={"assigned": {"desktop": True}})
    assert notifying.tell([shop.owner], "assigned", "x", ticket=ticket, reason="r") == [shop.owner]
    assert Notification.objects.get().ways == ["desktop"]
