"""Nobody is left out of the suite, and nothing is left out without a reason."""

from __future__ import annotations

import pytest

from connectors import registry
from connectors.base import Hooks
from tests.architecture.rules import ROOT
from tests.connectors.conformance import cases
from tests.connectors.conformance.case import FEATURES, Case
from tests.connectors.conformance.cases import every

GRADES = ("**real server", "**real browser", "**emulator", "**specification", "**payload shapes")


@pytest.mark.parametrize("kind", registry.MODULES)
def test_every_kind_has_a_case(kind: str) -> None:
    assert cases.of(kind), f"tests/connectors/{kind}/conformance.py is missing"


@pytest.mark.parametrize("kind", registry.MODULES)
def test_every_kind_has_a_guide_and_a_row_in_the_table(kind: str) -> None:
    guides = ROOT / "docs" / "channels"
    assert (guides / f"{kind}.md").exists()
    rows = [line for line in (guides / "README.md").read_text().splitlines() if line.startswith("| [")]
    (row,) = [line for line in rows if f"]({kind}.md)" in line]
    assert any(grade in row for grade in GRADES), row


@every
def test_what_a_network_lacks_is_known_and_explained(case: Case) -> None:
    assert {name.partition(".")[0] for name in case.lacks} <= set(FEATURES)
    assert all(len(reason) > 10 and reason.endswith(".") for reason in case.lacks.values())


@every
def test_a_connector_with_webhooks_shows_them_to_the_suite(case: Case) -> None:
    hooked = [other for other in cases.of(case.kind) if "hook" not in other.lacks]
    assert bool(hooked) == isinstance(case.connector, Hooks)
