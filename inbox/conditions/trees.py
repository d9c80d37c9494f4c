"""Is this a tree of conditions? Every refusal says where and why."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any

from inbox.conditions.fields import CHANGES, CUSTOM, FIELDS, WITHOUT_VALUE, Field, Type, field, is_custom
from inbox.errors import InboxError

Tree = dict[str, Any]
GROUPS = ("all", "any", "none")
DEEPEST, MOST, MOST_VALUES, LONGEST = 5, 100, 100, 300


def check(tree: Any, *, fields: Collection[str] | None = None) -> Tree:
    """The tree with its values as lists. Raises InboxError ``invalid`` for what is none; ``fields`` narrows what may be
    asked for (a policy knows of no event); ``"custom."`` among them allows all custom fields."""
    try:
        return {} if tree in ({}, None) else _node(tree, "", fields, [0])
    except ValueError as error:
        raise InboxError("invalid", str(error), fields={"conditions": str(error)}) from None


def named(tree: Tree, field: str) -> set[Any]:
    """The values that a checked tree compares this field with, wherever in it."""
    parts = [part for group in GROUPS for part in tree.get(group, [])]
    found = set(tree.get("value", [])) if tree.get("field") == field else set()
    return found.union(*(named(part, field) for part in parts))


def _node(node: Any, path: str, fields: Collection[str] | None, count: list[int], depth: int = 1) -> Tree:
    where = path or "the conditions"
    count[0] += 1
    if count[0] > MOST or depth > DEEPEST:
        raise ValueError(f"At most {MOST} conditions, {DEEPEST} deep.")
    if not isinstance(node, dict):
        raise ValueError(f"{where}: a condition or a group of them is expected.")
    group = next((name for name in GROUPS if name in node), None)
    if group is None:
        return _leaf(node, where, fields)
    parts = node[group]
    if set(node) != {group} or not isinstance(parts, list) or not parts:
        raise ValueError(f"{where}: “{group}” needs a list of conditions, and nothing beside it.")
    inside = f"{path} › {group}" if path else group
    return {group: [_node(part, f"{inside} {n}", fields, count, depth + 1) for n, part in enumerate(parts, 1)]}


def _leaf(node: dict[str, Any], where: str, fields: Collection[str] | None) -> Tree:
    name, op = node.get("field"), node.get("op")
    found = field(name) if isinstance(name, str) else None
    if found is None or not isinstance(name, str):
        near = difflib.get_close_matches(str(name), FIELDS, n=1)
        raise ValueError(f"{where}: there is no field {name!r}{f'; did you mean {near[0]}?' if near else '.'}")
    if fields is not None and name not in fields and not (CUSTOM in fields and is_custom(name)):
        raise ValueError(f"{where}: {found.label} cannot be asked for here.")
    if extra := sorted(set(node) - {"field", "op", "value"}):
        raise ValueError(f"{where}: {', '.join(extra)} is not part of a condition.")
    if fields is not None and "event.kind" not in fields and op in CHANGES:
        raise ValueError(f"{where}: nothing has changed when this is asked.")
    if op not in found.ops:
        raise ValueError(f"{where}: {found.label} can be compared by {', '.join(found.ops)}, not by {op!r}.")
    if op in WITHOUT_VALUE:
        return {"field": name, "op": op}
    value = node.get("value")
    values = value if isinstance(value, list) else [value]
    if not 1 <= len(values) <= MOST_VALUES:
        raise ValueError(f"{where}: between 1 and {MOST_VALUES} values.")
    return {"field": name, "op": op, "value": _values(found, values, where)}


def _values(of: Field, values: list[Any], where: str) -> list[Any]:
    match of.type:
        case Type.FLAG if any(not isinstance(value, bool) for value in values) or len(values) != 1:
            raise ValueError(f"{where}: {of.label} is yes or no.")
        case Type.NUMBER if len(values) != 1 or isinstance(values[0], bool) or not isinstance(values[0], (int, float)):
            raise ValueError(f"{where}: {of.label} is compared with one number.")
        case Type.CHOICE:
            known = dict(of.choices()) if of.choices is not None else {}
            for value in values:
                if isinstance(value, (list, dict)) or value not in known:
                    raise ValueError(f"{where}: {value!r} is none of the values of {of.label}.")
        case Type.WORDS | Type.LABELS:
            for value in values:
                if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
                    raise ValueError(f"{where}: {of.label} is compared with words of at most {LONGEST} characters.")
    return values
