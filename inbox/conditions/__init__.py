"""Typed conditions on a ticket and on what just happened to it: for policies, rules and surveys.

``{}`` holds always. ``{"all": [node, …]}``, ``{"any": […]}`` and ``{"none": […]}`` combine; a leaf is ``{"field":
"priority", "op": "is", "value": ["high", "urgent"]}``, where a list means any of them. The fields are those of
``fields.py`` and nothing else: no code, and no regular expressions.
"""

from inbox.conditions.facts import Facts
from inbox.conditions.fields import catalogue
from inbox.conditions.meaning import failing, meets
from inbox.conditions.queries import ASKED, filtering, listable
from inbox.conditions.trees import Tree, check, named

facts = Facts

__all__ = [
    "ASKED",
    "Facts",
    "Tree",
    "catalogue",
    "check",
    "facts",
    "failing",
    "filtering",
    "listable",
    "meets",
    "named",
]
