"""Content-Transfer-Encoding, undone; broken encodings give what can be read."""

from __future__ import annotations

import binascii
import re

_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="))
_SPACES = b" \t\r\n"
_EXPECTED = bytes(set(range(256)) - set(_NOT_BASE64)) + _SPACES
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? ([0-7]{3,4}) ([^\r\n]{1,255})\r?$", re.M)
_UU_END = re.compile(rb"^(?:end|====)[ \t]*\r?$", re.M)


def decode(data: bytes, encoding: str) -> bytes:
    """``data`` as its sender meant it. Unknown encodings pass through unchanged."""
    name = encoding.split(";")[0].strip(" \t\"'").lower()
    if name == "base64":
        return base64(data)
    if name in ("quoted-printable", "quotedprintable", "qp"):
        return quoted_printable(data)
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        begin = _UU_BEGIN.search(data)
        return uu(data, begin.end()) if begin else uu(b"\n" + data, 0)
    return data


def base64(data: bytes) -> bytes:
    """Ignores foreign characters, accepts missing padding, joins several padded runs, keeps what is not base64."""
    head = data[: data.find(b"=")] if b"=" in data else data
    foreign = len(head.translate(None, _EXPECTED))
    if (foreign > 2 and foreign * 20 > len(head)) or _is_prose(head):
        return data
    body = data.rstrip(_SPACES + b"=")
    if b"=" not in body:
        return _a2b(body)
    out = []
    for run in re.split(rb"=+", body):
        if run and run.translate(None, _NOT_BASE64) != run.translate(None, _SPACES):
            out.append(b"\n" + run.lstrip())  # a mailing list's footer below the encoded text
        else:
            out.append(_a2b(run))
    return b"".join(out)


def _is_prose(data: bytes) -> bool:
    sample = data[:4096].strip()
    return sample.count(b" ") > 2 * (sample.count(b"\n") + 1)


def _a2b(run: bytes) -> bytes:
    if b"-" in run or b"_" in run:
        run = run.translate(_URL_SAFE)
    try:
        return binascii.a2b_base64(run + b"==")
    except binascii.Error:
        run = run.translate(None, _NOT_BASE64)
        return binascii.a2b_base64(run[: len(run) - len(run) % 4])


def quoted_printable(data: bytes) -> bytes:
    if b"=" not in data:
        return data
    return binascii.a2b_qp(_SOFT_BREAK.sub(b"=", data))


def uu(data: bytes, start: int) -> bytes:
    """The file of a uuencoded block whose ``begin`` line ends at ``start``."""
    end = _UU_END.search(data, start)
    out = []
    for line in data[start : end.start() if end else len(data)].splitlines():
        if not line:
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            size = (((line[0] - 32) & 63) * 4 + 5) // 3  # some encoders pad a line too long
            try:
                out.append(binascii.a2b_uu(line[:size]))
            except binascii.Error:
                continue
    return b"".join(out)


def split_uu(data: bytes, *, limit: int = 100) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """A text without the uuencoded files inside it, and those files as (name, content)."""
    if b"begin" not in data:
        return data, []
    files: list[tuple[bytes, bytes]] = []
    text, position = [], 0
    while len(files) < limit and (begin := _UU_BEGIN.search(data, position)):
        end = _UU_END.search(data, begin.end())
        if not end:
            break
        content = base64(data[begin.end() : end.start()]) if begin[0].startswith(b"begin-b") else uu(data, begin.end())
        if not content:
            break
        files.append((begin[2].strip(), content))
        text.append(data[position : begin.start()])
        position = end.end()
    return b"".join([*text, data[position:]]), files
