"""The product: tickets, people, promises. Knows no provider; README.md has the flow on one page."""
