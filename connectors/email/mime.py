"""Bytes to a tree of parts. Linear in the size of the mail, with caps instead of exceptions."""

from __future__ import annotations

import dataclasses
import re

from connectors.email import charsets, headers, transfer
from connectors.email.headers import Headers

MAX_PARTS = 1_000
MAX_DEPTH = 50

_GUESSED_BOUNDARY = re.compile(rb"^--([!-~](?:[ -~]{0,68}[!-~])?)[ \t]*\r?$", re.M)
_REST = re.compile(rb"(--)?[ \t]*(?:\r\n|\n|\r|\Z)")


@dataclasses.dataclass(slots=True)
class Part:
    """One node. ``raw`` is the body still encoded; a multipart whose boundary never comes is a leaf."""

    headers: Headers
    raw: bytes
    content_type: str
    params: dict[str, str]
    children: list[Part] = dataclasses.field(default_factory=list)
    _decoded: bytes | None = None

    def content(self) -> bytes:
        if self._decoded is None:
            encoding = self.headers.raw("content-transfer-encoding")
            self._decoded = transfer.decode(self.raw, encoding.decode("ascii", "replace")) if encoding else self.raw
        return self._decoded

    def text(self) -> str:
        return charsets.decode(self.content(), self.params.get("charset", ""))


@dataclasses.dataclass(slots=True)
class _Budget:
    parts: int = MAX_PARTS
    notes: list[str] = dataclasses.field(default_factory=list)

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


def parse(raw: bytes) -> tuple[Part, list[str]]:
    """The tree of a whole mail and what was odd about it."""
    budget = _Budget()
    fields, body, notes = headers.split(raw, top=True)
    root = _part(fields, body, budget, default="text/plain", depth=0)
    return root, notes + budget.notes


def _part(fields: Headers, body: bytes, budget: _Budget, *, default: str, depth: int) -> Part:
    budget.parts -= 1
    content_type, params = fields.content_type() if "content-type" in fields else ("", {})
    declared_multipart = content_type.startswith("multipart/")
    part = Part(fields, body, content_type or default, params)
    boundary = params.get("boundary", "")
    if not (declared_multipart or (boundary and content_type in ("", "text/plain", "text/html"))):
        return part
    if depth >= MAX_DEPTH:
        budget.note("parts nested too deep")
        return part
    encoding = fields.raw("content-transfer-encoding").lower()
    if encoding in (b"base64", b"quoted-printable"):  # forbidden, and seen
        decoded = transfer.decode(body, encoding.decode("ascii"))
        body = decoded if boundary.encode() in decoded else body
    pieces = _pieces(body, boundary.encode("utf-8", "replace"), budget) if boundary else None
    if pieces is None and declared_multipart:
        guessed = _GUESSED_BOUNDARY.search(body)
        if guessed:
            budget.note("boundary missing or wrong")
            pieces = _pieces(body, guessed[1], budget)
    if pieces is None:
        if declared_multipart:
            budget.note("multipart without parts")
            part.content_type = "text/plain"
        return part
    child_default = "message/rfc822" if content_type == "multipart/digest" else "text/plain"
    for piece in pieces:
        if budget.parts <= 0:
            budget.note("too many parts")
            part.children.append(Part(Headers({}), piece, "application/octet-stream", {}))
            continue
        child_fields, child_body, notes = headers.split(piece)
        for note in notes:
            budget.note(note)
        part.children.append(_part(child_fields, child_body, budget, default=child_default, depth=depth + 1))
    if not declared_multipart:
        part.content_type = "multipart/mixed"
    part.raw = b""
    return part


def _pieces(body: bytes, boundary: bytes, budget: _Budget) -> list[bytes] | None:
    """The slices between boundary lines; None when there is no boundary line at all."""
    mark = b"--" + boundary
    pieces: list[bytes] = []
    start, search = -1, 0
    while (found := body.find(mark, search)) >= 0:
        search = found + len(mark)
        if found and body[found - 1] not in b"\r\n":
            continue
        rest = _REST.match(body, search)
        if rest is None:
            continue
        if start >= 0:
            pieces.append(_cut(body, start, found))
        start = -1 if rest[1] else rest.end()
        if rest[1]:
            break
        if len(pieces) >= budget.parts:
            break
    else:
        if start >= 0:
            budget.note("last boundary missing")
    if start >= 0:
        pieces.append(body[start:])
    return pieces or None


def _cut(body: bytes, start: int, found: int) -> bytes:
    """The line break before a boundary belongs to the boundary."""
    end = found
    if end > start and body[end - 1] == 0x0A:
        end -= 1
    if end > start and body[end - 1] == 0x0D:
        end -= 1
    return body[start:end]
