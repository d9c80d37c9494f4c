"""Is this a tree of conditions? Every refusal says where and why."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

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
    where = path or _("the conditions")
    count[0] += 1
    if count[0] > MOST or depth > DEEPEST:
        raise ValueError(_("At most {most} conditions, {deepest} deep.").format(most=MOST, deepest=DEEPEST))
    if not isinstance(node, dict):
        raise ValueError(_("{where}: a condition or a group of them is expected.").format(where=where))
    group = next((name for name in GROUPS if name in node), None)
    if group is None:
        return _leaf(node, where, fields)
    parts = node[group]
    if set(node) != {group} or not isinstance(parts, list) or not parts:
        raise ValueError(
            _("{where}: “{group}” needs a list of conditions, and nothing beside it.").format(where=where, group=group)
        )
    inside = f"{path} › {group}" if path else group
    return {group: [_node(part, f"{inside} {n}", fields, count, depth + 1) for n, part in enumerate(parts, 1)]}


def _leaf(node: dict[str, Any], where: str, fields: Collection[str] | None) -> Tree:
    name, op = node.get("field"), node.get("op")
    found = field(name) if isinstance(name, str) else None
    if found is None or not isinstance(name, str):
        near = difflib.get_close_matches(str(name), FIELDS, n=1)
        raise ValueError(
            _("{where}: there is no field {name}; did you mean {near}?").format(
                where=where, name=repr(name), near=near[0]
            )
            if near
            else _("{where}: there is no field {name}.").format(where=where, name=repr(name))
        )
    if fields is not None and name not in fields and not (CUSTOM in fields and is_custom(name)):
        raise ValueError(_("{where}: {field} cannot be asked for here.").format(where=where, field=_(found.label)))
    if extra := sorted(set(node) - {"field", "op", "value"}):
        raise ValueError(_("{where}: {these} is not part of a condition.").format(where=where, these=", ".join(extra)))
    if fields is not None and "event.kind" not in fields and op in CHANGES:
        raise ValueError(_("{where}: nothing has changed when this is asked.").format(where=where))
    if op not in found.ops:
        raise ValueError(
            _("{where}: {field} can be compared by {these}, not by {op}.").format(
                where=where, field=_(found.label), these=", ".join(found.ops), op=repr(op)
            )
        )
    if op in WITHOUT_VALUE:
        return {"field": name, "op": op}
    value = node.get("value")
    values = value if isinstance(value, list) else [value]
    if not 1 <= len(values) <= MOST_VALUES:
        raise ValueError(_("{where}: between 1 and {most} values.").format(where=where, most=MOST_VALUES))
    return {"field": name, "op": op, "value": _values(found, values, where)}


def _values(of: Field, values: list[Any], where: str) -> list[Any]:
    match of.type:
        case Type.FLAG if any(not isinstance(value, bool) for value in values) or len(values) != 1:
            raise ValueError(_("{where}: {field} is yes or no.").format(where=where, field=_(of.label)))
        case Type.NUMBER if len(values) != 1 or isinstance(values[0], bool) or not isinstance(values[0], (int, float)):
            raise ValueError(_("{where}: {field} is compared with one number.").format(where=where, field=_(of.label)))
        case Type.CHOICE:
            known = dict(of.choices()) if of.choices is not None else {}
            for value in values:
                if isinstance(value, (list, dict)) or value not in known:
                    raise ValueError(
                        _("{where}: {value} is none of the values of {field}.").format(
                            where=where, value=repr(value), field=_(of.label)
                        )
                    )
        case Type.WORDS | Type.LABELS:
            for value in values:
                if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
                    raise ValueError(
                        _("{where}: {field} is compared with words of at most {most} characters.").format(
                            where=where, field=_(of.label), most=LONGEST
                        )
                    )
    return values
