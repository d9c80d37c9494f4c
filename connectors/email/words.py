"""RFC 2047 encoded words as senders really write them: split inside characters, mixed, with spaces, without an end."""

from __future__ import annotations

import binascii
import re

from connectors.email import charsets, transfer

_WORD = re.compile(rb"=\?([A-Za-z0-9_.:+()*-]{1,60})\?([QqBb])\?([^?\r\n]*(?:\?(?!=)[^?\r\n]*){0,50})(?:\?=|$)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]+")
_SPACES = re.compile(r"[ \t\r\n]+")


def decode(raw: bytes) -> str:
    """One line of text for people. Neighbouring words of one charset are joined as bytes before they are decoded."""
    if b"=?" not in raw:
        return _line(charsets.decode(raw))
    out: list[str] = []
    run, run_charset, position = b"", "", 0
    for match in _WORD.finditer(raw):
        between = raw[position : match.start()]
        charset = match[1].split(b"*")[0].decode("ascii").lower()
        adjacent = position > 0 and not between.strip()
        if run and not (adjacent and charset == run_charset):
            out.append(charsets.decode(run, run_charset))
            run = b""
        if not adjacent:
            out.append(charsets.decode(between))
        run += _payload(match[2], match[3])
        run_charset, position = charset, match.end()
    if run:
        out.append(charsets.decode(run, run_charset))
    out.append(charsets.decode(raw[position:]))
    return _line("".join(out))


def _payload(kind: bytes, text: bytes) -> bytes:
    if kind in b"Bb":
        return transfer.base64(text.replace(b" ", b""))
    return binascii.a2b_qp(text.replace(b"_", b"=20"), header=False)


def _line(text: str) -> str:
    return _SPACES.sub(" ", _CONTROLS.sub(" ", text)).strip() if text else ""
