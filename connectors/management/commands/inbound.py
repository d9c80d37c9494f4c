"""`manage.py inbound CHANNEL < mail`: a mail server hands over one mail.

Exits 0 only after the mail is committed. Otherwise with the codes of sysexits.h that Postfix and Exim understand: 75
keeps the mail in their queue and tries again; 64 (usage), 65 (no mail given) and 67 (no such channel) return it to its
sender.
"""

from __future__ import annotations

import hashlib
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

USAGE, NO_DATA, NO_USER, TEMPORARY = 64, 65, 67, 75
LARGEST = 100 * 1024 * 1024


class Command(BaseCommand):
    help = "Keep one mail from standard input. Exits 0 only after commit, 75 when it should be tried again later."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = _usage  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", help="The address, name or id of an e-mail channel.")

    def handle(self, channel: str, **options: Any) -> None:
        try:
            code = keep(channel, sys.stdin.buffer.read(LARGEST + 1))
        except Exception as error:  # whatever it is, the mail must stay with the mail server
            print(f"inbound: {type(error).__name__}: {error}", file=sys.stderr)
            code = TEMPORARY
        sys.exit(code)


def keep(name: str, body: bytes) -> int:
    """The exit code. Raises when the database will not take it now."""
    from django.db.models import Q

    from inbox import ingest
    from inbox.models import Channel

    if not body.strip() or len(body) > LARGEST:
        print(f"inbound: expected one mail of at most {LARGEST} bytes on standard input", file=sys.stderr)
        return NO_DATA
    _be_quick()
    named = Q(address__iexact=name) | Q(name=name) | (Q(pk=int(name)) if name.isascii() and name.isdigit() else Q())
    found = list(Channel.objects.filter(named, kind="email").order_by("id")[:2])
    if len(found) != 1:
        print(f"inbound: no e-mail channel has the address, name or id {name!r}", file=sys.stderr)
        return NO_USER
    ingest.keep(found[0], f"sha256:{hashlib.sha256(body).hexdigest()}", body, source="pipe")
    return 0


def _be_quick() -> None:
    """A database that hangs must end in 75 while the mail server still waits."""
    from django.db import connection

    options = connection.settings_dict.setdefault("OPTIONS", {})
    options["connect_timeout"] = 10
    options["options"] = f"{options.get('options', '')} -c lock_timeout=15s -c statement_timeout=60s".strip()


def _usage(message: str) -> None:
    print(f"inbound: {message}\nusage: manage.py inbound CHANNEL < mail", file=sys.stderr)
    sys.exit(USAGE)
