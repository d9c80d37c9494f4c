"""Bytes from outside, handed to a browser: whole, or the part that a player asks for to jump within a recording."""

from __future__ import annotations

import re

from django.http import HttpResponse

SANDBOX = "sandbox; default-src 'none'"
READER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def ranged(content: bytes, content_type: str, wanted: str) -> HttpResponse:
    """``wanted`` is the Range header (RFC 9110, 14.2). Anything but one range that fits is answered with the whole."""
    part = _part(wanted, len(content))
    if part is None:
        response = HttpResponse(content, content_type=content_type)
    else:
        start, end = part
        response = HttpResponse(content[start:end], content_type=content_type, status=206)
        response["Content-Range"] = f"bytes {start}-{end - 1}/{len(content)}"
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"
    return response


def _part(wanted: str, size: int) -> tuple[int, int] | None:
    """Where it begins and, exclusively, ends."""
    match = ONE_RANGE.fullmatch(wanted.strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:  # the last so many
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    return (start, end) if start < end else None
