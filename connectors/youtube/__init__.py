"""YouTube: comments under the videos of one channel, fetched; public replies and moderation."""
