"""Where a word stands in the whole database."""

from __future__ import annotations

from django.apps import apps
from django.db import connection


def where(word: str) -> set[str]:
    """``table`` of every row of the product that has this anywhere, bytes too."""
    found = set()
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.app_label not in ("inbox", "connectors"):
                continue
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*) FROM {table} AS t WHERE t::text ILIKE %s", [f"%{word}%"])
            found |= {table} if cursor.fetchone()[0] else set()
            for field in model._meta.fields:
                if field.get_internal_type() == "BinaryField":
                    held = f"SELECT count(*) FROM {table} WHERE position(%s in {field.column}) > 0"
                    cursor.execute(held, [word.encode()])
                    found |= {f"{table}.{field.column}"} if cursor.fetchone()[0] else set()
    return found
