"""Bluesky: posts in public, and direct messages where the account allows them."""
