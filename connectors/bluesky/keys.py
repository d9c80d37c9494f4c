"""Record keys of our posts, made from the idempotency key: sending again meets the record that is there.

A post's key is a TID: 13 characters of a sortable base32, of 53 bits of microseconds since 1970 and 10 bits that tell
writers apart, the top bit 0 (atproto.com/specs/tid, read 2026-11-21). Ours name a moment of 2024 that the idempotency
key picks; when the post was written is in its ``createdAt``.
"""

from __future__ import annotations

import hashlib

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
BEGIN = 1_704_067_200_000_000  # 2024-01-01 in microseconds
YEAR = 365 * 24 * 3600 * 1_000_000


def rkey(idempotency_key: str) -> str:
    picked = int.from_bytes(hashlib.sha256(idempotency_key.encode()).digest()[:16])
    number = (BEGIN + picked % YEAR) << 10 | (picked >> 100) & 1023
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(60, -1, -5))


def post_uri(did: str, idempotency_key: str) -> str:
    return f"at://{did}/app.bsky.feed.post/{rkey(idempotency_key)}"


def split_uri(uri: str) -> tuple[str, str, str]:
    """(repository, collection, record key) of an ``at://`` address."""
    repo, collection, key = uri.removeprefix("at://").split("/")
    return repo, collection, key
