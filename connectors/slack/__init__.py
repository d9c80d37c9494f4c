"""Slack: direct messages to an app, and threads of channels in which it is asked."""
