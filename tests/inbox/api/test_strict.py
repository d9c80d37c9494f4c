"""Input is what the contract says and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import office
from tests.inbox.api.cases import CASES
from tests.inbox.api.conftest import Desk
from tests.inbox.api.contract import Api
from tests.office import Office

LISTS = sorted(route for route in CASES if route.startswith("GET ") and "{" not in route)
WRITES = sorted(
    route for route in CASES if "{" not in route and not route.startswith("GET ") and "uploads" not in route
)
words = st.text("abcdefghij_", min_size=1, max_size=12)
paths = st.lists(words, min_size=2, max_size=3).map("__".join)
lookups = st.one_of(
    paths,
    st.sampled_from(["assignee__password", "team__members__email", "pk", "?", "-assignee__password", "id", "version"]),
)


@pytest.mark.parametrize("route", LISTS)
def test_an_unknown_parameter_is_refused_by_name(desk: Desk, route: str) -> None:
    required = "after=0&" if route == "GET events" else ""
    answer = desk.admin.get(f"{route.removeprefix('GET ')}?{required}assignee__password=x")
    assert (answer.status, list(answer.fields)) == (400, ["assignee__password"])


@pytest.mark.parametrize("route", WRITES)
def test_an_unknown_key_is_refused_by_name(desk: Desk, route: str) -> None:
    method, path = route.split(" ")
    answer = desk.admin.call(method, path, {**(CASES[route].body or {}), "is_superuser": True})
    assert (answer.status, answer.fields.get("is_superuser")) == (400, "Unknown field.")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lookup=lookups)
def test_no_lookup_gets_through_as_filter_or_order(shop: Office, lookup: str) -> None:
    api = Api(shop.owner)
    for query in (f"{lookup}=x", f"order={lookup}", f"order=-{lookup}", f"view={lookup}", f"status={lookup}"):
        answer = api.get(f"tickets?{query}")
        assert answer.status == 400, query


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("view=mien", "view"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("team=me", "team"),
        ("team=0", "team"),
        (f"team={2**63}", "team"),
        ("status=open&status=spam", "status"),
        ("q=%00", "q"),
        ("label=" + "x" * 41, "label"),
        ("cursor=!", "cursor"),
        ("cursor=W10", "cursor"),
        ("order=due_at&cursor=WyItY3JlYXRlZF9hdCIsICIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwgMV0", "cursor"),
        ("cursor=WyItbGFzdF9tZXNzYWdlX2F0IiwgIjIwMjYtMDEtMDEiLCAxXQ", "cursor"),
        ("cursor=WyItbGFzdF9tZXNzYWdlX2F0IiwgbnVsbCwgMV0", "cursor"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(desk: Desk, query: str, field: str) -> None:
    answer = desk.owner.get(f"tickets?{query}")
    assert (answer.status, list(answer.fields)) == (400, [field])


def test_all_mistakes_are_told_at_once(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    answer = desk.owner.patch(f"tickets/{ticket.pk}", {"priority": "huge", "colour": "red", "team_id": "x"})
    assert answer.status == 400
    assert set(answer.fields) == {"priority", "colour", "team_id"}


@pytest.mark.parametrize("body", ["[]", '"x"', "{", "", "NaN", '{"priority": NaN}', "{}{}"])
def test_a_body_that_is_no_json_object_is_refused(shop: Office, desk: Desk, body: str) -> None:
    ticket = office.ticket(shop.channel)
    response = desk.owner.client.patch(f"/api/v1/tickets/{ticket.pk}", body, content_type="application/json")
    assert response.status_code in ({400} if body else {200})
    if body:
        assert response.json().keys() == {"code", "message", "fields", "data"}


def test_a_huge_body_is_refused_before_it_is_parsed(desk: Desk) -> None:
    answer = desk.owner.patch("me", {"signature": "x" * (2 * 2**20)})
    assert (answer.status, answer.code) == (413, "too_large")


def test_only_json_is_taken(desk: Desk) -> None:
    response = desk.owner.client.patch("/api/v1/me", "signature=x", content_type="application/x-www-form-urlencoded")
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
