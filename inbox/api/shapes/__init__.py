"""What the API answers, as clients see it. Bodies are made by rows.py; a test holds the two together."""
