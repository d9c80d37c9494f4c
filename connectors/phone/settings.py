"""What an admin can set on a phone channel."""

from __future__ import annotations

import dataclasses

from connectors.fields import Field
from connectors.twilio import rest
from inbox.models import Channel

GREETING = "Hello. Nobody can take your call right now. Please leave a message after the tone."
CLOSED = "Hello. We are closed at the moment. Please leave a message after the tone, and we will get back to you."
THANKS = "Thank you. We have your message. Goodbye."
LANGUAGES = {
    "ar-AE": "Arabic", "cs-CZ": "Czech", "da-DK": "Danish", "de-DE": "German", "en-AU": "English (Australia)",
    "en-GB": "English (United Kingdom)", "en-IN": "English (India)", "en-US": "English (United States)",
    "es-ES": "Spanish (Spain)", "es-MX": "Spanish (Mexico)", "fi-FI": "Finnish", "fr-CA": "French (Canada)",
    "fr-FR": "French (France)", "it-IT": "Italian", "ja-JP": "Japanese", "ko-KR": "Korean", "nb-NO": "Norwegian",
    "nl-NL": "Dutch", "pl-PL": "Polish", "pt-BR": "Portuguese (Brazil)", "pt-PT": "Portuguese (Portugal)",
    "ru-RU": "Russian", "sv-SE": "Swedish", "tr-TR": "Turkish", "zh-CN": "Chinese (Mandarin)",
}  # fmt: skip


@dataclasses.dataclass(frozen=True, kw_only=True)
class PhoneSettings:
    language: str = "en-US"
    greeting: str = GREETING
    greeting_closed: str = CLOSED
    thanks: str = THANKS
    forward_to: str = ""
    forward_seconds: int = 20
    voicemail_seconds: int = 180
    transcribe: bool = False
    text_channel_id: int = 0


FIELDS: tuple[Field, ...] = (
    *rest.FIELDS,
    Field(
        name="language",
        title="Language of the greetings",
        group="shown",
        help="Twilio reads them aloud in this language.",
        default=PhoneSettings.language,
        choices=LANGUAGES,
    ),
    Field(
        name="greeting",
        title="Greeting before the voicemail",
        help="Read aloud before the tone.",
        group="shown",
        default=GREETING,
        required=True,
    ),
    Field(
        name="greeting_closed",
        title="Greeting outside business hours",
        group="shown",
        help="By the organisation's calendar. Empty: the same greeting at all hours.",
        default=CLOSED,
    ),
    Field(
        name="thanks",
        title="Words after a message was left",
        help="Read aloud before we hang up.",
        group="shown",
        default=THANKS,
    ),
    Field(
        name="forward_to",
        title="Ring this number first",
        group="incoming",
        help="As in +4930123456, within business hours; then the voicemail. Empty: the voicemail at once.",
    ),
    Field(
        name="forward_seconds",
        title="Let it ring for (seconds)",
        help="Then the voicemail takes the call.",
        group="incoming",
        advanced=True,
        kind="integer",
        default=PhoneSettings.forward_seconds,
        minimum=5,
        maximum=120,
    ),
    Field(
        name="voicemail_seconds",
        title="Longest message (seconds)",
        help="After that the recording ends.",
        group="limits",
        advanced=True,
        kind="integer",
        default=PhoneSettings.voicemail_seconds,
        minimum=10,
        maximum=3600,
    ),
    Field(
        name="transcribe",
        title="Have Twilio write messages down",
        group="incoming",
        advanced=True,
        help="English only, up to two minutes, charged by Twilio. The words are shown below the recording.",
        kind="boolean",
        default=False,
    ),
    Field(
        name="text_channel_id",
        channel_of="phone",
        title="Answer by text message through",
        group="answers",
        help="A text message channel of the same Twilio account. Without one, calls cannot be answered in writing.",
        kind="integer",
        default=0,
        minimum=0,
    ),
)


def read(channel: Channel) -> PhoneSettings:
    kept = channel.settings
    return PhoneSettings(
        **{field.name: kept[field.name] for field in dataclasses.fields(PhoneSettings) if field.name in kept}
    )
