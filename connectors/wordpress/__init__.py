"""Comments under the articles of a WordPress site, answered and moderated there."""
