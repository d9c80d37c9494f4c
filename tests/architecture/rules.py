"""The rules of the house that a syntax tree can show. Each takes one module and says what breaks the rule, by line."""

from __future__ import annotations

import ast
import dataclasses
import pathlib
from collections.abc import Callable, Iterator

ROOT = pathlib.Path(__file__).parents[2]
PRODUCT = ("helpdesk", "inbox", "connectors")
DRAWERS = {"utils", "util", "helpers", "services", "core", "common", "managers", "misc", "lib", "shared"}
DISPATCH = {"on_commit", "group_send", "delay", "apply_async", "send_task"}
LONG = 250


@dataclasses.dataclass(frozen=True)
class Module:
    path: str  # from the root, as in inbox/api/me.py
    source: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def parts(self) -> tuple[str, ...]:
        return pathlib.PurePosixPath(self.path).parts

    def inside(self, *places: str) -> bool:
        return any(self.path == place or self.path.startswith(f"{place}/") for place in places)


Rule = Callable[[Module], Iterator[str]]


def product() -> list[Module]:
    found = [path for place in PRODUCT for path in sorted((ROOT / place).rglob("*.py"))]
    return [
        Module(path.relative_to(ROOT).as_posix(), path.read_text()) for path in found if "migrations" not in path.parts
    ]


def one_emitter(module: Module) -> Iterator[str]:
    """Only inbox/events.py publishes after commit, sends to the channels layer, and dispatches tasks."""
    if module.path == "inbox/events.py":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in DISPATCH:
            yield f"line {node.lineno}: .{node.attr} belongs into inbox/events.py"
        if isinstance(node, ast.ImportFrom) and {alias.name for alias in node.names} & DISPATCH:
            yield f"line {node.lineno}: imports what belongs into inbox/events.py"


def one_door_to_data(module: Module) -> Iterator[str]:
    """api/ and live/ get rows from access/; rows.py and directory.py look up what hangs on rows they were given."""
    if not module.inside("inbox/api", "inbox/live", "connectors/api.py"):
        return
    if module.inside("inbox/api/rows.py", "inbox/api/directory.py"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
            yield f"line {node.lineno}: rows come from inbox/access"


# Who may name kinds: the registry; the demo, which connects the channels of a made-up company; and the two places where
# Django alone looks for tables and commands.
NAMES_KINDS = (
    "connectors/demo",
    "connectors/management/commands/inbound.py",
    "connectors/models.py",
    "connectors/registry.py",
)
# Kinds whose names are ordinary words, and the places where only the word is meant.
WORDS = {
    "email": (  # a person's address; the field of a form, which is answered by mail
        "connectors/apichannel",  # a person's other handles
        "connectors/mailed_by.py",  # answers that a channel of that kind carries for others
        "connectors/webform",
        "connectors/whatsapp",  # a field of a contact card
        "connectors/widget",
        "connectors/wordpress",  # what visitors type into the form for comments
        "helpdesk/accounts.py",
        "helpdesk/management/commands/createadmin.py",
        "helpdesk/settings.py",
        "helpdesk/setup.py",
        "inbox/api/me.py",
        "inbox/api/users.py",
        "inbox/models/people.py",
        "inbox/panel_context.py",
        "inbox/people.py",
        "inbox/tokens.py",
    ),
    "phone": (
        "connectors/apichannel",
        "connectors/sms",
        "connectors/twilio",
        "connectors/whatsapp",
    ),  # the network of phone numbers
    "feed": ("connectors/bluesky", "connectors/facebook"),  # what these networks call a list of posts
    "line": ("helpdesk/settings.py",),  # the format of the log
}


def no_kind_outside_its_folder(kinds: set[str]) -> Rule:
    """Limits are data: nothing outside ``connectors/<kind>`` names it, neither as a string nor by an import."""

    def rule(module: Module) -> Iterator[str]:
        if module.inside(*NAMES_KINDS):
            return
        foreign = {kind for kind in kinds if not module.inside(f"connectors/{kind}")}
        nodes = list(ast.walk(module.tree))
        pieces = {id(piece) for node in nodes if isinstance(node, ast.JoinedStr) for piece in node.values}
        for node in nodes:
            if (
                isinstance(node, ast.Constant)
                and id(node) not in pieces  # the x of f"{width}x{height}"
                and node.value in foreign
                and not module.inside(*WORDS.get(node.value, ()))
            ):
                yield f"line {node.lineno}: names the kind {node.value}"
            for name in _imported(node):
                place = name.split(".")
                if place[0] == "connectors" and len(place) > 1 and place[1] in foreign:
                    yield f"line {node.lineno}: imports {name}"  # type: ignore[attr-defined]

    return rule


def no_drawers(module: Module) -> Iterator[str]:
    for part in module.parts:
        if part.removesuffix(".py") in DRAWERS:
            yield f"{part} is a drawer: name what is in it"


def tables_do_nothing(module: Module) -> Iterator[str]:
    """Models have no side effects: no signals, no overridden save or delete."""
    if not module.inside("inbox/models"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "full_clean"}:
            yield f"line {node.lineno}: overrides {node.name}"


def no_signals(module: Module) -> Iterator[str]:
    """Nothing happens by hooks; what happens is called by name. (Celery's own process signals are wiring.)"""
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("django")
            and "signals" in str(node.module)
        ):
            yield f"line {node.lineno}: imports {node.module}"


def http_stays_outside(module: Module) -> Iterator[str]:
    """The domain knows no HTTP framework: its errors carry a code and a status."""
    if not module.inside("inbox") or module.inside("inbox/api", "inbox/live", "inbox/management"):
        return
    for node in ast.walk(module.tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name.startswith(("rest_framework", "django.http", "drf_spectacular")):
                yield f"line {node.lineno}: imports {name}"  # type: ignore[attr-defined]


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []
