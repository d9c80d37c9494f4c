"""Help pages: what customers can read before they ask. No script is needed, no cookie set."""
