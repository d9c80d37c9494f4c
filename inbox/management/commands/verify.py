from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from inbox import verify


class Command(BaseCommand):
    help = "Check the invariants I1 to I7 on the live database; exits 1 with what is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        violations = verify.check()
        for violation in violations:
            ids = ", ".join(map(str, violation.ids))
            self.stdout.write(f"{violation.invariant}: {violation.what}: {violation.count} (ids {ids})")
        if violations:
            sys.exit(1)
        self.stdout.write(f"{len(verify.CHECKS)} checks, all hold.")
