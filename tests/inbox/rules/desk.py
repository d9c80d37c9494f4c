"""Short words for tests of rules."""

from __future__ import annotations

from typing import Any

from inbox import reactions
from inbox.live import relay
from inbox.models import Rule, User
from inbox.rules import engine, versions

ANY_CHANGE = {"on": ["ticket.changed"]}
NEW = {"on": ["ticket.created"]}


def leaf(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, **({"value": list(value)} if value else {})}


def put(field: str, value: Any) -> dict[str, Any]:
    return {"do": "set", "field": field, "value": value}


def rule(
    name: str,
    *actions: dict[str, Any],
    trigger: dict[str, Any] | None = None,
    when: dict[str, Any] | None = None,
    stop: bool = False,
    owner: User | None = None,
) -> Rule:
    """An enabled one; without ``trigger`` for new tickets."""
    return versions.create(
        actor=owner,
        name=name,
        enabled=True,
        trigger=NEW if trigger is None else trigger,
        conditions=when or {},
        actions=list(actions),
        stop=stop,
    )


def settle(rounds: int = 30) -> int:
    """Number events, read them, answer them, until nothing follows; how many events rules looked at."""
    total = 0
    for _ in range(rounds):
        relay.number()
        reactions.read()
        done = engine.run()
        if not done:
            return total
        total += done
    raise AssertionError("the rules do not come to rest")
