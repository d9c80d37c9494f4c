"""Every route × every kind of person × every id in path, query and body."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from inbox.models import Membership, Team, User
from inbox.sla import policies
from tests import office
from tests.inbox.api import world
from tests.inbox.api.cases import CASES, LISTS, PUBLIC, Case, routes
from tests.inbox.api.contract import Answer, Api
from tests.inbox.api.world import World
from tests.office import Office

pytestmark = pytest.mark.django_db  # its transaction lies inside the one of the stage
SCOPED = [route for route, case in CASES.items() if case.path and case.scoped and case.role == "agent"]
MIXED = [route for route, case in CASES.items() if (case.body_ids or case.query_ids) and case.role == "agent"]
ROLES = {"agent": 0, "supervisor": 1, "admin": 2}


@dataclasses.dataclass(frozen=True)
class Stage:
    """Built once for all routes; every test leaves it as it was."""

    shop: Office
    ours: World
    hidden: World  # where the owner of ours has no business


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock(), transaction.atomic():
        shop = office.build()
        policies.ensure_defaults()
        unused = Team.objects.create(name="Empty")
        empty = {"empty_team": unused.pk, "unused_channel": office.channel("unused@shop.example", shop.support).pk}
        ours = world.build(shop.channel, shop.owner) | empty
        yield Stage(shop, ours, world.build(shop.billing_channel, shop.outsider) | empty)
        transaction.set_rollback(True)


def test_no_route_is_missing_from_the_matrix() -> None:
    assert routes() - PUBLIC == set(CASES)


@pytest.mark.parametrize("route", CASES)
def test_who_may_use_a_route(route: str, stage: Stage) -> None:
    case, ours, shop = CASES[route], stage.ours, stage.shop
    former = office.person("former", shop.support)
    Membership.objects.filter(user=former).delete()
    gone = Api(office.person("gone", shop.support))
    User.objects.filter(username="gone").update(is_active=False)
    for name, api in {"anonymous": Api(), "deactivated": gone}.items():
        refused(name, route, api, ours, {401})
    for user in (shop.outsider, former):
        stranger(user.username, route, case, ours, Api(user))
    for user in (shop.owner, shop.supervisor, shop.admin):
        enough = ROLES[user.role] >= ROLES[case.role]
        if not enough:
            refused(user.username, route, Api(user), ours, {403})
        elif user == shop.owner or not case.own:
            answer = attempt(route, Api(user), ours, keep=False)
            assert 200 <= answer.status < 300, (user.username, answer.status, answer.body)


@pytest.mark.parametrize("route", MIXED)
def test_an_id_in_query_or_body_opens_nothing_hidden(route: str, stage: Stage) -> None:
    case, ours, hidden, shop = CASES[route], stage.ours, stage.hidden, stage.shop
    api = Api(shop.owner)
    for name, key in {**case.query_ids, **case.body_ids}.items():
        mixed = {**ours, f"{name}!": hidden[key]}
        before = world.fingerprint()
        answer = attempt(route, api, mixed)
        assert answer.status in ({200} if name in case.query_ids else {400, 404}), (name, answer.status, answer.body)
        assert f"{world.MARK}{shop.billing_channel.pk}".encode() not in answer.content, name
        assert world.fingerprint() == before, name


@pytest.mark.parametrize("route", SCOPED)
def test_what_is_not_there_looks_like_what_one_may_not_see(route: str, stage: Stage) -> None:
    ours, hidden, shop = stage.ours, stage.hidden, stage.shop
    absent = {**ours, **dict.fromkeys(CASES[route].path.values(), "x" * 32 if "{token}" in route else 999_999_999)}
    there, not_there = (attempt(route, Api(shop.owner), target) for target in ({**ours, **hidden}, absent))
    assert (there.status, there.body) == (not_there.status, not_there.body)
    assert there.status == 404


def stranger(name: str, route: str, case: Case, ours: World, api: Api) -> None:
    """Somebody without a team on the channel."""
    if case.role != "agent":
        return refused(name, route, api, ours, {403})
    if (case.path and case.scoped) or case.upload or case.body_scoped:
        return refused(name, route, api, ours, {404})
    answer = attempt(route, api, ours, keep=False)
    assert 200 <= answer.status < 300, (name, answer.status, answer.body)
    assert f"{world.MARK}{ours['channel']}".encode() not in answer.content, name
    return None


def refused(name: str, route: str, api: Api, ours: World, statuses: set[int]) -> None:
    before = world.fingerprint()
    answer = attempt(route, api, ours)
    assert answer.status in statuses, (name, answer.status, answer.body)
    assert world.MARK.encode() not in answer.content, name
    assert world.fingerprint() == before, name


def attempt(route: str, api: Api, ids: World, *, keep: bool = True) -> Answer:
    """Call the route with these ids; ``name!`` in them stands in for one parameter. ``keep=False`` undoes the call."""
    case, (method, template) = CASES[route], route.split(" ")
    path = template.format(**{name: ids[key] for name, key in case.path.items()})
    query = case.query | {name: ids.get(f"{name}!", ids[key]) for name, key in case.query_ids.items()}
    path += "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
    body: dict[str, Any] | None = case.body
    if body is not None:
        wanted = {name: ids.get(f"{name}!", ids[key]) for name, key in case.body_ids.items()}
        body = body | {name: [value] if name in LISTS else value for name, value in wanted.items()}
    with transaction.atomic():
        if case.upload:
            answer = api.upload((body or {})["ticket_id"], SimpleUploadedFile("a.txt", b"text"))
        elif case.picture:
            answer = api.picture(method, path)
        else:
            answer = api.call(method, path, body)
        if not keep:
            transaction.set_rollback(True)
    return answer
