from __future__ import annotations

import pathlib
from typing import Any

import pytest
import yaml
from django.test import Client

from tests.inbox.api.cases import PUBLIC, routes
from tests.inbox.api.contract import PREFIX, document

COMMITTED = pathlib.Path(__file__).parents[3] / "docs" / "openapi.yaml"


def test_the_committed_document_is_what_the_code_says() -> None:
    assert yaml.safe_load(COMMITTED.read_text()) == document(), "run: manage.py spectacular --file docs/openapi.yaml"


def test_every_route_is_in_the_document() -> None:
    told = {
        f"{method.upper()} {path.removeprefix(PREFIX)}"
        for path, operations in document()["paths"].items()
        for method in operations
    }
    assert told == routes() - PUBLIC


def test_answers_have_no_optional_fields_but_those_of_an_event() -> None:
    schemas: dict[str, Any] = document()["components"]["schemas"]
    optional = {
        name
        for name, schema in schemas.items()
        if not name.endswith("Request") and set(schema.get("properties", ())) - set(schema.get("required", ()))
    }
    assert optional == {"EventData", "WatchWallFrame"}


@pytest.mark.parametrize("frames", ["ServerFrame", "ClientFrame"])
def test_live_frames_are_told_apart_by_their_type(frames: str) -> None:
    schemas = document()["components"]["schemas"]
    for word, reference in schemas[frames]["discriminator"]["mapping"].items():
        assert schemas[reference.rpartition("/")[2]]["properties"]["type"]["const"] == word


def test_anybody_can_read_the_document() -> None:
    served = Client().get("/api/v1/schema/")
    assert served.status_code == 200
    assert served.json()["openapi"].startswith("3.1")
