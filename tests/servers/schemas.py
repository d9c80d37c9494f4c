"""Payload fixtures held against a vendor's own OpenAPI document, so that they have the shape the vendor sends."""

from __future__ import annotations

import functools
import json
import pathlib
from typing import Any

import jsonschema
import yaml

from tests.servers.prism import document


@functools.cache
def _read(path: pathlib.Path) -> dict[str, Any]:
    text = path.read_text()
    read: dict[str, Any] = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    return read


def check(name: str, component: str, payload: Any) -> None:
    """Fail unless ``payload`` fits ``#/components/schemas/<component>`` of the document ``name``."""
    whole = _read(document(name))
    root = {"$ref": f"#/components/schemas/{component}", "components": whole["components"]}
    problems = sorted(jsonschema.Draft202012Validator(root).iter_errors(payload), key=lambda error: list(error.path))
    assert not problems, f"{component} of {name}: {problems[0].message} at {list(problems[0].path)}"


def mapping(name: str, component: str) -> dict[str, str]:
    """What the discriminator of a component maps: value → component."""
    found = _read(document(name))["components"]["schemas"][component]["discriminator"]["mapping"]
    return {value: reference.rpartition("/")[2] for value, reference in found.items()}
