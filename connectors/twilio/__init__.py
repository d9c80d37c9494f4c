"""What text messages and phone calls through Twilio share: the proof of a webhook, the REST client, error words."""
