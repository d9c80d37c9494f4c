"""What a channel can do, as data: its connector declares it, the row carries it, the composer shows it.

``channel.capabilities`` has the keys below; a channel with several faces has one such dict per surface under
``surfaces``, whose keys win over the top ones.

- ``work``: how much of a person its tickets take, ``chat`` or ``comment`` where it is not what ``work`` says below,
- ``retry_hours``: how long a reply is tried again while its network fails (24),
- ``network``, ``delivery_class``, ``visibilities``, ``recipients``,
- ``label``: what people call the surface; ``visibility``: ``public`` or ``private``,
- ``text``: ``max`` in ``unit`` (``measures.UNITS``), ``format``; with ``split`` a longer text leaves in several parts,
- ``attachments``: ``max_count``, ``max_size``, ``max_total`` (bytes), ``types`` (``image/*``), ``with_text`` (false:
  they leave in parts of their own), ``per_part``,
- ``actions``: ``own`` and ``theirs``, names of ``ActionKind``,
- ``window``: ``hours`` since the customer's last word in the thread, ``escapes``,
- ``private_reply``: ``surface``, ``days``, ``once``; ``quoted_reply``; ``statuses``; ``templates``.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import measures
from inbox.envelope import Visibility
from inbox.errors import InboxError
from inbox.models import Channel, Ticket

MOST_PARTS = 10
TOO_LONG = gettext_noop("It is {length} characters long; at most {most} are possible here.")
LONG = {
    "gsm_segments": gettext_noop("It is {length} SMS long; at most {most} are possible here."),
    "utf8_bytes": gettext_noop("It is {length} bytes long; at most {most} are possible here."),
}


def of(channel: Channel, surface: str = "") -> dict[str, Any]:
    """The limits of one surface. A channel without surfaces has one, named ``""``."""
    top = {key: value for key, value in channel.capabilities.items() if key != "surfaces"}
    found = channel.capabilities.get("surfaces")
    if not found:
        return {"visibility": next(iter(top.get("visibilities", [])), "private"), "label": "", **top}
    if not surface:  # beside all faces: a notice of ours, by another way
        return {"visibility": "private", "label": "", **top}
    if surface not in found:
        raise InboxError(
            "invalid", _("The channel has no such surface."), fields={"surface": _("Not on this channel.")}
        )
    return {"visibility": "private", "label": surface, **top, **found[surface]}


def network(channel: Channel) -> str:
    """Whose handles it writes to."""
    return str(channel.capabilities.get("network", channel.kind))


def work(channel: Channel, surface: str, visibility: str) -> str:
    """Chat, comment or mail: as the surface declares, else a comment in public and a mail in private."""
    declared = (channel.capabilities.get("surfaces") or {}).get(surface, channel.capabilities).get("work")
    return str(declared or (Ticket.Work.COMMENT if visibility == Visibility.PUBLIC else Ticket.Work.MAIL))


def surfaces(channel: Channel) -> list[str]:
    return list(channel.capabilities.get("surfaces") or [""])


def measure(text: str, unit: str) -> int:
    """The length of ``text`` in a unit of ``measures.UNITS``."""
    return measures.UNITS[unit](text)


def check_text(text: str, limits: dict[str, Any]) -> None:
    """Raises InboxError ``too_long`` with what it measures, what is allowed and in which unit."""
    rules = limits.get("text", {})
    most, unit = rules.get("max"), rules.get("unit", "codepoints")
    if most is None:
        return
    most *= MOST_PARTS if rules.get("split") else 1
    length = measure(text, unit)
    if length > most:
        raise InboxError(
            "too_long",
            _(LONG.get(unit, TOO_LONG)).format(length=length, most=most),
            data={"length": length, "max": most, "unit": unit},
            fields={"body_html": _("Too long.")},
        )


def check_files(files: list[tuple[str, int]], limits: dict[str, Any]) -> None:
    """``files`` are (content type, bytes). Raises InboxError naming what the surface does not take."""
    rules = limits.get("attachments", {})
    count, each, total = rules.get("max_count"), rules.get("max_size"), rules.get("max_total")
    if count is not None and len(files) > count:
        most = (
            _("No files can be sent here.")
            if count == 0
            else _("At most {count} files can be sent at once here.").format(count=count)
        )
        raise InboxError("too_many_files", most, fields={"attachment_ids": most})
    if each is not None and any(size > each for _, size in files):
        raise InboxError(
            "too_large",
            _("A file may have at most {size} here.").format(size=_mb(each)),
            fields={"attachment_ids": _("Too large.")},
        )
    if total is not None and sum(size for _, size in files) > total:
        raise InboxError(
            "too_large",
            _("The files may have at most {size} together.").format(size=_mb(total)),
            fields={"attachment_ids": _("Too large.")},
        )
    allowed = rules.get("types")
    for content_type, _size in files:
        if allowed is not None and not any(_fits(content_type, pattern) for pattern in allowed):
            raise InboxError(
                "file_type",
                _("Files of the type {content_type} cannot be sent here.").format(content_type=content_type),
                fields={"attachment_ids": _("Not this type of file.")},
            )


def _fits(content_type: str, pattern: str) -> bool:
    return (
        pattern == "*/*"
        or content_type == pattern
        or (pattern.endswith("/*") and content_type.startswith(pattern[:-1]))
    )


def _mb(size: int) -> str:
    return f"{size / 2**20:.0f} MB" if size >= 2**20 else f"{size // 1024} KB"
