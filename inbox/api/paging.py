"""Keyset pages: the cursor says after which row to go on, so a page costs the same however deep it lies."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime as dt
import json
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from inbox.errors import InboxError

Row = TypeVar("Row", bound=Model)


@dataclasses.dataclass(frozen=True)
class Order:
    """By a time, then by id in the same direction; or by ``pk`` alone. ``sparse``: rows without the time come last."""

    name: str
    sparse: bool = False

    @property
    def column(self) -> str:
        return self.name.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.name.startswith("-")

    def columns(self) -> list[Any]:
        pk = "-pk" if self.descending else "pk"
        if self.column == "pk":
            return [pk]
        column, last = F(self.column), self.sparse or None
        return [column.desc(nulls_last=last) if self.descending else column.asc(nulls_last=last), pk]


NEWEST = Order("-pk")


def page(rows: QuerySet[Row], order: Order, *, cursor: str | None, limit: int) -> tuple[list[Row], str | None]:
    """The next ``limit`` rows, and the cursor behind them (None: there are no more)."""
    if cursor:
        rows = rows.filter(_after(order, *_read(order, cursor)))
    found = list(rows.order_by(*order.columns())[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], _write(order, found[limit - 1])


def _after(order: Order, at: dt.datetime | None, pk: int) -> Q:
    beyond = "lt" if order.descending else "gt"
    later = Q(**{f"pk__{beyond}": pk})
    if order.column == "pk":
        return later
    if at is None:
        return Q(**{f"{order.column}__isnull": True}) & later
    further = Q(**{f"{order.column}__{beyond}": at}) | (Q(**{order.column: at}) & later)
    # ``near`` follows from ``further``, but it is the condition that an index can start from.
    near = Q(**{f"{order.column}__{beyond}e": at})
    return (near & further) | Q(**{f"{order.column}__isnull": True}) if order.sparse else near & further


def _write(order: Order, row: Model) -> str:
    at = None if order.column == "pk" else getattr(row, order.column)
    return (
        base64.urlsafe_b64encode(json.dumps([order.name, at and at.isoformat(), row.pk]).encode()).decode().rstrip("=")
    )


def _read(order: Order, cursor: str) -> tuple[dt.datetime | None, int]:
    try:
        name, text, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        at = None if text is None else parse_datetime(text)
    except (binascii.Error, ValueError, TypeError):
        raise _refused() from None
    fits = (at is not None and at.tzinfo is not None) or (text is None and (order.sparse or order.column == "pk"))
    if name != order.name or not fits or type(pk) is not int or not 0 <= pk < 2**63:
        raise _refused()
    return at, pk


def _refused() -> InboxError:
    why = _("Not a cursor of this list and order.")
    return InboxError("invalid", f"cursor: {why}", 400, fields={"cursor": why})
