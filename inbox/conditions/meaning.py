"""Does a tree hold, and if not, what is it that does not?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import wording
from inbox.conditions.facts import Facts
from inbox.conditions.fields import CHANGES, LABELS, Field, Type, field
from inbox.conditions.trees import Tree

MUST = {
    "is": gettext_noop("must be"),
    "is_not": gettext_noop("must not be"),
    "contains": gettext_noop("must contain"),
    "contains_not": gettext_noop("must not contain"),
    "at_least": gettext_noop("must be at least"),
    "at_most": gettext_noop("must be at most"),
    "empty": gettext_noop("must be empty"),
    "not_empty": gettext_noop("must not be empty"),
    "changed": gettext_noop("must have changed"),
    "changed_from": gettext_noop("must have changed from"),
    "changed_to": gettext_noop("must have changed to"),
}
LONGEST = 60


def meets(tree: Tree, facts: Facts) -> bool:
    """Whether a checked tree holds. A field that is gone (a custom one) never does."""
    if not tree:
        return True
    if "all" in tree:
        return all(meets(part, facts) for part in tree["all"])
    if "any" in tree:
        return any(meets(part, facts) for part in tree["any"])
    if "none" in tree:
        return not any(meets(part, facts) for part in tree["none"])
    found = field(tree["field"])
    return found is not None and _holds(found, tree["op"], tree.get("value", []), facts)


def failing(tree: Tree, facts: Facts) -> str | None:
    """The first condition that does not hold, in words; None when all do."""
    if not tree:
        return None
    if "all" in tree:
        return next((why for part in tree["all"] if (why := failing(part, facts)) is not None), None)
    if "any" in tree:
        reasons = []
        for part in tree["any"]:
            if (why := failing(part, facts)) is None:
                return None
            reasons.append(why)
        return _("; and ").join(reasons)
    if "none" in tree:
        holds = (part for part in tree["none"] if meets(part, facts))
        return next((_("{part}, which must not be").format(part=_sentence(part, facts)) for part in holds), None)
    found = field(tree["field"])
    if found is None:
        return _("There is no field {field} any more").format(field=tree["field"])
    if _holds(found, tree["op"], tree.get("value", []), facts):
        return None
    wanted = f"{_(MUST[tree['op']])} {_any_of(found, tree.get('value', []), facts)}".strip()
    if tree["op"] in CHANGES:
        return f"{_(found.label)} {wanted}"
    return _("{field} is {value}, and {wanted}").format(
        field=_(found.label), value=_shown(found, found.read(facts), facts), wanted=wanted
    )


def _holds(of: Field, op: str, wanted: list[Any], facts: Facts) -> bool:
    if op in CHANGES:
        change = facts.data.get("changes", {}).get(of.tracked)
        if change is None:
            return False
        old, new = change
        return op == "changed" or _any(old if op == "changed_from" else new, wanted)
    value = of.read(facts)
    match op:
        case "empty" | "not_empty":
            return (value in (None, "", [])) == (op == "empty")
        case "at_least":
            return value is not None and value >= wanted[0]
        case "at_most":
            return value is not None and value <= wanted[0]
        case "contains" | "contains_not":
            return _contains(of, value, wanted) == (op == "contains")
    return _any(value, wanted) == (op == "is")


def _any(value: Any, wanted: list[Any]) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(_folded(one) == _folded(other) for one in values for other in wanted)


def _contains(of: Field, value: Any, wanted: list[str]) -> bool:
    if of.type is Type.LABELS:
        return _any(value or [], wanted)
    texts = value if isinstance(value, list) else [value or ""]
    return any(_folded(word) in _folded(text) for text in texts for word in wanted)


def _folded(value: Any) -> Any:
    return value.strip().casefold() if isinstance(value, str) else value


def _sentence(node: Tree, facts: Facts) -> str:
    found = field(node["field"]) if "field" in node else None
    if found is None:
        return _("A group of conditions holds")
    return f"{_(found.label)} {_(LABELS[node['op']])} {_any_of(found, node.get('value', []), facts)}".strip()


def _any_of(of: Field, values: list[Any], facts: Facts) -> str:
    return wording.either(_shown(of, value, facts) for value in values)


def _shown(of: Field, value: Any, facts: Facts) -> str:
    if value in (None, "", []):
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_shown(of, one, facts) for one in value)
    if of.type is Type.CHOICE and of.choices is not None:
        return facts.names(of.choices).get(value, str(value))
    if isinstance(value, float):
        return f"{value:g}" if value.is_integer() else f"{value:.1f}"
    text = " ".join(str(value).split())
    return f"“{text if len(text) <= LONGEST else text[:LONGEST] + '…'}”" if of.type is Type.WORDS else text
