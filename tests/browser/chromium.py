"""Finds a Chromium: the machine's own, else the one from npm, which needs no root (x86-64 Linux only)."""

from __future__ import annotations

import functools
import os
import pathlib
import shutil
import subprocess
import sys

from tests.engines import ROOT

PACKAGE = ROOT / "frontend" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# own rendering in software, no sandbox (root, containers), and no traffic of its own
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@functools.cache
def executable() -> str:
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return str(_packaged() / "chromium")


def environment() -> dict[str, str]:
    """What the packaged browser needs on a machine without its libraries and fonts."""
    if shutil.which(executable()) and not executable().startswith(str(PACKAGE)):
        return dict(os.environ)
    place, found = _packaged(), dict(os.environ)
    if "not found" in subprocess.run(["ldd", place / "chromium"], capture_output=True, text=True, check=False).stdout:
        found["LD_LIBRARY_PATH"] = str(place / "al2023" / "lib")
    if not pathlib.Path("/etc/fonts/fonts.conf").exists():
        found["FONTCONFIG_PATH"] = str(place / "fonts")
    return found


@functools.cache
def _packaged() -> pathlib.Path:
    node = pathlib.Path(sys.prefix) / "bin" / "node"
    if not (PACKAGE / "node_modules").exists() or not node.exists():
        raise RuntimeError("no Chromium: install Debian's `chromium`, or run `make chromium` for the packaged one")
    place = PACKAGE / "node_modules" / ".unpacked"
    place.mkdir(exist_ok=True)
    if not (place / "complete").exists():
        command = [node, PACKAGE / "path.mjs"]
        subprocess.run(command, env={**os.environ, "TMPDIR": str(place)}, check=True, capture_output=True)
        (place / "complete").touch()
    return place
