#!/usr/bin/env python3
"""Every command of Janice. `manage.py up` runs the whole product; `manage.py help` lists the rest."""

import os
import sys

ROLES = {"web", "worker", "beat", "relay", "listener"}

TEMPORARY = 75  # EX_TEMPFAIL: a mail server keeps the mail and tries again


def _handed_over() -> bool:
    """Whether a mail server waits for the exit code: whatever is wrong here, its mail must not bounce."""
    return sys.argv[1:2] == ["inbound"]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    if len(sys.argv) > 1 and sys.argv[1] in ROLES:
        os.environ["PROCESS_ROLE"] = sys.argv[1]
        os.environ["REMAP_SIGTERM"] = "SIGQUIT"  # Celery: SIGTERM ends within its soft time-out, not "when all is done"
    from helpdesk.env import SettingError

    try:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except SettingError as error:
        print(f"Wrong setting: {error}", file=sys.stderr)
        return TEMPORARY if _handed_over() else 78  # EX_CONFIG
    except Exception as error:
        if not _handed_over():
            raise
        print(f"inbound: {type(error).__name__}: {error}", file=sys.stderr)
        return TEMPORARY
    return 0


if __name__ == "__main__":
    sys.exit(main())
