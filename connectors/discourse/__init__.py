"""A community on Discourse: its topics and personal messages."""
