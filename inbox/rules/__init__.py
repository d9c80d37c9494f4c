"""Rules: what follows by itself when something happens to a ticket. ``engine.py`` is the tour."""
