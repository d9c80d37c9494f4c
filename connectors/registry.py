"""Which connectors there are. A module is imported when its kind is first asked for."""

from __future__ import annotations

import functools
import importlib
from typing import cast

from connectors.base import Connector
from inbox.errors import InboxError

MODULES: dict[str, str] = {
    "email": "connectors.email.connector",
    "webform": "connectors.webform.connector",
}


@functools.cache
def get(kind: str) -> Connector:
    """The one connector of this kind: the name ``connector`` in its module."""
    try:
        module = MODULES[kind]
    except KeyError:
        raise InboxError(
            "unknown_kind", f"There is no connector {kind!r}; there are: {', '.join(MODULES)}.", 400
        ) from None
    return cast(Connector, importlib.import_module(module).connector)


def kinds() -> list[str]:
    return list(MODULES)
