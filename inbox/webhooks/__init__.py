"""Telling other systems what happened: endpoints.py, whom; payloads.py, what; queue.py, when, and what came of it."""
