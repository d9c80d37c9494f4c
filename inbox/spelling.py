"""How the networks of our channels spell a handle."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from inbox import limits
from inbox.errors import InboxError
from inbox.models import Channel


def of(network: str, handle: str) -> str:
    """The handle as our channels on that network spell it. Raises InboxError where it cannot be one."""
    there = [channel for channel in Channel.objects.order_by("pk") if limits.network(channel) == network]
    if not there:
        known = sorted({limits.network(channel) for channel in Channel.objects.all()})
        raise _refused(
            "network",
            _("We have no channel on {network}. Known: {these}.").format(network=network, these=", ".join(known)),
        )
    rules = there[0].capabilities.get("recipients", {})
    handle = handle.strip()
    pattern = rules.get("pattern", r"\S+")
    if not re.fullmatch(pattern, handle) and re.fullmatch(r"\+?[\d\s()./-]+", handle):
        handle = re.sub(r"[\s()./-]", "", handle)  # as people write numbers
    if not re.fullmatch(pattern, handle) or not handle.isprintable() or len(handle) > 320:
        raise _refused("handle", _("That cannot be a handle of this network; look for spaces or a missing part."))
    return handle.lower() if rules.get("editable") else handle


def _refused(name: str, why: str) -> InboxError:
    return InboxError("invalid", why, fields={name: why})
