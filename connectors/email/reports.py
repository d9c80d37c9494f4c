"""Delivery reports and read receipts: RFC 3464, RFC 8098, and the bounces that follow no standard.

A report becomes receipts only when it returns a Message-ID that our key signed; any other stays a machine's message.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from connectors.email import addresses, charsets, headers, ids
from connectors.email.headers import Headers
from connectors.email.mime import Part
from inbox.envelope import DeliveryReceipt, ReceiptState

MAX_RECIPIENTS = 500
_SCANNED = 200_000

_ACTIONS = {
    "failed": ReceiptState.FAILED,
    "delayed": ReceiptState.DELAYED,
    "delivered": ReceiptState.DELIVERED,
    "relayed": ReceiptState.SENT,
    "expanded": ReceiptState.SENT,
}
_BLANK = re.compile(rb"(?:\r?\n[ \t]*){2,}|\r\r")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SMTP_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])")
_MAIL_SYSTEM = re.compile(
    r"(?:mailer-?daemon|postmaster|mail-daemon|mdaemon|microsoftexchange[0-9a-f]*|mail\.?delivery\S*|bounces?)@.*"
)
_MAIL_SYSTEM_NAME = re.compile(
    r"mail delivery (?:sub)?system|mailer-daemon|mail delivery service|system administrator|postmaster", re.I
)
# Openings of bounces without a delivery-status part: qmail, Exim, sendmail, Exchange, Postfix, Yahoo, Notes, old Gmail.
_OPENINGS = re.compile(
    r"this is the qmail-send program|this message was created automatically by mail delivery software"
    r"|the following address(?:es|\(es\))? (?:had|failed)|delivery has failed to these recipients"
    r"|your message (?:did not reach|could not be"
    r"|wasn't delivered|couldn't be delivered)|i'm sorry to have to inform you"
    r"|delivery to the following recipients? (?:failed|has been)"
    r"|unable to deliver (?:your )?message|undeliverable|could not be delivered|delivery status notification"
    r"|returned mail"
    r"|mail delivery failed|message delivery has been delayed|delivery (?:failure|incomplete)|failure notice"
    r"|user unknown"
    r"|message could not be delivered|warning: message still undelivered",
    re.I,
)
_DELAYED = re.compile(
    r"\b(?:delayed|delay|still (?:undelivered|trying)|will (?:be )?retr(?:y|ied)|do not need to resend"
    r"|temporar(?:y|ily))\b",
    re.I,
)
_FAILED_LINE = re.compile(r"^[ \t]{0,8}<?([^\s<>@:]{1,64}@[^\s<>:,;]{1,200}?)>?(?::|[ \t]*$|[ \t]+\()", re.M)
_RETURNED = re.compile(
    r"^[ \t]*-{2,}.{0,40}(?:copy of the message|original message|message header|returned message"
    r"|unsent message).{0,60}$"
    r"|^(?:original message headers|return-path:|received:)",
    re.I | re.M,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    recipient: str
    state: ReceiptState
    code: str
    detail: str


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """What a mail system or a mail program tells about a message. ``own_id`` is empty when it cannot be proved ours."""

    own_id: str
    message_id: str
    outcomes: tuple[Outcome, ...]

    def receipts(self, at: dt.datetime) -> list[DeliveryReceipt]:
        if not self.own_id:
            return []
        return [
            DeliveryReceipt(
                own_id=self.own_id,
                state=item.state,
                at=at,
                recipient=item.recipient,
                code=item.code,
                detail=item.detail,
                minted=True,
            )
            for item in self.outcomes
        ]

    def as_dict(self) -> dict[str, object]:
        recipients = [
            {"recipient": o.recipient, "state": o.state.value, "code": o.code, "detail": o.detail}
            for o in self.outcomes
        ]
        return {"message_id": self.message_id, "verified": bool(self.own_id), "recipients": recipients}


def read(root: Part, *, sender: str, mac_keys: Sequence[bytes]) -> Report | None:
    """The report that this mail is, or None for everything that is none."""
    parts = _flat(root)
    trusted = root.content_type == "multipart/report" or _from_mail_system(root.headers, sender)
    for part in parts:
        if part.content_type in ("message/delivery-status", "message/global-delivery-status") and trusted:
            return _report(root, parts, _delivery_status(part), mac_keys=mac_keys)
        if (
            part.content_type in ("message/disposition-notification", "message/global-disposition-notification")
            and trusted
        ):
            return _disposition(root, parts, part, mac_keys=mac_keys)
    return _non_standard(root, parts, sender=sender, mac_keys=mac_keys)


def _flat(root: Part) -> list[Part]:
    if not root.children:
        return [root]
    flat: list[Part] = []
    for child in root.children:
        flat.append(child)
        flat.extend(child.children)
    return flat


def _from_mail_system(fields: Headers, sender: str) -> bool:
    null_path = "return-path" in fields and fields.ascii("return-path").replace(" ", "") == "<>"
    return (
        null_path or _MAIL_SYSTEM.fullmatch(sender) is not None or bool(_MAIL_SYSTEM_NAME.search(fields.text("from")))
    )


def _delivery_status(part: Part) -> list[Outcome]:
    """One outcome per recipient group; the first group is about the message as a whole."""
    outcomes: list[Outcome] = []
    for group in _BLANK.split(part.content().strip())[: 2 * MAX_RECIPIENTS]:
        fields, _, _ = headers.split(group + b"\n\n")
        if "final-recipient" not in fields and "original-recipient" not in fields and "action" not in fields:
            continue
        action = fields.ascii("action").lower().split()
        status = _STATUS.search(fields.ascii("status"))
        diagnostic = fields.text("diagnostic-code")
        kind, _, said = diagnostic.partition(";")
        diagnostic = said.strip() if said and len(kind) < 30 else diagnostic
        code = status[1] if status else _code(diagnostic)
        state = _ACTIONS.get(action[0] if action else "") or _state_of(code)
        recipient = _recipient(fields.source("original-recipient")) or _recipient(fields.source("final-recipient"))
        outcomes.append(Outcome(recipient, state, code, diagnostic[:1_000]))
        if len(outcomes) >= MAX_RECIPIENTS:
            break
    return outcomes


def _recipient(value: str) -> str:
    """``rfc822; ada@example.org`` without its type; RFC 3461 xtext undone."""
    address = value.rpartition(";")[2].strip()
    address = re.sub(r"\+([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), address) if "+40" in address else address
    found = addresses.single(address)
    return found.handle if found else ""


def _code(text: str) -> str:
    match = _STATUS.search(text) or _SMTP_CODE.search(text)
    return match[1] if match else ""


def _state_of(code: str) -> ReceiptState:
    return {"2": ReceiptState.DELIVERED, "4": ReceiptState.DELAYED}.get(code[:1], ReceiptState.FAILED)


def _report(root: Part, parts: list[Part], outcomes: list[Outcome], *, mac_keys: Sequence[bytes]) -> Report:
    message_id = _returned_id(parts)
    outcomes = outcomes or [Outcome("", ReceiptState.FAILED, "", "")]
    if any(not outcome.detail for outcome in outcomes):  # Exim says why only in the text for people
        told = next((part.text()[:10_000] for part in parts if part.content_type == "text/plain"), "")
        outcomes = [o if o.detail else dataclasses.replace(o, detail=_reason(told, o.recipient)) for o in outcomes]
    return Report(_own_id(root, parts, message_id, mac_keys), message_id, tuple(outcomes))


def _returned_id(parts: list[Part]) -> str:
    for part in parts:
        if part.content_type in (
            "message/rfc822",
            "text/rfc822-headers",
            "message/rfc822-headers",
            "message/global",
            "message/global-headers",
        ):
            fields, _, _ = headers.split(part.content()[:_SCANNED], top=True)
            if found := ids.external_id(fields.source("message-id")):
                return found
    return ""


def _own_id(root: Part, parts: list[Part], message_id: str, mac_keys: Sequence[bytes]) -> str:
    """Our id: from the returned headers, from the report's own references, or from the returned text."""
    if message_id and ids.verify_message_id(message_id, mac_keys):
        return message_id
    for name in ("in-reply-to", "references", "x-original-message-id", "original-message-id"):
        for found in ids.external_ids(root.headers.source(name), limit=20):
            if ids.verify_message_id(found, mac_keys):
                return found
    for part in parts:
        if not part.children:
            found = ids.find_own(charsets.decode(part.content()[:_SCANNED]), mac_keys)
            if found:
                return found
    return ""


