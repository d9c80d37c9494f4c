"""One suite that every connector must pass. Each brings ``tests/connectors/<kind>/conformance.py``; see case.py."""
