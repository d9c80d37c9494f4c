"""Telegram by a bot: private chats, groups that mention it, and the chats of a business account."""
