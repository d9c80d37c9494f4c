"""Which connectors there are. A module is imported when its kind is first asked for.

Packages of third parties bring theirs by an entry point of the group ``janice.connectors``: its name is the kind, its
value the module (``janice_pigeon.connector``). One that cannot be imported is reported and missing; the others work.
"""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import importlib.util
import logging
from typing import cast

from django.conf import settings

from connectors.base import Connector
from inbox.errors import InboxError

log = logging.getLogger(__name__)

GROUP = "janice.connectors"
# In the order in which they are offered: the company's own doors first.
MODULES: dict[str, str] = {
    "email": "connectors.email.connector",
    "webform": "connectors.webform.connector",
    "widget": "connectors.widget.connector",
    "apichannel": "connectors.apichannel.connector",
    "bluesky": "connectors.bluesky.connector",
    "discourse": "connectors.discourse.connector",
    "facebook": "connectors.facebook.connector",
    "feed": "connectors.feed.connector",
    "instagram": "connectors.instagram.connector",
    "line": "connectors.line.connector",
    "linkedin": "connectors.linkedin.connector",
    "mastodon": "connectors.mastodon.connector",
    "matrix": "connectors.matrix.connector",
    "phone": "connectors.phone.connector",
    "slack": "connectors.slack.connector",
    "sms": "connectors.sms.connector",
    "telegram": "connectors.telegram.connector",
    "whatsapp": "connectors.whatsapp.connector",
    "wordpress": "connectors.wordpress.connector",
    "x": "connectors.x.connector",
    "youtube": "connectors.youtube.connector",
}
DEMO_MODULES = {"square": "connectors.demo.square"}  # networks that only the demo has


@functools.cache
def modules() -> dict[str, str]:
    """Kind → module, ours first: nobody replaces one of ours by a package of the same name."""
    found = MODULES | (DEMO_MODULES if settings.DEMO else {})
    for point in sorted(importlib.metadata.entry_points(group=GROUP), key=lambda point: point.name):
        if point.name in found:
            log.error("connector %r of %s is ignored: the kind is taken", point.name, _origin(point))
            continue
        try:
            _load(point.name, point.value)
        except Exception:  # whatever it raises, it is theirs
            log.exception("connector %r of %s cannot be used", point.name, _origin(point))
            continue
        found[point.name] = point.value
    return found


@functools.cache
def get(kind: str) -> Connector:
    """The one connector of this kind: the name ``connector`` in its module."""
    try:
        module = modules()[kind]
    except KeyError:
        raise InboxError(
            "unknown_kind", f"There is no connector {kind!r}; there are: {', '.join(kinds())}.", 400
        ) from None
    return _load(kind, module)


def kinds() -> list[str]:
    return list(modules())


def url_modules() -> list[str]:
    """The ``urls`` beside each connector that shows pages of its own."""
    beside = [f"{module.rpartition('.')[0]}.urls" for module in modules().values()]
    return [name for name in beside if importlib.util.find_spec(name)]


def socket_modules() -> list[str]:
    """The ``sockets`` beside each connector that customers hold a WebSocket to."""
    beside = [f"{module.rpartition('.')[0]}.sockets" for module in modules().values()]
    return [name for name in beside if importlib.util.find_spec(name)]


def _load(kind: str, module: str) -> Connector:
    connector = cast(Connector, importlib.import_module(module).connector)
    if connector.key != kind:
        raise ImportError(f"{module} is registered as {kind!r} and calls itself {connector.key!r}")
    return connector


def _origin(point: importlib.metadata.EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value
