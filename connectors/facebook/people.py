"""Who says something on a page, and what the verbs of its news mean."""

from __future__ import annotations

from connectors.graph.envelope import Item
from connectors.graph.messaging import Account
from inbox.envelope import Address

EDITED = frozenset({"edited", "edit", "update"})
GONE = frozenset({"remove", "delete", "block"})


def author(value: Item, account: Account, thing: str) -> Address:
    """Meta names people only to apps with the right to it; without, each of their comments stands for itself."""
    person = value.get("from") or {"id": value.get("sender_id"), "name": value.get("sender_name")}
    if not person.get("id"):
        return account.person(f"unnamed:{thing}", "Somebody on Facebook")
    return account.person(person["id"], str(person.get("name") or ""))
