"""Whatever arrives in a body or an address, the answer is a refusal that keeps the contract and never a crash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from inbox.models import User
from inbox.sla import policies
from tests import office
from tests.inbox.api import world
from tests.inbox.api.cases import CASES, Case
from tests.inbox.api.contract import PREFIX, Api, document

JUNK: tuple[Any, ...] = (None, -1, 2**70, True, "\x00", "\ud83d\ude00" * 300, [[]], {"a": {"b": []}})
JUNK_TEXT = ("", "-1", str(2**70), "%00", "a__b", "%F0%9F%98%80")
WRITES = sorted(route for route, case in CASES.items() if not route.startswith("GET ") and not case.upload)
READS = sorted(route for route in CASES if route.startswith("GET "))
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[User, world.World]]:
    with django_db_blocker.unblock(), transaction.atomic():
        shop = office.build()
        policies.ensure_defaults()
        made = world.build(shop.channel, shop.owner)
        yield shop.admin, made | {"empty_team": 1, "unused_channel": shop.billing_channel.pk}
        transaction.set_rollback(True)


@pytest.mark.parametrize("route", WRITES)
def test_junk_in_a_body_is_refused_field_by_field(route: str, stage: tuple[User, world.World]) -> None:
    admin, ids = stage
    api, (method, path) = Api(admin), _address(route, ids)
    good = dict(CASES[route].body or {})
    for field in [*_fields(route, method), "anything"]:
        for junk in JUNK:
            with transaction.atomic():
                answer = api.call(method, path, {**good, field: junk})
                transaction.set_rollback(True)
            assert answer.status < 500, (field, junk)
            assert field != "anything" or answer.status == 400
            User.objects.filter(pk=admin.pk).update(role="admin")


@pytest.mark.parametrize("route", READS)
def test_junk_in_an_address_is_refused_parameter_by_parameter(route: str, stage: tuple[User, world.World]) -> None:
    admin, ids = stage
    api, (method, path) = Api(admin), _address(route, ids)
    declared = _declared(route)["get"].get("parameters", [])
    for name in [*(each["name"] for each in declared if each["in"] == "query"), "anything"]:
        required = "&".join(f"{key}={value}" for key, value in CASES[route].query.items() if key != name)
        for junk in JUNK_TEXT:
            answer = api.call(method, f"{path}?{required}&{name}={junk}")
            assert answer.status < 500, (name, junk)
            assert name != "anything" or answer.status == 400


@pytest.mark.parametrize("route", [route for route, case in CASES.items() if case.path and not case.upload])
def test_junk_in_a_path_is_nowhere(route: str, stage: tuple[User, world.World]) -> None:
    admin, _ = stage
    case: Case = CASES[route]
    for junk in ("0", str(2**70), "x" * 300, "%00", "-1", "..", "a%2Fb", "%F0%9F%98%80"):
        method, template = route.split(" ")
        path = template.format(**dict.fromkeys(case.path, junk))
        response = Api(admin).client.generic(method, PREFIX + path, "{}", content_type="application/json")
        assert response.status_code in {400, 404}, (path, response.status_code)


def _address(route: str, ids: world.World) -> tuple[str, str]:
    method, template = route.split(" ")
    return method, template.format(**{name: ids[key] for name, key in CASES[route].path.items()})


def _declared(route: str) -> dict[str, Any]:
    found: dict[str, Any] = document()["paths"][PREFIX + route.split(" ")[1]]
    return found


def _fields(route: str, method: str) -> list[str]:
    body = _declared(route)[method.lower()].get("requestBody")
    if body is None:
        return []
    (content,) = body["content"].values()  # JSON, or a form with a file
    reference = content["schema"]["$ref"].rpartition("/")[2]
    return list(document()["components"]["schemas"][reference]["properties"])
