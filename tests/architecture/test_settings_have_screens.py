"""Every setting that can be written has a screen in the console: a field is found by its name in the rooms of the
screens that own it. (Settings of the environment are compared with docs/operate.md in tests/helpdesk.)"""

from __future__ import annotations

import functools
import pathlib
import re
from typing import Any

import pytest
import yaml

ROOT = pathlib.Path(__file__).parents[2]
ADMIN = "features/admin"
SOURCE = ROOT / "frontend" / "console" / "src"
# What is set for everybody or for oneself, by the name of its body in the API, and where it is set.
ROOMS: dict[str, tuple[str, ...]] = {
    "ArticleChanges": (f"{ADMIN}/help",),
    "NewArticle": (f"{ADMIN}/help",),
    "SectionChanges": (f"{ADMIN}/help",),
    "NewSection": (f"{ADMIN}/help",),
    "BrandChanges": (f"{ADMIN}/brands",),
    "NewBrand": (f"{ADMIN}/brands",),
    "CalendarChanges": (f"{ADMIN}/calendars",),
    "NewCalendar": (f"{ADMIN}/calendars",),
    "CannedChanges": (f"{ADMIN}/canned",),
    "NewCanned": (f"{ADMIN}/canned",),
    "ChannelChanges": (f"{ADMIN}/channels", f"{ADMIN}/forms"),
    "NewChannel": (f"{ADMIN}/channels", f"{ADMIN}/forms"),
    "FieldChanges": (f"{ADMIN}/fields",),
    "NewField": (f"{ADMIN}/fields",),
    "EndpointChanges": (f"{ADMIN}/webhooks",),
    "NewEndpoint": (f"{ADMIN}/webhooks",),
    "LabelChanges": (f"{ADMIN}/labels",),
    "NewLabel": (f"{ADMIN}/labels",),
    "MacroChanges": (f"{ADMIN}/macros",),
    "NewMacro": (f"{ADMIN}/macros",),
    "MyChanges": ("features/me", "app/Sidebar.tsx"),
    "OnCallOrder": (f"{ADMIN}/attention", "api/attention.ts"),
    "OrganisationChanges": (f"{ADMIN}/OrganisationSection.tsx", f"{ADMIN}/setup", f"{ADMIN}/rules", f"{ADMIN}/routing"),
    "PanelChanges": (f"{ADMIN}/panels",),
    "NewPanel": (f"{ADMIN}/panels",),
    "PolicyChanges": (f"{ADMIN}/policies",),
    "NewPolicy": (f"{ADMIN}/policies",),
    "Days": (f"{ADMIN}/retention",),
    "RuleChanges": (f"{ADMIN}/rules",),
    "NewRule": (f"{ADMIN}/rules",),
    "SkillChanges": (f"{ADMIN}/routing",),
    "NewSkill": (f"{ADMIN}/routing",),
    "MySkills": (f"{ADMIN}/routing", f"{ADMIN}/PeopleSection.tsx"),
    "SurveyChanges": (f"{ADMIN}/attention",),
    "NewSurvey": (f"{ADMIN}/attention",),
    "TeamChanges": (f"{ADMIN}/TeamsSection.tsx", f"{ADMIN}/routing"),
    "NewTeam": (f"{ADMIN}/TeamsSection.tsx", f"{ADMIN}/routing"),
    "NewToken": (f"{ADMIN}/tokens", "features/me"),
    "UserChanges": (f"{ADMIN}/PeopleSection.tsx",),
    "NewUser": (f"{ADMIN}/PeopleSection.tsx",),
    "ViewChanges": (f"{ADMIN}/views", "features/inbox"),
    "NewView": (f"{ADMIN}/views", "features/inbox"),
}


@functools.cache
def bodies() -> dict[str, tuple[str, ...]]:
    """The fields of every body in the API, by its name."""
    schemas: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text())["components"]["schemas"]
    return {
        name.removesuffix("Request"): tuple(shape.get("properties", ()))
        for name, shape in schemas.items()
        if name.endswith("Request")
    }


@functools.cache
def room(places: tuple[str, ...]) -> str:
    files: list[pathlib.Path] = []
    for place in places:
        at = SOURCE / place
        files += [at] if at.is_file() else sorted(at.rglob("*.ts*"))
    assert files, f"nothing is at {places}"
    return "\n".join(file.read_text() for file in files if ".test." not in file.name)


@pytest.mark.parametrize("body", sorted(ROOMS))
def test_every_field_that_can_be_set_has_a_screen(body: str) -> None:
    words = room(ROOMS[body])
    missing = [field for field in bodies()[body] if not re.search(rf"\b{re.escape(field)}\b", words)]
    assert missing == []


def test_every_body_that_changes_settings_is_looked_at() -> None:
    """Whoever adds a thing that admins change adds its room above."""
    changed = {
        name for name in bodies() if name.endswith("Changes") and f"New{name.removesuffix('Changes')}" in bodies()
    }
    of_work = {
        "BulkChanges",
        "ContactChanges",
        "HandleChanges",
        "ScheduledChanges",
    }  # customers and tickets: work, no settings
    assert changed - of_work - ROOMS.keys() == set()


def test_a_field_without_a_screen_is_noticed() -> None:
    assert not re.search(r"\bno_such_setting\b", room(ROOMS["OrganisationChanges"]))
