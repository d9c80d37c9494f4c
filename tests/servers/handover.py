"""Run a command for a mail server that may not: its account often cannot enter the checkout.

The mail server's account runs a small script, which lays down its standard input and waits; the command is run here,
with that input and next to no environment, and the script ends with the command's exit code and output.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import pwd
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence

BUSY = 75  # EX_TEMPFAIL
SCRIPT = """#!/bin/sh
umask 022
job=$(mktemp -d {folder}/job.XXXXXX) && cat >"$job/input" && mkfifo "$job/end" && : >"$job/ready" || exit {busy}
code=$(timeout 60 head -n 1 "$job/end") || exit {busy}
cat "$job/output"
exit "${{code:-{busy}}}"
"""


@contextlib.contextmanager
def handed_over(command: Sequence[str | pathlib.Path], owner: pwd.struct_passwd) -> Iterator[pathlib.Path]:
    """The script that ``owner`` is to run in place of the command."""
    with tempfile.TemporaryDirectory(prefix="janice-handover-") as name:
        folder = pathlib.Path(name)
        script = folder / "script"
        script.write_text(SCRIPT.format(folder=folder, busy=BUSY))
        script.chmod(0o755)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        stop = threading.Event()
        thread = threading.Thread(target=_work, args=(folder, command, stop))
        thread.start()
        try:
            yield script
        finally:
            stop.set()
            thread.join()


def _work(folder: pathlib.Path, command: Sequence[str | pathlib.Path], stop: threading.Event) -> None:
    with contextlib.ExitStack() as open_ends:
        while not stop.wait(0.02):
            for ready in folder.glob("job.*/ready"):
                ready.unlink()
                code = _run(command, ready.parent)
                end = os.open(ready.parent / "end", os.O_RDWR)  # not O_WRONLY: the script may not be reading yet
                open_ends.callback(os.close, end)
                os.write(end, f"{code}\n".encode())


def _run(command: Sequence[str | pathlib.Path], job: pathlib.Path) -> int:
    with (job / "input").open("rb") as given, (job / "output").open("wb") as said:
        return subprocess.run(
            command,
            stdin=given,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={"PATH": os.defpath},
            timeout=50,
            check=False,
        ).returncode
