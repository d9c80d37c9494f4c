from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_the_test_database_is_real_postgresql_and_folds_every_alphabet() -> None:
    assert connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("select lower('ÉÅ'), 'É' ilike 'é'")
        assert cursor.fetchone() == ("éå", True)


def test_the_cache_is_a_real_redis() -> None:
    cache.set("greeting", "hello", 5)
    assert cache.get("greeting") == "hello"
