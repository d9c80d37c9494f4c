"""Filters as they are typed into the search: ``is:open label:refund from:ada opened:2026-11-01.. kettle``.

``key:value``, ``key:"two words"``, ``key:one,other`` for either, ``-key:value`` for none. All of them must hold. What
begins with no key of KEYS is a word to search for.
"""

from __future__ import annotations

import dataclasses
import re

from django.db.models import Q
from django.utils.translation import gettext as _

from inbox.conditions import Tree
from inbox.filters.meanings import KEYS, refused
from inbox.models import User

TOKEN = re.compile(r'(?P<no>-?)(?P<key>[a-z]+(?:\.[\w.-]+)?):(?P<value>"[^"]*"|[^\s"]+)', re.IGNORECASE)
MOST = 30


@dataclasses.dataclass
class Asked:
    """``tree`` is what a saved view can keep; ``others`` hold as well; ``passing`` is how those were typed."""

    tree: Tree
    others: list[Q]
    passing: list[str]
    words: str


def read(q: str, *, user: User | None) -> Asked:
    """Raises InboxError ``invalid`` that names a value which means nothing. ``user`` is who ``me`` is."""
    leaves: list[Tree] = []
    asked = Asked({}, [], [], "")

    def take(match: re.Match[str]) -> str:
        key, value = match["key"].lower(), match["value"].strip('"').strip()
        if len(leaves) + len(asked.others) >= MOST or not (key in KEYS or key.startswith("custom.")) or not value:
            return match[0]
        found = _meaning(key, value, quoted=match["value"].startswith('"'), user=user)
        if isinstance(found, Q):
            asked.others.append(~found if match["no"] else found)
            asked.passing.append(match[0])
        else:
            leaves.append({"none": [found]} if match["no"] else found)
        return " "

    # A word that holds a colon further inside, as an address does, is no filter.
    words = re.sub(rf"(?<!\S){TOKEN.pattern}(?!\S)", take, q, flags=re.IGNORECASE)
    asked.words = " ".join(words.split())
    asked.tree = {"all": leaves} if leaves else {}
    return asked


def _meaning(key: str, value: str, *, quoted: bool, user: User | None) -> Tree | Q:
    if key.startswith("custom."):
        return {"field": key, "op": "is", "value": [value]}
    values = [value] if quoted else [part.strip() for part in value.split(",") if part.strip()]
    parts = [KEYS[key](part, user) for part in values]
    if all(isinstance(part, dict) for part in parts):
        return parts[0] if len(parts) == 1 else {"any": parts}
    if len(parts) > 1:
        raise refused(_("{key}: takes one value.").format(key=key))
    (only,) = parts
    found: Tree | Q = only
    return found
