"""Identifiers that we mint and can prove: Message-IDs, reply addresses, the loop mark.

A Message-ID of ours is ``<t{ticket}.m{message}.{mac}@{domain}>``. Only the key's owner can make one, so a reference to
it is proof that the sender saw the message. Keys come as a list: the first mints, all verify (rotation).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence

MAX_ID = 500

_OWN_ID = re.compile(r"<?t(\d{1,18})\.m(\d{1,18})\.([a-z2-7]{26})@[^\s<>@]{1,255}>?", re.I)
_OWN_ANYWHERE = re.compile(r"(?<![a-z0-9.])t\d{1,18}\.m\d{1,18}\.[a-z2-7]{26}@[a-z0-9.-]{1,255}", re.I)
_BRACKETED = re.compile(r"<([^<>]{1,1200})>")
_TOKEN = re.compile(r"[^@]*\+r([a-z2-7]{26})@[^@]+")
_SPACES = re.compile(r"\s+")


def _mac(key: bytes, text: str) -> str:
    digest = hmac.digest(key, text.encode(), hashlib.sha256)
    return base64.b32encode(digest).decode("ascii").lower()[:26]


def mint_message_id(ticket_id: int, message_id: int, *, domain: str, key: bytes) -> str:
    """A Message-ID without its angle brackets."""
    return f"t{ticket_id}.m{message_id}.{_mac(key, f'{ticket_id}.{message_id}')}@{domain}"


def verify_message_id(external_id: str, keys: Sequence[bytes]) -> tuple[int, int] | None:
    """``(ticket_id, message_id)`` of a Message-ID that one of our keys signed, in constant time per key."""
    match = _OWN_ID.fullmatch(external_id)
    if match is None:
        return None
    text, given = f"{int(match[1])}.{int(match[2])}", match[3].lower().encode()
    valid = [hmac.compare_digest(_mac(key, text).encode(), given) for key in keys]
    return (int(match[1]), int(match[2])) if any(valid) else None


def find_own(text: str, keys: Sequence[bytes], *, limit: int = 20) -> str:
    """The first of our verified Message-IDs quoted anywhere in a text, else empty."""
    for count, match in enumerate(_OWN_ANYWHERE.finditer(text)):
        if count >= limit:
            break
        if verify_message_id(match[0], keys):
            return match[0]
    return ""


def reply_address(channel_address: str, token: str) -> str:
    """``support@example.org`` and a token make ``support+r{token}@example.org``."""
    local, _, domain = channel_address.rpartition("@")
    return f"{local}+r{token}@{domain}"


def find_tokens(addresses: Iterable[str]) -> tuple[str, ...]:
    """Reply tokens in recipient addresses, in order, each once."""
    found = (match[1] for address in addresses if (match := _TOKEN.fullmatch(address.lower())))
    return tuple(dict.fromkeys(found))


def without_token(address: str) -> str:
    """The channel's own address behind a reply address."""
    return re.sub(r"\+r[a-z2-7]{26}@", "@", address.lower())


def mint_loop_mark(external_id: str, key: bytes) -> str:
    """Value of X-Janice-Loop on the message with that id."""
    return f"{external_id} {_mac(key, f'loop {external_id}')}"


def verify_loop_mark(value: str, keys: Sequence[bytes]) -> bool:
    external_id, _, given = value.strip().rpartition(" ")
    return any(hmac.compare_digest(_mac(key, f"loop {external_id}").encode(), given.encode()) for key in keys)


def external_id(value: str) -> str:
    """The bare id of a Message-ID field; a monstrous one is replaced by its hash. Empty when there is none."""
    found = external_ids(value, limit=1)
    return found[0] if found else ""


def external_ids(value: str, *, limit: int) -> tuple[str, ...]:
    """Bare ids of a References-like field, oldest first; of too many the first and the newest are kept."""
    found = [_SPACES.sub("", text) for text in _BRACKETED.findall(value)]
    if not found:  # no brackets at all: words that look like ids
        found = [word for word in value.split() if "@" in word and "<" not in word and ">" not in word]
    unique = list(dict.fromkeys(_bounded(text) for text in found if text))
    if len(unique) > limit:
        unique = [unique[0], *unique[len(unique) - limit + 1 :]]
    return tuple(unique)


def _bounded(text: str) -> str:
    if len(text) <= MAX_ID:
        return text
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
