"""LinkedIn: comments on a company page's posts, told by webhook and fetched; public replies."""
