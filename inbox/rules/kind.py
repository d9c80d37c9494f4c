"""What an action is: how it is asked for on a screen, how it is checked, and how it is carried out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from inbox.models import Event, Rule, RuleVersion, Ticket, User
from inbox.wording import Said

Params = dict[str, Any]


class Type(StrEnum):
    """Of an input. ``long_text`` may hold ``{{ variables }}``; the values of ``labels`` are a list of words."""

    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    LONG_TEXT = "long_text"
    LABELS = "labels"
    FLAG = "flag"


@dataclass(frozen=True)
class Input:
    """One thing to fill in. ``choices`` is asked when a screen is; a value None in it means nobody, nothing."""

    name: str
    label: str
    type: Type
    choices: Callable[[], list[tuple[Any, str]]] | None = None
    required: bool = True
    least: int | None = None
    most: int | None = None
    hint: str = ""


@dataclass(frozen=True)
class Form:
    """One line of the menu "do …". ``fixed`` are parameters that the line itself decides."""

    label: str
    inputs: tuple[Input, ...]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    group: str = "Ticket"


@dataclass(frozen=True)
class Context:
    """Why and for whom an action runs. ``rule`` None: a person clicked a macro, and ``actor`` is that person.

    ``dry``: everything is rolled back afterwards; nothing may leave the transaction.
    """

    at: dt.datetime
    event: Event | None = None
    rule: Rule | None = None
    version: RuleVersion | None = None
    number: int = 0
    actor: User | None = None
    dry: bool = False


class Skipped(Said):
    """What ``run`` says when it did nothing, with the reason."""


@dataclass(frozen=True)
class Kind:
    """``check`` gives the parameters as they are kept, or raises ValueError with the reason in words.

    ``run`` changes this very ticket object, which is row-locked and is saved by the caller, and says in words what it
    did: "" when there was nothing to do, ``Skipped`` when it could not be done here and that is no failure of the rule.
    It may raise InboxError: then nothing of the whole rule happens.
    """

    check: Callable[[Params], Params]
    run: Callable[[Ticket, Params, Context], str]
    forms: tuple[Form, ...]
