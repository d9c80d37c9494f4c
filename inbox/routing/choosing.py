"""Who gets a ticket: filters in order, then the team's strategy. Pure: it is told everything and asks nobody.

Filters: access to the channel, skills, availability, room (with what is kept for VIPs), the ramp, offers passed on.
Whoever answered the customer before comes first. Loads and capacities are in hundredths of a mail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from inbox.models import Team, User

EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)
WAITS_FOR_STICKY = frozenset({"away", "no_room", "kept_for_vips", "ramp"})
# The reason of a ticket that nobody can have is the last filter that anybody reached.
STEPS = ("no_access", "skill", "offline", "away", "no_room", "kept_for_vips", "ramp", "passed_on")
NOBODY = {"offline": "nobody_there", "away": "nobody_there"}


class Considered(NamedTuple):
    """One person: ``chosen``, ``passed`` (could have it, another came first) or ``rejected``, and the code why."""

    user_id: int
    verdict: str
    reason: str
    load: int
    capacity: int


@dataclass(slots=True)
class Person:
    """A member of the team as they are now. ``channels`` None: all of them."""

    user_id: int
    availability: str
    capacity: int
    load: int
    skills: Mapping[int, int]
    channels: frozenset[int] | None
    given_at: dt.datetime | None = None
    given_lately: int = 0

    def gets(self, weight: int, at: dt.datetime) -> None:
        """They have just been given something."""
        self.load += weight
        self.given_at = at
        self.given_lately += 1


@dataclass(frozen=True, slots=True)
class Wish:
    """What a ticket asks for. ``relaxed``: it waited so long that skills are only wished for."""

    channel_id: int
    weight: int
    vip: bool = False
    needs: tuple[tuple[int, int], ...] = ()
    relaxed: bool = False
    sticky: int | None = None
    waits_for_sticky: bool = False
    passed_on: frozenset[int] = frozenset()


class Choice(NamedTuple):
    """``order``: who could have it, the best first; empty: ``reason`` says why it waits."""

    order: list[Person]
    reason: str
    rejected: dict[int, str]

    def considered(self, people: Iterable[Person], chosen: int | None = None) -> list[Considered]:
        """Everybody and their verdict: the chosen one, who else could have had it in order, then the others."""
        able = [each.user_id for each in self.order]
        rank = {user_id: place for place, user_id in enumerate(able)}
        found = []
        for each in sorted(people, key=lambda person: (rank.get(person.user_id, len(rank)), person.user_id)):
            if each.user_id == chosen:
                verdict, reason = "chosen", self.reason
            elif each.user_id in rank:
                verdict, reason = "passed", self.reason if chosen is None else "another_first"
            else:
                verdict, reason = "rejected", self.rejected.get(each.user_id, "busy")
            found.append(Considered(each.user_id, verdict, reason, each.load, each.capacity))
        return found


def choose(team: Team, people: Iterable[Person], wish: Wish) -> Choice:
    able: list[Person] = []
    rejected: dict[int, str] = {}
    for person in people:
        why = refusal(team, person, wish)
        if why:
            rejected[person.user_id] = why
        else:
            able.append(person)
    if wish.sticky is not None:
        favourite = next((person for person in able if person.user_id == wish.sticky), None)
        if favourite is not None:
            others = sorted((p for p in able if p is not favourite), key=lambda p: _rank(team, p, wish))
            return Choice([favourite, *others], "sticky", rejected)
        if wish.waits_for_sticky and rejected.get(wish.sticky) in WAITS_FOR_STICKY:
            return Choice([], "waits_for_sticky", rejected | {p.user_id: "another_is_waited_for" for p in able})
    if able:
        able.sort(key=lambda person: _rank(team, person, wish))
        relaxed = wish.relaxed and _missing(able[0], wish) > 0
        return Choice(able, "skills_relaxed" if relaxed else _strategy(team), rejected)
    return _nobody(rejected)


def full(team: Team, people: Iterable[Person], lightest: int) -> Choice | None:
    """Why nobody can take anything at all, however little; None when somebody can."""
    least = Wish(channel_id=0, weight=lightest, vip=True)
    rejected = {person.user_id: _hindrance(team, person, least) for person in people}
    return None if "" in rejected.values() else _nobody(rejected)


def _nobody(rejected: dict[int, str]) -> Choice:
    last = max((STEPS.index(why) for why in rejected.values()), default=-1)
    return Choice([], NOBODY.get(STEPS[last], STEPS[last]) if last >= 0 else "no_members", rejected)


def refusal(team: Team, person: Person, wish: Wish) -> str:
    """The first filter that this person does not pass; empty: none."""
    if person.channels is not None and wish.channel_id not in person.channels:
        return "no_access"
    if not wish.relaxed and person.user_id != wish.sticky and _missing(person, wish):
        return "skill"
    return _hindrance(team, person, wish)


def _hindrance(team: Team, person: Person, wish: Wish) -> str:
    """Whether they are there, and have room."""
    if person.availability != User.Availability.ONLINE:
        return person.availability
    if person.load + wish.weight > person.capacity:
        return "no_room"
    if not wish.vip and person.load + wish.weight > person.capacity - team.vip_reserve * 100:
        return "kept_for_vips"
    if team.ramp and person.given_lately >= team.ramp:
        return "ramp"
    return "passed_on" if person.user_id in wish.passed_on else ""


def _missing(person: Person, wish: Wish) -> int:
    return sum(person.skills.get(skill_id, 0) < level for skill_id, level in wish.needs)


def _rank(team: Team, person: Person, wish: Wish) -> tuple[float | dt.datetime, ...]:
    idle = person.given_at or EPOCH
    if team.strategy == Team.Strategy.ROUND_ROBIN:
        return (_missing(person, wish), idle, person.user_id)
    return (_missing(person, wish), person.load / max(1, person.capacity), idle, person.user_id)


def _strategy(team: Team) -> str:
    return "round_robin" if team.strategy == Team.Strategy.ROUND_ROBIN else "least_loaded"
