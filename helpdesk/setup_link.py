"""The one-time link with which the first admin is made when there is no demo.

The link is signed, ends after an hour, and leads to a 404 for ever once one person can sign in.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from inbox.models import User

SALT = "helpdesk.setup"
VALID_SECONDS = 3600


def nobody_works_here() -> bool:
    return not User.objects.exists()


def make() -> str:
    token = signing.TimestampSigner(salt=SALT).sign("first-admin")
    return f"{settings.PUBLIC_URL}{reverse('setup', args=[token])}"


def holds(token: str) -> bool:
    try:
        signing.TimestampSigner(salt=SALT).unsign(token, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return False
    return nobody_works_here()
