"""The product keeps the rules, and the rules notice when it does not."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys

import pytest

from connectors import registry
from tests.architecture import rules
from tests.architecture.rules import ROOT, Module, Rule

CONSOLE = "frontend/console/src"
RULES: dict[str, Rule] = {
    "one emitter": rules.one_emitter,
    "one door to data": rules.one_door_to_data,
    "no kind outside its folder": rules.no_kind_outside_its_folder(set(registry.MODULES)),
    "no drawers": rules.no_drawers,
    "tables do nothing": rules.tables_do_nothing,
    "no signals": rules.no_signals,
    "http stays outside": rules.http_stays_outside,
}
BROKEN = [
    ("one emitter", "inbox/tickets.py", "transaction.on_commit(print)"),
    ("one emitter", "connectors/tasks.py", "process_raws.delay()"),
    ("one emitter", "inbox/sla/sweep.py", "app.send_task('x')"),
    ("one emitter", "inbox/live/feed.py", "await layer.group_send('live', {})"),
    ("one emitter", "inbox/ingest.py", "from django.db.transaction import on_commit"),
    ("one door to data", "inbox/api/me.py", "User.objects.get(pk=1)"),
    ("one door to data", "inbox/live/feed.py", "Ticket._default_manager.all()"),
    ("one door to data", "connectors/api.py", "Channel.objects.all()"),
    ("no kind outside its folder", "inbox/replies.py", "if channel.kind == 'email': pass"),
    ("no kind outside its folder", "inbox/replies.py", "x = channel['kind'] in ('email', 'other')"),
    ("no kind outside its folder", "connectors/email/connector.py", "x = 'webform' != kind"),
    ("no kind outside its folder", "inbox/limits.py", "LONGEST = {'webform': 5}"),
    ("no kind outside its folder", "connectors/tasks.py", "Channel.objects.filter(kind='email')"),
    ("no kind outside its folder", "connectors/views.py", "from connectors.email import parse"),
    ("no kind outside its folder", "connectors/views.py", "from connectors import webform"),
    ("no kind outside its folder", "connectors/email/smtp.py", "import connectors.webform.views"),
    ("no drawers", "inbox/utils.py", ""),
    ("no drawers", "connectors/email/helpers/dates.py", ""),
    ("tables do nothing", "inbox/models/tickets.py", "class A:\n    def save(self): pass"),
    ("no signals", "inbox/apps.py", "from django.db.models.signals import post_save"),
    ("http stays outside", "inbox/tickets.py", "from rest_framework.exceptions import NotFound"),
    ("http stays outside", "inbox/people.py", "import django.http"),
]
KEPT = [
    ("one emitter", "inbox/events.py", "transaction.on_commit(print)"),
    ("one door to data", "inbox/tickets.py", "Ticket.objects.get(pk=1)"),
    ("one door to data", "inbox/api/rows.py", "Clock.objects.all()"),
    ("no kind outside its folder", "connectors/email/connector.py", "x = kind == 'email'"),
    ("no kind outside its folder", "inbox/live/reading.py", "x = event.kind == 'team.changed'"),
    ("no kind outside its folder", "inbox/media.py", "size = f'{width}x{height}'"),
    ("no kind outside its folder", "inbox/people.py", "user.email = data['email']"),
    ("no kind outside its folder", "connectors/webform/views.py", "from connectors.webform import posts"),
    ("no kind outside its folder", "connectors/views.py", "from connectors import registry"),
    ("http stays outside", "inbox/api/me.py", "from rest_framework.views import APIView"),
]


@pytest.mark.parametrize("name", RULES)
def test_the_product_keeps_the_rule(name: str) -> None:
    broken = [f"{module.path} {why}" for module in rules.product() for why in RULES[name](module)]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(("name", "path", "source"), BROKEN)
def test_the_rule_notices(name: str, path: str, source: str) -> None:
    assert list(RULES[name](Module(path, source)))


@pytest.mark.parametrize(("name", "path", "source"), KEPT)
def test_the_rule_lets_pass(name: str, path: str, source: str) -> None:
    assert not list(RULES[name](Module(path, source)))


def test_the_console_names_kinds_in_its_table_of_signs_only() -> None:
    """Kinds that are ordinary words, as email and line, cannot be looked for there."""
    words = {"chat", "email", "feed", "line", "phone", "widget", "x"}
    kinds = "|".join(set(registry.MODULES) - words)
    named = re.compile(rf"""['"`](?:{kinds})['"`]|^\s*(?:{kinds}):""", re.M)
    sources = [path for path in (ROOT / CONSOLE).rglob("*.ts*") if "generated" not in path.parts]
    product = [path for path in sources if ".test." not in path.name and "test" not in path.parts]
    found = {path.relative_to(ROOT / CONSOLE).as_posix() for path in product if named.search(path.read_text())}
    assert found == {"ui/networks.ts"}


def test_files_are_short() -> None:
    lengths = {module.path: len(module.source.splitlines()) for module in rules.product()}
    long = {path: length for path, length in lengths.items() if length > rules.LONG}
    assert statistics.median(lengths.values()) < 80
    assert len(long) <= len(lengths) * 0.07, long
    assert max(lengths.values()) < 400, long


def test_tests_mirror_the_tree() -> None:
    """A folder of tests under tests/inbox and tests/connectors has a module or a folder of the product to test.

    The conformance suite alone tests what all connectors share.
    """
    for place in ("inbox", "connectors"):
        for folder in (path for path in (ROOT / "tests" / place).rglob("*") if (path / "__init__.py").exists()):
            twin = ROOT / folder.relative_to(ROOT / "tests")
            if "conformance" in folder.parts:
                continue
            assert twin.is_dir() or twin.with_suffix(".py").exists(), folder


def test_imports_go_one_way() -> None:
    """The layers of pyproject.toml, and every module of inbox/ has its place in them."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
