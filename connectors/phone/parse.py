"""The steps of a call as events: one message, whose words follow what becomes of it, and one for a voicemail.

The steps may come in any order, so each edit has a version: a better outcome beats a worse one, whichever came first.
source: https://www.twilio.com/docs/voice/twiml, …/voice/twiml/record, …/voice/twiml/dial and
…/voice/api/call-resource#statuscallback, read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from collections.abc import Mapping

from connectors.phone.twiml import ENDED
from connectors.twilio import receipts, signature
from inbox.envelope import (
    Address,
    InboundEvent,
    InboundMessage,
    MediaKind,
    MediaRef,
    MessageEdited,
    Unparsed,
)

SURFACE = "call"
WITHHELD_HANDLE = "withheld:"
# source: https://help.twilio.com/articles/223179988, read 2026-11-22: what stands for a number that is not shown
WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})


class Outcome(enum.StrEnum):
    """The version of the call's words; a later one beats an earlier one."""

    ENDED = "1"
    VOICEMAIL = "2"
    ANSWERED = "3"


def events(body: bytes, *, address: str, received_at: dt.datetime) -> list[InboundEvent]:
    try:
        form = signature.fields(body)
    except ValueError:
        return [Unparsed(reason="This is no form of Twilio's.")]
    if receipts.is_status(form):
        return receipts.receipts(form, at=received_at)
    sid = form.get("CallSid", "")
    if not sid:
        return [Unparsed(reason="A call of Twilio's that is about no phone call is not known.")]
    if "TranscriptionSid" in form:
        return _transcription(form, sid, received_at)
    if "RecordingStatus" in form:  # it can be fetched now, or there is none; the end of the recording told us of it
        return []
    if (address and form.get("To") != address) or form.get("Direction", "inbound") != "inbound":
        return []
    if "DialCallStatus" in form:
        return _rung(form, sid, received_at)
    if "RecordingUrl" in form:
        return _voicemail(form, sid, received_at)
    if form.get("CallStatus") in ENDED:
        return [_edit(sid, Outcome.ENDED, _ended(form), received_at)]
    return [_call(form, sid, received_at)]


def caller(form: Mapping[str, str], sid: str) -> Address:
    """Callers who hide their number are not one person: each is known by the call alone."""
    number = form.get("From", "")
    if number in WITHHELD or not number.lstrip("+").isdecimal():
        return Address(network="phone", handle=f"{WITHHELD_HANDLE}{sid}", name="Number withheld")
    return Address(network="phone", handle=number, name=form.get("CallerName", ""))


def _call(form: Mapping[str, str], sid: str, at: dt.datetime) -> InboundMessage:
    return _message(sid, caller(form, sid), f"Incoming call to {form.get('To', '')}.", at, to=form.get("To", ""))


def _message(
    external_id: str, person: Address, text: str, at: dt.datetime, *, to: str = "", media: tuple[MediaRef, ...] = ()
) -> InboundMessage:
    return InboundMessage(
        external_id=external_id,
        fingerprint=hashlib.sha256(external_id.encode()).hexdigest(),
        sender=person,
        sent_at=at,
        body_text=text,
        reply_text=text,
        to=(Address(network="phone", handle=to),) if to else (),
        surface=SURFACE,
        conversation=person.handle,
        media=media,
    )


def _edit(sid: str, outcome: Outcome, text: str, at: dt.datetime) -> MessageEdited:
    return MessageEdited(external_id=sid, at=at, body_text=text, version=outcome.value)


def _ended(form: Mapping[str, str]) -> str:
    seconds = form.get("CallDuration") or form.get("Duration", "")
    lasted = f" after {_length(seconds)}" if seconds.isdecimal() else ""
    return f"Missed call to {form.get('To', '')}: it ended{lasted} without a message."


def _rung(form: Mapping[str, str], sid: str, at: dt.datetime) -> list[InboundEvent]:
    if form["DialCallStatus"] not in ("completed", "answered"):
        return []  # the voicemail follows, or the end of the call
    length = _length(form.get("DialCallDuration", "0"))
    return [_edit(sid, Outcome.ANSWERED, f"Call to {form.get('To', '')}, put through and answered: {length}.", at)]


def _voicemail(form: Mapping[str, str], sid: str, at: dt.datetime) -> list[InboundEvent]:
    """The end of the recording, which says who called; the bytes can be fetched a few seconds later."""
    url, length = form["RecordingUrl"], _length(form.get("RecordingDuration", "0"))
    recording = form.get("RecordingSid") or url.rstrip("/").rpartition("/")[2]
    file = _audio(url, recording)
    return [
        _edit(sid, Outcome.VOICEMAIL, f"Call to {form.get('To', '')}, answered by the voicemail.", at),
        _message(recording, caller(form, sid), f"Voicemail, {length}.", at, to=form.get("To", ""), media=(file,)),
    ]


def _transcription(form: Mapping[str, str], sid: str, at: dt.datetime) -> list[InboundEvent]:
    """Twilio names the caller here too, so that the words are a message also if the recording's end never came."""
    recording, text = form.get("RecordingSid", ""), form.get("TranscriptionText", "")
    if not recording:
        return [Unparsed(reason="A transcription that is of no recording is not known.")]
    if form.get("TranscriptionStatus") != "completed" or not text:
        return []
    url = form.get("RecordingUrl", "")
    message = _message(
        recording, caller(form, sid), text, at, to=form.get("To", ""), media=(_audio(url, recording),) if url else ()
    )
    return [message, MessageEdited(external_id=recording, at=at, body_text=text, version="1")]


def _audio(url: str, recording: str) -> MediaRef:
    name = f"voicemail-{recording[-6:]}.mp3"
    return MediaRef(ref=f"{url}.mp3", kind=MediaKind.AUDIO, content_type="audio/mpeg", filename=name)


def _length(seconds: str) -> str:
    whole = int(seconds) if seconds.isdecimal() else 0
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
