"""The ground a benchmark stands on: embedded engines with full durability in a folder of their own, and CPU meters."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import tempfile
from collections.abc import Iterator

TICK = os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def engines() -> Iterator[int]:
    """Start them, set Django up on an empty migrated database, yield PostgreSQL's pid, remove everything."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="janice-bench-", dir=os.environ.get("BENCH_DIR")))
    folder.chmod(0o755)
    os.environ.update(DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="helpdesk.settings", PROCESS_ROLE="worker")
    from helpdesk.embedded import Engines

    running = Engines(folder)
    try:
        running.start()
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield running.processes["postgres"].pid
    finally:
        running.stop()
        shutil.rmtree(running.places.pg_root, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def cpu_seconds(pid: int) -> float:
    """CPU of a process and of all its descendants that live or were waited for."""
    total = 0.0
    for found in (pid, *_descendants(pid)):
        with contextlib.suppress(OSError):
            fields = pathlib.Path(f"/proc/{found}/stat").read_text().rsplit(")", 1)[1].split()
            own = int(fields[11]) + int(fields[12])
            waited_for = int(fields[13]) + int(fields[14])
            total += (own + waited_for) / TICK
    return total


def _descendants(pid: int) -> list[int]:
    children: list[int] = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                if int(fields[1]) == pid:
                    children += [int(entry.name), *_descendants(int(entry.name))]
    return children
