"""RSS and Atom: what others write, read only."""
