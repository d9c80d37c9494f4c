"""The members of a team as they are now: a few queries, whatever their number."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from inbox.models import Channel, Decision, Skill, Team, Ticket, User, UserSkill
from inbox.routing import hours, loads
from inbox.routing.choosing import Person, Wish

FRESH = 5.0  # seconds; whoever is chosen is counted anew under their lock
LATELY = dt.timedelta(minutes=1)  # the ramp's
GIVEN = (Decision.Outcome.ASSIGNED, Decision.Outcome.OFFERED)


class Roster:
    """Who works in the team, and what is known for all its tickets: weights and languages."""

    def __init__(self, team: Team, now: dt.datetime) -> None:
        self.team = team
        self.read_at = time.monotonic()
        self.weights = loads.weights()
        self.hours = hours.of(team.pk)
        skills = list(Skill.objects.values_list("pk", "language"))
        self.skills = {pk for pk, _ in skills}
        self.languages = {language: pk for pk, language in skills if language}
        self.people = {person.user_id: person for person in _people(team, self.weights, now)}

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.read_at < FRESH

    def needs(self, ticket: Ticket) -> tuple[tuple[int, int], ...]:
        """What it asks for, its language included; skills that are no more are passed over."""
        wanted = {int(pk): int(level) for pk, level in ticket.needs.items() if int(pk) in self.skills}
        language = self.languages.get(ticket.language.split("-")[0].lower())
        if language is not None:
            wanted.setdefault(language, 1)
        return tuple(sorted(wanted.items()))

    def wish(self, ticket: Ticket, *, vip: bool) -> Wish:
        """Of a ticket that has not waited yet."""
        weight = loads.of_work(ticket.work, self.weights)
        return Wish(channel_id=ticket.channel_id, weight=weight, vip=vip, needs=self.needs(ticket))


def refresh(person: Person, user: User, weights: loads.Weights, now: dt.datetime, *, ramp: bool) -> None:
    """What may have changed, counted while the user's row is locked."""
    person.availability = user.availability if user.is_active else User.Availability.OFFLINE
    person.capacity = user.capacity * 100
    person.load = loads.of([user.pk], weights, now=now)[user.pk]
    if ramp:
        person.given_lately = _given(user.pk).filter(at__gt=now - LATELY).count()


def _people(team: Team, weights: loads.Weights, now: dt.datetime) -> list[Person]:
    given = _given(OuterRef("pk")).order_by()
    lately = given.filter(at__gt=now - LATELY).values("user_id").annotate(n=Count("pk")).values("n")
    members = (
        User.objects.filter(memberships__team=team, is_active=True)
        .annotate(
            given_at=Subquery(given.order_by("-at").values("at")[:1]),
            given_lately=Coalesce(Subquery(lately, output_field=IntegerField()), 0),
        )
        .order_by("pk")
    )
    found = list(members.values_list("pk", "availability", "capacity", "role", "given_at", "given_lately"))
    ids = [row[0] for row in found]
    load = loads.of(ids, weights, now=now)
    skills: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for user_id, skill_id, level in UserSkill.objects.filter(user_id__in=ids).values_list(
        "user_id", "skill_id", "level"
    ):
        skills[user_id][skill_id] = level
    channels = _channels(ids)
    everything = {User.Role.SUPERVISOR, User.Role.ADMIN}
    return [
        Person(
            user_id=pk,
            availability=availability,
            capacity=capacity * 100,
            load=load[pk],
            skills=skills[pk],
            channels=None if role in everything else frozenset(channels[pk]),
            given_at=given_at,
            given_lately=given_lately,
        )
        for pk, availability, capacity, role, given_at, given_lately in found
    ]


def _given(user_id: int | OuterRef) -> QuerySet[Decision]:
    return Decision.objects.filter(user_id=user_id, outcome__in=GIVEN)


def _channels(ids: Collection[int]) -> defaultdict[int, set[int]]:
    seen: defaultdict[int, set[int]] = defaultdict(set)
    links = Channel.objects.filter(teams__members__in=ids).values_list("teams__members", "pk").distinct()
    for user_id, channel_id in links:
        seen[user_id].add(channel_id)
    return seen