def _disposition(root: Part, parts: list[Part], part: Part, *, mac_keys: Sequence[bytes]) -> Report:
    fields, _, _ = headers.split(part.content().strip() + b"\n\n")
    what = fields.ascii("disposition").lower()
    done = what.rpartition(";")[2].split("/")[0].strip()
    state = ReceiptState.READ if done == "displayed" else ReceiptState.DELIVERED
    recipient = _recipient(fields.source("final-recipient")) or _recipient(fields.source("original-recipient"))
    message_id = ids.external_id(fields.source("original-message-id")) or _returned_id(parts)
    own_id = _own_id(root, parts, message_id, mac_keys)
    return Report(own_id, message_id, (Outcome(recipient, state, done[:40], what[:200]),))


def _non_standard(root: Part, parts: list[Part], *, sender: str, mac_keys: Sequence[bytes]) -> Report | None:
    failed = root.headers.source("x-failed-recipients")
    if not failed and not _from_mail_system(root.headers, sender):
        return None
    text = "\n".join(part.text()[:_SCANNED] for part in parts if part.content_type.startswith("text/"))[:_SCANNED]
    text = text.replace("\r\n", "\n")
    subject = root.headers.text("subject")
    if not failed and not _OPENINGS.search(text[:4_000]) and not _OPENINGS.search(subject):
        return None
    returned = _RETURNED.search(text)
    told = text[: returned.start()] if returned else text[:10_000]
    recipients = [address.handle for address in addresses.parse(failed)]
    if not recipients:
        spoken_to = (addresses.canonical(match[1]) for match in _FAILED_LINE.finditer(told))
        recipients = [handle for handle in dict.fromkeys(spoken_to) if handle and handle != sender][:MAX_RECIPIENTS]
    code = _code(told)
    delayed = _DELAYED.search(subject) is not None or (not code.startswith("5") and _DELAYED.search(told) is not None)
    state = ReceiptState.DELAYED if delayed else ReceiptState.FAILED
    message_id = _returned_id(parts)
    if (
        not message_id
        and returned
        and (found := re.search(r"^message-id:\s*(<[^<>\s]{1,500}>)", text[returned.start() :], re.I | re.M))
    ):
        message_id = ids.external_id(found[1])
    outcomes = [Outcome(recipient, state, code, _reason(told, recipient)) for recipient in recipients]
    outcomes = outcomes or [Outcome("", state, code, _reason(told, ""))]
    return Report(_own_id(root, parts, message_id, mac_keys), message_id, tuple(outcomes))


def _reason(told: str, recipient: str) -> str:
    """The paragraph that names the recipient, else the first that carries a code."""
    paragraphs = re.split(r"\r?\n[ \t]*\r?\n", told, maxsplit=200)
    for paragraph in paragraphs:
        if (recipient and recipient in paragraph.lower()) or (not recipient and _code(paragraph)):
            return " ".join(paragraph.split())[:1_000]
    return ""
