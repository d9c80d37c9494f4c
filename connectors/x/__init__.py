"""X (Twitter): mentions and replies, polled or told by webhook; answers as replies in public."""
