"""Let the real functions believe that it is another time: last Tuesday, for instance.

Only for this process and only for making demo data; everything that asks Django or the promises for the time is told
``at`` instead.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from inbox.sla import terms


@contextlib.contextmanager
def travel(at: dt.datetime) -> Iterator[None]:
    real_now, real_terms = timezone.now, terms.now
    timezone.now = lambda: at
    terms.now = lambda: (at, real_terms()[1])
    try:
        yield
    finally:
        timezone.now, terms.now = real_now, real_terms
