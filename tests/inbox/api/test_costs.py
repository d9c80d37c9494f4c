"""A list costs the same few queries however long it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inbox.sla import policies
from tests import office
from tests.inbox.api import contract, world
from tests.inbox.api.conftest import Desk
from tests.office import Office

ASKED = {
    "search": "tickets?q=tapir",
    "a contact's name": "contacts?q=tapir",
    "a saved view": "tickets?view=saved-{view}",
    "messages": "tickets/{ticket}/messages",
    "timeline": "tickets/{ticket}/timeline",
    "comments": "posts/{post}/comments",
    "a contact's history": "contacts/{contact}/history",
    "a contact's conversations": "contacts/{contact}/conversations",
    "what an endpoint was told": "webhooks/{endpoint}/deliveries",
}
BY_VIEW = {"tickets/counts"}  # a query for each pinned view, of which the world has one more each time
ALONE = {"schema", "events"}  # one document; a log that waits for its relay


def lists() -> list[str]:
    """Every route that can be read and names no row."""
    found = contract.document()["paths"]
    paths = [path.removeprefix(contract.PREFIX) for path in found if "get" in found[path] and "{" not in path]
    return [path for path in paths if path.strip("/") not in ALONE]


@pytest.mark.parametrize("who", ["admin", "owner"])
def test_no_list_asks_once_for_each_of_its_rows(shop: Office, desk: Desk, who: str) -> None:
    policies.ensure_defaults()
    api, made = getattr(desk, who), world.build(shop.channel, shop.owner)
    asked = {path: path for path in lists()} | {name: path.format(**made) for name, path in ASKED.items()}
    few = {name: queries(api, path) for name, path in asked.items()}
    for number in (1, 2, 3):
        world.build(office.channel(f"more-{number}@shop.example", shop.support), shop.owner)
    many = {name: queries(api, path) for name, path in asked.items()}
    dearer = {name: (few[name], many[name]) for name in few if many[name] > few[name] and name not in BY_VIEW}
    assert not dearer
    assert len([name for name in few if few[name]]) > 30, "most of them answer"


def queries(api: Any, path: str) -> int:
    """0: it is no list, or not theirs."""
    if api.get(path).status != 200:  # and what a process asks for once is known afterwards
        return 0
    with CaptureQueriesContext(connection) as captured:
        api.get(path)
    return len(captured)
