"""Text messages through a Twilio number."""
