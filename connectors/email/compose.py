"""A reply as a mail; ``as_bytes()`` without another policy is what SMTP gets.

Header lines are written and folded here, for the standard library's folding turns long ids into encoded words.
Every value that goes into a header is refused when it holds a line break. Pure but for time and MIME boundaries.
"""

from __future__ import annotations

import datetime as dt
import email.policy
import email.utils
import html
import re
from collections.abc import Iterable, Sequence
from email.header import Header
from email.message import EmailMessage, MIMEPart

from connectors.email import addresses, ids
from connectors.email import html as incoming_html
from inbox.envelope import Address, OutboundAttachment, OutboundMessage, PermanentFailure

# Our header lines are final: nothing may fold them again. 7bit makes every body safe without 8BITMIME.
POLICY = email.policy.SMTP.clone(refold_source="none", cte_type="7bit")
MAX_REFERENCES = 30

_BREAK = re.compile("[\r\n\x00\x0b\x0c\x85\u2028\u2029\ud800-\udfff]")
_MESSAGE_ID = re.compile(r"[!-;=?A-~]{1,250}@[!-;=?A-~]{1,250}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,80}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}")
_DATA_CID = re.compile(r'(<img\b[^>]*?)\sdata-cid="')


def compose(
    msg: OutboundMessage,
    *,
    channel_address: str,
    brand: str,
    mac_keys: Sequence[bytes],
    history: bool,
    signature: str,
    now: dt.datetime | None = None,
) -> EmailMessage:
    """The mail to hand to SMTP; raises PermanentFailure naming what cannot be sent. Bcc is only in the envelope."""
    _refuse_breaks(msg, channel_address=channel_address, brand=brand)
    mail = EmailMessage(policy=POLICY)
    for name, value in _headers(msg, channel_address=channel_address, brand=brand, mac_keys=mac_keys, now=now):
        mail.set_raw(name, value)
    quoted = msg.history if history else ""
    text = msg.body_text or (incoming_html.clean(msg.body_html).text if msg.body_html else "")
    mail.set_content(_text(text, signature=signature, quoted=quoted))
    mail.add_alternative(_html(msg.body_html, text=text, signature=signature, quoted=quoted), subtype="html")
    body = mail.get_payload()
    for file in (file for file in msg.attachments if file.inline and file.content_id):
        if isinstance(body, list) and isinstance(body[1], MIMEPart):
            _attach(body[1], file, inline=True)
    for file in (file for file in msg.attachments if not (file.inline and file.content_id)):
        _attach(mail, file, inline=False)
    return mail


def message_id(msg: OutboundMessage, *, channel_address: str, mac_keys: Sequence[bytes]) -> str:
    """The bare Message-ID that this message has on every attempt."""
    domain = addresses.canonical(channel_address).rpartition("@")[2]
    return ids.mint_message_id(msg.ticket_id, msg.message_id, domain=domain, key=mac_keys[0])


def _headers(
    msg: OutboundMessage, *, channel_address: str, brand: str, mac_keys: Sequence[bytes], now: dt.datetime | None
) -> Iterable[tuple[str, str]]:
    own_id = message_id(msg, channel_address=channel_address, mac_keys=mac_keys)
    name = f"{msg.sender_name} via {brand}" if msg.sender_name and brand not in ("", msg.sender_name) else ""
    yield (
        "From",
        _mailbox("From", Address(network="email", handle=channel_address, name=name or brand or msg.sender_name)),
    )
    if msg.to:
        yield "To", _mailboxes("To", msg.to)
    if msg.cc:
        yield "Cc", _mailboxes("Cc", msg.cc)
    if not msg.to and not msg.cc:
        yield "To", "undisclosed-recipients:;"
    yield "Subject", _line("Subject", msg.subject)
    yield "Date", email.utils.format_datetime(now or dt.datetime.now(dt.UTC))
    yield "Message-ID", f"<{own_id}>"
    if msg.reply_token:
        reply_to = ids.reply_address(channel_address, msg.reply_token)
        yield "Reply-To", _mailbox("Reply-To", Address(network="email", handle=reply_to, name=brand))
    if _MESSAGE_ID.fullmatch(msg.in_reply_to):
        yield "In-Reply-To", f"<{msg.in_reply_to}>"
    if references := _references(msg):
        yield "References", "\r\n ".join(f"<{reference}>" for reference in references)
    if msg.automated:
        yield "Auto-Submitted", "auto-replied" if msg.in_reply_to or msg.references else "auto-generated"
        yield "X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply"
    yield "X-Janice-Loop", ids.mint_loop_mark(own_id, mac_keys[0]).replace(" ", "\r\n ")


def _references(msg: OutboundMessage) -> list[str]:
    """Ids that are Message-IDs (a mail without one is known to us by a hash): the first and the newest."""
    found = [value for value in dict.fromkeys((*msg.references, msg.in_reply_to)) if _MESSAGE_ID.fullmatch(value)]
    return found if len(found) <= MAX_REFERENCES else [found[0], *found[1 - MAX_REFERENCES :]]


