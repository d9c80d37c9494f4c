"""Benchmarks, one command each: ``python -m bench.ingest``. They start their own durable PostgreSQL and Redis."""
