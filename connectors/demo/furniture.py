"""What Northwind has set up for itself: a brand with help pages, labels, fields of its own, views, answers, a macro."""

from __future__ import annotations

import pathlib
import tomllib
from typing import Any

from inbox import brands, canned, custom, labels, macros, views
from inbox import help as help_pages
from inbox.models import Brand, Ticket, User

HERE = pathlib.Path(__file__).parent
UNSOLVED = {"field": "status", "op": "is", "value": [str(status) for status in Ticket.UNSOLVED]}


def furnish(admin: User) -> None:
    """Once, in a house that has none of it."""
    if Brand.objects.exists():
        return
    brand = brands.create(actor=admin, name="Northwind", slug="northwind", colour="#0f766e", standard=True)
    for told in _read("help.toml")["section"]:
        section = help_pages.create_section(brand, actor=admin, titles={"en": told["title"]})
        for article in told["article"]:
            words = {"title": article["title"], "body_html": article["body"]}
            help_pages.create_article(section, actor=admin, language="en", state="published", **words)
    told = _read("furniture.toml")
    for name, colour in told["labels"].items():
        labels.create(actor=admin, name=name, colour=colour)
    for field in told["field"]:
        custom.create(actor=admin, **field)
    for view in told["view"]:
        views.create(actor=admin, shared_with="all", conditions={"all": [view.pop("asks"), UNSOLVED]}, **view)
    for answer in told["answer"]:
        canned.create(actor=admin, language="en", team_id=None, **answer)
    for macro in told["macro"]:
        macros.create(actor=admin, team_id=None, **macro)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))
