"""Phone calls to a Twilio number: put through, or taken by a voicemail; every call stands on a ticket."""
