"""`manage.py parse KIND FILE…`: what a connector makes of raw input, as JSON lines, without touching the database."""

from __future__ import annotations

import io
import json
import pathlib
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from connectors import registry
from connectors.base import Connector
from inbox.errors import InboxError


class Command(BaseCommand):
    help = "Show what a connector reads in raw input: one JSON line per file. Touches no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=f"One of: {', '.join(registry.kinds())}.")
        parser.add_argument("files", metavar="FILE", nargs="*", help="Raw input as kept; - or none: standard input.")

    def handle(self, *, kind: str, files: list[str], **options: Any) -> None:
        try:
            connector = registry.get(kind)
        except InboxError as error:
            raise CommandError(error.message, returncode=2) from None
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        failed = False
        for name in files or ["-"]:
            line = _explained(connector, name)
            failed |= "error" in line
            self.stdout.write(json.dumps(line, ensure_ascii=False))
        if failed:
            sys.exit(1)


def _explained(connector: Connector, name: str) -> dict[str, Any]:
    """One bad file never hides the others."""
    try:
        body = sys.stdin.buffer.read() if name == "-" else pathlib.Path(name).read_bytes()
        return {"file": name, "events": connector.explain(body)}
    except OSError as error:
        return {"file": name, "error": error.strerror or str(error)}
    except Exception as error:
        return {"file": name, "error": f"{type(error).__name__}: {error}"}
