"""A whole connector for a network that does not exist, in a package of its own: docs/develop/new-connector.md."""
