"""One mail, bytes to events. Pure: no clock, no network, no database, and no exception for any input."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from typing import Any

from connectors.email import addresses, automated, bodies, dates, ids, mime, quote_marks, quotes, reports
from connectors.email.headers import Headers
from connectors.email.mime import Part
from inbox.envelope import Address, InboundEvent, InboundMessage, ThreadHint, Unparsed

MAX_SIZE = 50_000_000
MAX_REFERENCES = 100
MAX_SUBJECT = 500

_RECIPIENT_FIELDS = (
    "to",
    "cc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "resent-to",
)


def parse_mail(
    raw: bytes,
    *,
    mac_keys: Sequence[bytes],
    own_addresses: Collection[str],
    received_at: dt.datetime,
) -> list[InboundEvent]:
    """What a mail says: a message, the receipts of a delivery report, or why it could not be read.

    ``mac_keys``: the first mints, all verify. ``own_addresses``: of every channel, lower case.
    """
    if len(raw) > MAX_SIZE:
        return [Unparsed(reason=f"the mail has {len(raw):,} bytes, more than the limit of {MAX_SIZE:,}")]
    if not raw.strip(b" \t\r\n\x00"):
        return [Unparsed(reason="the mail is empty")]
    root, notes = mime.parse(raw)
    if not len(root.headers) and (raw.count(b"\x00") or not root.text().strip()):
        return [Unparsed(reason="no header and no text: this is not a mail")]
    sender = _sender(root.headers)
    if sender is not None and _is_own(sender, own_addresses):
        sender = _on_behalf_of(root.headers, own_addresses) or sender
    report = reports.read(root, sender=sender.handle if sender else "", mac_keys=mac_keys)
    if report is not None:
        at = dates.sent_at(root.headers, received_at=received_at)
        receipts = report.receipts(at)
        if receipts:
            return list(receipts)
    return [
        _message(
            root,
            sender=sender,
            mac_keys=mac_keys,
            own_addresses=own_addresses,
            received_at=received_at,
            notes=notes,
            report=report,
        )
    ]


def _sender(headers: Headers) -> Address | None:
    """The author; where From names nobody, whoever else stands for the mail."""
    for name in ("from", "sender", "reply-to", "return-path", "x-sender"):
        for source in headers.all_sources(name)[:5]:
            if found := addresses.parse(source):
                return found[0]
    return None


def _is_own(address: Address, own_addresses: Collection[str]) -> bool:
    return ids.without_token(address.handle) in own_addresses


def _on_behalf_of(headers: Headers, own_addresses: Collection[str]) -> Address | None:
    """Whom a mail from our own address speaks for: a mailing list or a form on our site sent it for somebody."""
    for name in ("x-original-from", "reply-to", "x-original-sender"):
        found = addresses.single(headers.source(name))
        if found is not None and not _is_own(found, own_addresses):
            return found
    return None


def _message(
    root: Part,
    *,
    sender: Address | None,
    mac_keys: Sequence[bytes],
    own_addresses: Collection[str],
    received_at: dt.datetime,
    notes: list[str],
    report: reports.Report | None,
) -> InboundMessage:
    headers = root.headers
    subject = headers.text("subject")[:MAX_SUBJECT]
    forward = quote_marks.is_forward(subject)
    body = bodies.collect(root, forward=forward)
    fingerprint = _fingerprint(headers, root)
    external_id = ids.external_id(headers.source("message-id")) or _content_id(headers, fingerprint)
    if sender is None:
        # Never shared between mails, so that nobody can take part in another's ticket by having no address.
        sender = Address(
            network="email", handle=f"unknown-{fingerprint[:20]}@sender.invalid", name=headers.text("from")[:200]
        )
        notes = [*notes, "no readable sender"]
    signs = automated.signs(
        headers, sender=sender.handle, external_id=external_id, own_addresses=own_addresses, mac_keys=mac_keys
    )
    if report is not None:
        signs = (*signs, "delivery report")
    authors = addresses.parse_all(headers.all_sources("from"))
    in_reply_to = ids.external_ids(headers.source("in-reply-to"), limit=5)
    references = ids.external_ids(headers.source("references"), limit=MAX_REFERENCES)
    extra: dict[str, Any] = {"date": headers.ascii("date")[:200]}
    for key, value in (
        ("in_reply_to", in_reply_to[0] if in_reply_to else ""),
        ("references", list(references)),
        ("automated", list(signs)),
        ("bounce", report.as_dict() if report is not None else None),
        ("from", [author.handle for author in authors if author.handle != sender.handle]),
        ("notes", [*notes, *body.notes]),
    ):
        if value:
            extra[key] = value
    return InboundMessage(
        external_id=external_id,
        fingerprint=fingerprint,
        sender=sender,
        sender_verified=not any(_is_own(author, own_addresses) for author in authors) or _is_own(sender, own_addresses),
        sent_at=dates.sent_at(headers, received_at=received_at),
        subject=subject,
        body_text=body.text,
        body_html=body.html,
        reply_text=quotes.reply_text(body.text, forward=forward),
        to=_others(headers, "to", own_addresses),
        cc=_others(headers, "cc", own_addresses),
        reply_to=_others(headers, "reply-to", own_addresses),
        thread=_thread(headers, references=references, in_reply_to=in_reply_to, mac_keys=mac_keys),
        attachments=body.attachments,
        automated=bool(signs),
        language=headers.ascii("content-language").split(",")[0].strip()[:35],
        extra=extra,
    )


def _others(headers: Headers, name: str, own_addresses: Collection[str]) -> tuple[Address, ...]:
    """The addresses of a field, without those that are our own channel's."""
    found = addresses.parse_all(headers.all_sources(name))
    return tuple(address for address in found if not _is_own(address, own_addresses))


def _thread(
    headers: Headers, *, references: tuple[str, ...], in_reply_to: tuple[str, ...], mac_keys: Sequence[bytes]
) -> ThreadHint:
    """Evidence of where this belongs. The newest own id comes first: In-Reply-To, then References from the end."""
    candidates = list(dict.fromkeys([*in_reply_to, *reversed(references)]))
    own = tuple(found for found in candidates if ids.verify_message_id(found, mac_keys))
    recipients = addresses.parse_all(source for name in _RECIPIENT_FIELDS for source in headers.all_sources(name)[:20])
    return ThreadHint(
        tokens=ids.find_tokens(address.handle for address in recipients),
        own_ids=own,
        references=tuple(found for found in candidates if found not in own),
    )


def _fingerprint(headers: Headers, root: Part) -> str:
    """Hash of what is said, not of how it travelled: the same by pipe and by IMAP."""
    digest = hashlib.sha256()
    for name in ("from", "date", "subject"):
        digest.update(b" ".join(headers.raw(name).split()) + b"\x00")
    pending = [root]
    while pending:
        part = pending.pop()
        if part.children:
            pending.extend(reversed(part.children))
            continue
        content = part.content()
        if part.content_type.startswith("text/"):
            content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip()
        digest.update(b"%d\x00" % len(content))
        digest.update(content)
    return digest.hexdigest()


def _content_id(headers: Headers, fingerprint: str) -> str:
    """An id for a mail without one. Without a date too, its first hop tells equal texts apart."""
    if "date" in headers:
        return f"sha256:{fingerprint}"
    hops = headers.all_raw("received")
    first = b" ".join(hops[-1].split()) if hops else b""
    return "sha256:" + hashlib.sha256(fingerprint.encode() + first).hexdigest()
