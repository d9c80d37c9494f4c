"""`manage.py parse KIND FILE…`: what a connector makes of raw input, as JSON lines, without touching the database."""

from __future__ import annotations

import io
import json
import pathlib
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from connectors import registry
from connectors.base import Connector, Explains
from connectors.explain import explain
from inbox.errors import InboxError
from inbox.models import Channel, RawInbound


class Command(BaseCommand):
    help = "Show what a connector reads in raw input: one JSON line per file. Touches no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=f"One of: {', '.join(registry.kinds())}.")
        parser.add_argument("--address", default="", help="Only for this account, where one call brings several.")
        parser.add_argument("--content-type", default="", help="Of the call that brought it, where reading needs it.")
        parser.add_argument(
            "--setting",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="A setting of the channel that reading depends on, as receive=mailgun.",
        )
        parser.add_argument("files", metavar="FILE", nargs="*", help="Raw input as kept; - or none: standard input.")

    def handle(
        self, *, kind: str, files: list[str], address: str, content_type: str, setting: list[str], **options: Any
    ) -> None:
        try:
            connector = registry.get(kind)
        except InboxError as error:
            raise CommandError(error.message, returncode=2) from None
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        settings = dict(entry.partition("=")[::2] for entry in setting)
        channel, failed = Channel(kind=kind, address=address, settings=settings), False
        for name in files or ["-"]:
            line = _explained(connector, name, channel, content_type)
            failed |= "error" in line
            self.stdout.write(json.dumps(line, ensure_ascii=False))
        if failed:
            sys.exit(1)


def _explained(connector: Connector, name: str, channel: Channel, content_type: str) -> dict[str, Any]:
    """One bad file never hides the others."""
    try:
        body = sys.stdin.buffer.read() if name == "-" else pathlib.Path(name).read_bytes()
        return {"file": name, "events": _events(connector, body, channel, content_type)}
    except OSError as error:
        return {"file": name, "error": error.strerror or str(error)}
    except Exception as error:
        return {"file": name, "error": f"{type(error).__name__}: {error}"}


def _events(connector: Connector, body: bytes, channel: Channel, content_type: str) -> list[dict[str, Any]]:
    headers = {"content-type": content_type} if content_type else {}
    raw = RawInbound(channel=channel, body=body, headers=headers, received_at=timezone.now())
    if isinstance(connector, Explains):
        return connector.explain(raw)
    return [explain(event) for event in connector.parse(raw)]
