from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import availability, people
from inbox.models import Event, User
from tests.office import Office


def leave(user: User) -> None:
    User.objects.filter(pk=user.pk).update(heartbeat_at=timezone.now() - availability.GRACE - dt.timedelta(seconds=1))


def status(user: User) -> str:
    return User.objects.get(pk=user.pk).availability


def test_an_open_console_brings_a_person_online_and_tells_it_once(shop: Office) -> None:
    availability.present([shop.owner.pk])
    availability.present([shop.owner.pk])
    assert status(shop.owner) == "online"
    assert status(shop.mate) == "offline"
    assert Event.objects.filter(kind="user.changed").count() == 1


@pytest.mark.parametrize("choice", ["offline", "away"])
def test_what_a_person_says_stands(shop: Office, choice: str) -> None:
    availability.present([shop.owner.pk])
    people.change_me(shop.owner, availability=choice)
    availability.present([shop.owner.pk])
    assert status(shop.owner) == choice


def test_two_minutes_without_a_console_take_a_person_offline_until_they_come_back(shop: Office) -> None:
    availability.present([shop.owner.pk])
    assert availability.absent() == 0
    leave(shop.owner)
    assert availability.absent() == 1
    assert status(shop.owner) == "offline"
    availability.present([shop.owner.pk])
    assert status(shop.owner) == "online"


def test_who_never_had_a_console_is_left_as_set(shop: Office) -> None:
    people.change_me(shop.mate, availability="online")
    assert availability.absent() == 0
    assert status(shop.mate) == "online"
