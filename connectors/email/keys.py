"""The keys under which our Message-IDs are proved to be ours."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings as site


def mac_keys() -> list[bytes]:
    """Keys of our Message-IDs: the first mints, all verify."""
    secrets = (site.SECRET_KEY, *getattr(site, "SECRET_KEY_FALLBACKS", ()))
    return [hmac.digest(secret.encode(), b"janice message-id", hashlib.sha256) for secret in secrets]
