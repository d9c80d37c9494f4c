"""Model fields of our own: encrypted JSON."""

from __future__ import annotations

import functools
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from inbox.errors import InboxError


@functools.cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(value: dict[str, Any]) -> bytes:
    """JSON under the first of FIELD_KEYS."""
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(json.dumps(value).encode())


def decrypt(token: bytes) -> dict[str, Any]:
    """Whichever of FIELD_KEYS fits; a removed key is a clear error, never an empty secret."""
    try:
        value: dict[str, Any] = json.loads(_fernet(tuple(settings.FIELD_KEYS)).decrypt(bytes(token)))
    except InvalidToken:
        raise InboxError(
            "credentials_unreadable",
            "The stored credentials cannot be decrypted with any of FIELD_KEYS. "
            "Put the key they were written with back into FIELD_KEYS.",
            500,
        ) from None
    return value


class EncryptedJSONField(models.BinaryField[Any, Any]):
    """A dict, encrypted at rest with MultiFernet. Rotation: put a new key first, run ``manage.py rotatekeys``."""

    def from_db_value(self, value: bytes | None, expression: object, connection: object) -> dict[str, Any]:
        return {} if not value else decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        return b"" if not value else encrypt(value)

    def to_python(self, value: Any) -> Any:
        return value
