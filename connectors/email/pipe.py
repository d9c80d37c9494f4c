"""What `manage.py inbound` does: one mail from a mail server's hand, kept before the hand lets go."""

from __future__ import annotations

import hashlib
import sys

from django.db import connection
from django.db.models import Q

from inbox import ingest
from inbox.models import Channel

NO_DATA, NO_USER = 65, 67
LARGEST = 100 * 1024 * 1024


def keep(name: str, body: bytes) -> int:
    """The exit code (sysexits.h). Raises when the database will not take the mail now."""
    if not body.strip() or len(body) > LARGEST:
        print(f"inbound: expected one mail of at most {LARGEST} bytes on standard input", file=sys.stderr)
        return NO_DATA
    named = Q(address__iexact=name) | Q(name=name) | (Q(pk=int(name)) if name.isascii() and name.isdigit() else Q())
    found = list(Channel.objects.filter(named, kind="email").order_by("id")[:2])
    if len(found) != 1:
        print(f"inbound: no e-mail channel has the address, name or id {name!r}", file=sys.stderr)
        return NO_USER
    ingest.keep(found[0], f"sha256:{hashlib.sha256(body).hexdigest()}", body, source="pipe")
    return 0


def be_quick() -> None:
    """Called before the first query: a database that hangs must end in 75 while the mail server still waits."""
    options = connection.settings_dict.setdefault("OPTIONS", {})
    options["connect_timeout"] = 10
    options["options"] = f"{options.get('options', '')} -c lock_timeout=15s -c statement_timeout=60s".strip()
