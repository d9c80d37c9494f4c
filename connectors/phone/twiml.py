"""What Twilio is told to do with a call, as TwiML; every step comes back to the same URL.

Which step it is shows in the form: the first call has neither outcome; ``DialCallStatus`` is the outcome of ringing,
``RecordingUrl`` without ``RecordingStatus`` the end of a voicemail; what has ``CallStatus`` completed, or is about a
recording, wants no instructions any more.
source: https://www.twilio.com/docs/voice/twiml, read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from connectors.phone.settings import PhoneSettings

ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
FINISH = "#"  # the key that ends a message; the default is any key, which people press by accident
SILENCE = 6  # seconds of it end a message


def answer(form: Mapping[str, str], settings: PhoneSettings, *, url: str, is_open: bool) -> bytes:
    """``url`` is this channel's webhook, to which the next step comes."""
    response = Element("Response")
    if "RecordingStatus" in form or "TranscriptionStatus" in form:
        pass
    elif "DialCallStatus" in form:
        if form["DialCallStatus"] in ("completed", "answered"):
            SubElement(response, "Hangup")
        else:
            _voicemail(response, settings, settings.greeting, url)
    elif "RecordingUrl" in form:
        _say(response, settings.thanks, settings)
        SubElement(response, "Hangup")
    elif form.get("CallStatus") in ENDED:
        pass
    elif settings.forward_to and is_open:
        dial = SubElement(response, "Dial", action=url, method="POST", timeout=str(settings.forward_seconds))
        SubElement(dial, "Number").text = settings.forward_to
    else:
        words = settings.greeting if is_open else settings.greeting_closed or settings.greeting
        _voicemail(response, settings, words, url)
    return b'<?xml version="1.0" encoding="UTF-8"?>' + bytes(tostring(response, encoding="utf-8"))


def _voicemail(response: Element, settings: PhoneSettings, words: str, url: str) -> None:
    _say(response, words, settings)
    record = SubElement(
        response,
        "Record",
        action=url,
        method="POST",
        maxLength=str(settings.voicemail_seconds),
        timeout=str(SILENCE),
        finishOnKey=FINISH,
        playBeep="true",
        recordingStatusCallback=url,
        recordingStatusCallbackEvent="completed",
    )
    if settings.transcribe:
        record.set("transcribe", "true")
        record.set("transcribeCallback", url)
    SubElement(response, "Hangup")


def _say(response: Element, words: str, settings: PhoneSettings) -> None:
    if words:
        SubElement(response, "Say", language=settings.language).text = words
