"""What an admin reads on the screen of a channel: every setting has a name, what it does, and its place."""

from __future__ import annotations

import typing

import pytest

from connectors import fields, registry

HEADINGS = typing.get_args(fields.Group)
SHORT_OF_HELP = 8  # characters; less says nothing


@pytest.mark.parametrize("kind", sorted(registry.MODULES))
def test_every_setting_says_what_it_is_and_stands_under_a_heading(kind: str) -> None:
    drawn = fields.schema(registry.get(kind).fields)["properties"]
    silent = [
        name
        for name, shape in drawn.items()
        if not shape["title"].strip()
        or len(shape["description"].strip()) < SHORT_OF_HELP
        or shape["x-group"] not in HEADINGS
    ]
    assert silent == []


@pytest.mark.parametrize("kind", sorted(registry.MODULES))
def test_what_must_be_filled_in_is_not_folded_away(kind: str) -> None:
    declared = registry.get(kind).fields
    assert [field.name for field in declared if field.required and field.advanced] == []


@pytest.mark.parametrize("kind", sorted(registry.MODULES))
def test_a_setting_depends_on_one_that_is_there(kind: str) -> None:
    declared = {field.name: field for field in registry.get(kind).fields}
    lost = [field.name for field in declared.values() for other in field.when if other not in declared]
    hidden = [f.name for f in declared.values() for other in f.when if declared[other].advanced and not f.advanced]
    assert (lost, hidden) == ([], [])
