"""What proves a webhook: keyed hashes over raw bytes, compared in constant time, and times that are not old."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import math

Text = str | bytes


def same(ours: Text, theirs: Text) -> bool:
    """Equal, told in a time that does not depend on where they differ. An empty one is never equal to anything."""
    left, right = _bytes(ours), _bytes(theirs)
    return hmac.compare_digest(left, right) and bool(left)


def hmac_hex(secret: Text, data: Text, algorithm: str = "sha256") -> str:
    """Lower-case hex, as most networks write it."""
    return _digest(secret, data, algorithm).hex()


def hmac_base64(secret: Text, data: Text, algorithm: str = "sha256") -> str:
    return base64.b64encode(_digest(secret, data, algorithm)).decode("ascii")


def fresh(timestamp: str | float, now: dt.datetime, seconds: float = 300.0) -> bool:
    """Whether a Unix time (in seconds) lies at most ``seconds`` before or after ``now``; no number is not fresh."""
    try:
        age = now.timestamp() - float(timestamp)
    except ValueError:
        return False
    return math.isfinite(age) and abs(age) <= seconds


def _digest(secret: Text, data: Text, algorithm: str) -> bytes:
    if not secret:
        raise ValueError("a signature needs a secret: one made with an empty key would prove nothing")
    return hmac.digest(_bytes(secret), _bytes(data), getattr(hashlib, algorithm))


def _bytes(text: Text) -> bytes:
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
