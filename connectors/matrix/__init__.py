"""Matrix: an account in rooms, on any homeserver."""
