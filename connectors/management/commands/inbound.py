"""`manage.py inbound CHANNEL < mail`: a mail server hands over one mail.

Exits 0 only after the mail is committed. Otherwise with the codes of sysexits.h that Postfix and Exim understand: 75
keeps the mail in their queue and tries again; 64 (usage), 65 (no mail given) and 67 (no such channel) return it to its
sender.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

USAGE, TEMPORARY = 64, 75


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
            from connectors.email import pipe  # here, for whatever fails must end in TEMPORARY

            pipe.be_quick()
            code = pipe.keep(channel, sys.stdin.buffer.read(pipe.LARGEST + 1))
        except Exception as error:  # whatever it is, the mail must stay with the mail server
            print(f"inbound: {type(error).__name__}: {error}", file=sys.stderr)
            code = TEMPORARY
        sys.exit(code)


def _usage(message: str) -> None:
    print(f"inbound: {message}\nusage: manage.py inbound CHANNEL < mail", file=sys.stderr)
    sys.exit(USAGE)
