"""Sets Django up on the test engines. Fixtures of one area live in that area's conftest.py."""

from __future__ import annotations

import os
from collections.abc import Iterator

from tests import engines

engines.prepare()
os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"

import django  # noqa: E402
import pytest  # noqa: E402
import redis  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import translation  # noqa: E402

django.setup()


def pytest_sessionstart(session: pytest.Session) -> None:
    if not session.config.option.collectonly:
        engines.start()


def pytest_unconfigure() -> None:
    engines.stop()


@pytest.fixture(autouse=True)
def _empty_redis() -> None:
    """Rate limits and presence of one test must not reach the next."""
    redis.Redis.from_url(settings.REDIS_URL).flushdb()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A request leaves its language to the thread; the next test begins in English again."""
    with translation.override("en"):
        yield
