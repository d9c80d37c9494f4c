"""Whom and to whom: the words that both directions share."""

from __future__ import annotations

import dataclasses
import enum


class Visibility(enum.StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"
    INTERNAL = "internal"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """One handle of one person on one network: ``Address(network="email", handle="ada@example.org")``.

    ``handle`` is in the network's canonical spelling (e-mail: lower case); ``name`` is what the sender calls
    themself, display only.
    """

    network: str
    handle: str
    name: str = ""