def _refuse_breaks(msg: OutboundMessage, *, channel_address: str, brand: str) -> None:
    values = [
        ("subject", msg.subject),
        ("sender's name", msg.sender_name),
        ("brand", brand),
        ("channel's address", channel_address),
        ("reply token", msg.reply_token),
        ("In-Reply-To", msg.in_reply_to),
        *(("reference", value) for value in msg.references),
        *(("recipient", value) for person in (*msg.to, *msg.cc, *msg.bcc) for value in (person.handle, person.name)),
        *(
            ("attachment", value)
            for file in msg.attachments
            for value in (file.filename, file.content_type, file.content_id)
        ),
    ]
    for what, value in values:
        if _BREAK.search(value):
            raise PermanentFailure(
                "invalid_header", f"the {what} {value[:80]!r} holds a line break or control character"
            )


def _mailboxes(field: str, people: Sequence[Address]) -> str:
    return ",\r\n ".join(_mailbox(field, person) for person in people)


def _mailbox(field: str, person: Address) -> str:
    """``"Ada Lovelace" <ada@example.org>``; an address that is not exactly one is refused."""
    spec = addresses.canonical(person.handle)
    local, _, domain = person.handle.rpartition("@")
    found = addresses.single(f"<{person.handle}>")
    if not spec or found is None or found.handle != spec:
        raise PermanentFailure("invalid_address", f"{person.handle[:100]!r} is not a mail address")
    if not local.isascii():
        raise PermanentFailure("invalid_address", f"{person.handle[:100]!r} needs SMTPUTF8, which is not supported")
    spec = f"{local}@{spec.rpartition('@')[2]}" if domain else spec
    if not person.name:
        return spec
    if not person.name.isascii() or "=?" in person.name or len(person.name) > 60:
        return f"{_encoded(field, person.name)}\r\n <{spec}>"
    if _ATOMS.fullmatch(person.name):
        return f"{person.name} <{spec}>"
    escaped = person.name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{spec}>'


def _line(field: str, text: str) -> str:
    if text.isascii() and text.isprintable() and "=?" not in text and len(text) <= 900:
        return _folded(text) if max(map(len, text.split(" "))) <= 70 else _encoded(field, text)
    return _encoded(field, text)


def _folded(text: str) -> str:
    lines = [""]
    for word in text.split(" "):
        if lines[-1].strip() and len(lines[-1]) + len(word) > 66 and word:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] or len(lines) > 1 else word
    return "\r\n ".join(lines) if " ".join(lines) == text else text


def _encoded(field: str, text: str) -> str:
    return Header(text, "utf-8", header_name=field, maxlinelen=70).encode(linesep="\r\n")


def _text(text: str, *, signature: str, quoted: str) -> str:
    blocks = [text.rstrip()]
    if signature.strip():
        blocks.append(f"-- \n{signature.strip()}")
    if quoted.strip():
        blocks.append(quoted.strip())
    return "\n\n".join(blocks) + "\n"


def _html(markup: str, *, text: str, signature: str, quoted: str) -> str:
    body = _DATA_CID.sub(r'\1 src="cid:', markup) if markup else f"<div>{incoming_html.from_text(text.rstrip())}</div>"
    if signature.strip():
        body += f'\n<div class="signature"><br>-- <br>\n{incoming_html.from_text(signature.strip())}</div>'
    if quoted.strip():
        body += f"\n<br>\n{_quotation(quoted.strip())}"
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{body}\n</body></html>\n'


def _quotation(quoted: str) -> str:
    """The line that says who wrote, then the old text in the mark-up that mail programs fold."""
    lines = quoted.split("\n")
    start = next((number for number, line in enumerate(lines) if line.startswith(">")), len(lines))
    head, old = lines[:start], [line.removeprefix(">").removeprefix(" ") for line in lines[start:]]
    written = "<br>\n".join(html.escape(line, quote=False) for line in head)
    style = "margin:0 0 0 0.8ex;border-left:1px solid #ccc;padding-left:1ex"
    return (
        f'<div class="gmail_quote"><div class="gmail_attr">{written}</div>\n'
        f'<blockquote type="cite" class="gmail_quote" style="{style}">'
        f"{incoming_html.from_text(chr(10).join(old))}</blockquote></div>"
    )


def _attach(target: MIMEPart, file: OutboundAttachment, *, inline: bool) -> None:
    kind = file.content_type.strip().lower()
    if not _MEDIA_TYPE.fullmatch(kind) or kind.startswith(("message/", "multipart/")):
        kind = "application/octet-stream"
    maintype, _, subtype = kind.partition("/")
    name = file.filename or "attachment"
    if inline:
        cid = f"<{file.content_id.strip('<>')}>"
        target.add_related(
            file.content, maintype=maintype, subtype=subtype, cid=cid, filename=name, disposition="inline"
        )
    else:
        target.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=name)
