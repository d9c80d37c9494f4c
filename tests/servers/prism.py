"""Prism on a vendor's own OpenAPI document: a request that the vendor would not take is refused with the reason (422).

The documents lie beside the repository (``../shared/specs``) and are not part of it; where one is missing, the tests
that need it are skipped by its name.
"""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Iterator

import pytest

from tests.engines import ROOT
from tests.servers import free_port
from tests.servers.npm_programs import program, started

PATIENCE = 90.0  # the large documents take long on a busy machine


def document(name: str) -> pathlib.Path:
    """A vendor's document; the test that needs it is skipped where it is not there."""
    for folder in ROOT.parents:
        if (path := folder / "shared" / "specs" / name).exists():
            return path
    pytest.skip(f"the vendor's document {name} is not in ../shared/specs")


@contextlib.contextmanager
def running(name: str) -> Iterator[str]:
    """A mock server for the document ``name``; yields its base URL. What it answers are the document's examples."""
    source, port = document(name), free_port()
    command = [*program("prism"), "mock", "-h", "127.0.0.1", "-p", str(port), str(source)]
    with started(command, port, within=PATIENCE):
        yield f"http://127.0.0.1:{port}"
