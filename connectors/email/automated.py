"""Did a machine send this? RFC 3834 and what the world does instead of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from connectors.email import ids
from connectors.email.headers import Headers

_LIST_FIELDS = (
    "list-id",
    "list-post",
    "list-unsubscribe",
    "list-help",
    "list-subscribe",
    "list-archive",
    "mailing-list",
)
_MACHINE_FIELDS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-autoreply-from",
    "x-autoresponse",
    "x-mail-autoreply",
    "x-mail-autoresponder",
    "x-fc-machinegenerated",
    "x-out-of-office",
    "x-vacation",
    "autorespond",
    "x-cron-env",
    "x-failed-recipients",
)
_MACHINE_LOCAL = re.compile(r"(?:mailer-daemon|postmaster|listserv|majordomo|auto-?reply|bounces?(?:[+=-].*)?)@.*")


def signs(
    headers: Headers,
    *,
    sender: str,
    external_id: str,
    own_addresses: Collection[str],
    mac_keys: Sequence[bytes],
) -> tuple[str, ...]:
    """Why this counts as automated; empty for what a person wrote.

    X-Auto-Response-Suppress is no sign: Outlook puts it on mail that people write.
    """
    found: list[str] = []
    submitted = headers.ascii("auto-submitted").lower()
    if submitted and submitted.split(";")[0].split("(")[0].strip() != "no":
        found.append(f"auto-submitted: {submitted[:60]}")
    via_own_list = _is_own_list(headers, own_addresses)
    precedence = headers.ascii("precedence").lower()
    bulk = precedence in ("bulk", "junk", "auto_reply", "auto-reply") or (precedence == "list" and not via_own_list)
    if bulk or headers.ascii("x-precedence").lower() in ("bulk", "junk", "list"):
        found.append(f"precedence: {precedence[:60]}")
    if not via_own_list:
        found.extend(name for name in _LIST_FIELDS if name in headers)
    found.extend(name for name in _MACHINE_FIELDS if name in headers and headers.ascii(name).lower() not in ("no", "0"))
    if headers.ascii("x-post-messageclass").startswith("9"):
        found.append("x-post-messageclass")
    if "return-path" in headers and headers.ascii("return-path").replace(" ", "") == "<>":
        found.append("null return path")
    if _MACHINE_LOCAL.fullmatch(sender):
        found.append("sent by a mail system")
    if sender in own_addresses or ids.without_token(sender) in own_addresses:
        found.append("sent by ourselves")
    if ids.verify_message_id(external_id, mac_keys):
        found.append("our own message")
    if any(ids.verify_loop_mark(value, mac_keys) for value in headers.all_sources("x-janice-loop")[:5]):
        found.append("loop mark")
    return tuple(found)


def _is_own_list(headers: Headers, own_addresses: Collection[str]) -> bool:
    """A support address is often itself a group or list: then list fields say nothing about the sender."""
    listed = f"{headers.ascii('list-id')} {headers.ascii('list-post')} {headers.ascii('x-google-group-id')}".lower()
    return any(
        f"<{own.replace('@', '.')}>" in listed or f"mailto:{own}>" in listed for own in map(str.lower, own_addresses)
    )
