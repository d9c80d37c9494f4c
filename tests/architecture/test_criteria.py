"""Every acceptance criterion of the screens has a browser test that bears its number."""

from __future__ import annotations

import re

from tests.engines import ROOT

CRITERIA = range(1, 61)


def test_each_of_the_sixty_criteria_has_a_browser_test_by_its_number() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "browser").glob("test_*.py")]
    found = {int(number) for source in sources for number in re.findall(r"^def test_(\d\d)_", source, re.M)}
    assert sorted(set(CRITERIA) - found) == []
