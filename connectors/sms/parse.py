"""Twilio's webhooks of text messages as events.

source: https://www.twilio.com/docs/messaging/guides/webhook-request, read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
from collections.abc import Mapping

from connectors.twilio import receipts, signature
from connectors.twilio.texts import TEXTS
from inbox.envelope import Address, InboundEvent, InboundMessage, MediaKind, MediaRef, Unparsed

MOST_FILES = 10  # Twilio's own limit for one MMS


def events(body: bytes, *, address: str, received_at: dt.datetime) -> list[InboundEvent]:
    """One webhook is one message or one status. Those of other numbers are nothing of ours."""
    try:
        form = signature.fields(body)
    except ValueError:
        return [Unparsed(reason="This is no form of Twilio's.")]
    if receipts.is_status(form):
        return receipts.receipts(form, at=received_at) if _about(form, address, "From") else []
    sid, sender = form.get("MessageSid") or form.get("SmsSid", ""), form.get("From", "")
    if not sid:
        return [Unparsed(reason="A call of Twilio's that is neither a message nor a status is not known.")]
    if ":" in sender:
        network = sender.partition(":")[0][:20]
        return [Unparsed(reason=f"A message of the network {network!r} came to a text message number; not known here.")]
    if not sender:
        return [Unparsed(reason="The message has no sender.")]
    return [_message(form, sid, sender, received_at)] if _about(form, address, "To") else []


def _about(form: Mapping[str, str], address: str, own: str) -> bool:
    """``address`` is our number or Messaging Service; a service's webhooks name both."""
    return not address or address in (form.get(own, ""), form.get("MessagingServiceSid", ""))


def _message(form: Mapping[str, str], sid: str, sender: str, received_at: dt.datetime) -> InboundMessage:
    text, media = form.get("Body", ""), _media(form)
    return InboundMessage(
        external_id=sid,
        fingerprint=hashlib.sha256(sid.encode()).hexdigest(),
        sender=Address(network="phone", handle=sender),
        sent_at=_sent_at(form) or received_at,
        body_text=text,
        reply_text=text,
        to=(Address(network="phone", handle=form.get("To", "")),),
        surface=TEXTS,
        conversation=sender,
        # Twilio has carried out the word (STOP, START, HELP) and answered it: nobody waits for us.
        automated=bool(form.get("OptOutType")),
        media=media,
        extra={
            name: value
            for name in ("OptOutType", "FromCountry", "NumSegments", "MessagingServiceSid")
            if (value := form.get(name))
        },
    )


def _sent_at(form: Mapping[str, str]) -> dt.datetime | None:
    """Webhooks do not say; what we listed ourselves does."""
    said = form.get("DateCreated", "")
    return email.utils.parsedate_to_datetime(said) if said else None


def _media(form: Mapping[str, str]) -> tuple[MediaRef, ...]:
    count = form.get("NumMedia", "0")
    many = min(int(count), MOST_FILES) if count.isdecimal() else 0
    found = [(form.get(f"MediaUrl{n}", ""), form.get(f"MediaContentType{n}", "")) for n in range(many)]
    return tuple(MediaRef(ref=url, content_type=kind, kind=_kind(kind)) for url, kind in found if url)


def _kind(content_type: str) -> MediaKind:
    main = content_type.partition("/")[0]
    return MediaKind(main) if main in ("image", "video", "audio") else MediaKind.FILE
