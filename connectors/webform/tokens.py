"""Signed tokens of the form: no session and no cookie, so that it also works inside another site's frame."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from typing import Any

from django.core import signing

FORM_SALT = "webform.form"
RECEIPT_SALT = "webform.receipt"
LINK_SALT = "webform.link"
OPEN_FOR = dt.timedelta(hours=24)
LINK_FOR = dt.timedelta(hours=1)
TOO_QUICK = dt.timedelta(seconds=2)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FormToken:
    """One opening of one form. ``nonce`` becomes the external id of what is sent with it: two clicks, one ticket.

    ``place`` is where it may be used (``f3`` a form's channel, ``t17`` a ticket's page).
    """

    nonce: str
    place: str
    embedded: bool = False
    issued_at: dt.datetime
    expired: bool = False

    def age(self, now: dt.datetime) -> dt.timedelta:
        return now - self.issued_at


def issue(place: str, *, now: dt.datetime, embedded: bool = False, nonce: str = "") -> str:
    """A token for a fresh page; with ``nonce`` for the same opening again, as after an error."""
    payload = {"n": nonce or secrets.token_urlsafe(16), "p": place, "e": embedded, "t": now.timestamp()}
    return signing.dumps(payload, salt=FORM_SALT, compress=False)


def read(token: str, place: str, *, now: dt.datetime) -> FormToken | None:
    """None when it is not ours or not for this place; an old one is returned as expired."""
    payload = _loads(token, FORM_SALT)
    if payload is None or payload.get("p") != place:
        return None
    issued_at = dt.datetime.fromtimestamp(payload["t"], tz=dt.UTC)
    return FormToken(
        nonce=payload["n"],
        place=place,
        embedded=bool(payload["e"]),
        issued_at=issued_at,
        expired=now - issued_at > OPEN_FOR,
    )


def receipt(nonce: str, *, embedded: bool = False) -> str:
    """For the address of the thank-you page, which must not be guessable."""
    return signing.dumps({"n": nonce, "e": embedded}, salt=RECEIPT_SALT)


def read_receipt(token: str) -> tuple[str, bool] | None:
    payload = _loads(token, RECEIPT_SALT, max_age=OPEN_FOR)
    return None if payload is None else (payload["n"], bool(payload["e"]))


def link(ticket_id: int) -> str:
    """For a mail to the address the request came from: opens that one ticket, for an hour."""
    return signing.dumps({"t": ticket_id}, salt=LINK_SALT)


def read_link(token: str) -> int | None:
    payload = _loads(token, LINK_SALT, max_age=LINK_FOR)
    return None if payload is None else int(payload["t"])


def _loads(token: str, salt: str, *, max_age: dt.timedelta | None = None) -> dict[str, Any] | None:
    try:
        payload: dict[str, Any] = signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature:
        return None
    return payload
