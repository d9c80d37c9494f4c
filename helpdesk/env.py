"""Reads settings from the environment, or from the file that NAME_FILE points to, and refuses what it cannot use.

``SETTINGS`` is the one list of what an operator may set; docs/operate.md shows the same table and a test compares them.
"""

from __future__ import annotations

import dataclasses
import os
import pathlib
import urllib.parse
from collections.abc import Iterable, Mapping


class SettingError(Exception):
    """An operator's mistake: shown as one line, without a traceback."""


@dataclasses.dataclass(frozen=True)
class Setting:
    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("DATA_DIR", "var", "Where embedded engines, generated secrets and the demo's outbox live."),
    Setting("PORT", "8000", "Port of the web process."),
    Setting("HOST", "127.0.0.1", "Address the web process listens on; 0.0.0.0 for all."),
    Setting("DEMO", "1 when embedded", "1 fills an empty database with demo data on the first start, 0 starts empty."),
    Setting("DATABASE_URL", "embedded", "PostgreSQL, as postgresql://user:password@host:5432/name. Needs REDIS_URL."),
    Setting("REDIS_URL", "embedded", "Redis, as redis://, rediss:// or unix://. Needs DATABASE_URL."),
    Setting("PUBLIC_URL", "http://localhost:PORT", "Where people reach Janice: scheme and host, no path."),
    Setting("SECRET_KEY", "generated", "Signs sessions and links. Required with DATABASE_URL; at least 32 characters."),
    Setting("FIELD_KEYS", "generated", "Fernet keys for stored credentials, comma separated; the first one encrypts."),
    Setting(
        "SMTP_URL", "the demo's outbox", "Outgoing system mail: smtp://, smtps:// or smtp+starttls://user:pw@host:port."
    ),
    Setting("MAIL_FROM", "Janice <no-reply@HOST>", "Sender of system mail such as password resets."),
    Setting("TRUSTED_PROXIES", "0", "How many reverse proxies stand in front and set X-Forwarded-For."),
    Setting("ALLOW_PRIVATE_HOSTS", "mail", "Who may connect to private addresses: mail (IMAP, SMTP), none or all."),
    Setting("MAX_UPLOAD_MB", "25", "Largest file that an agent may attach."),
    Setting("DB_POOL", "8", "Most database connections of one web process."),
    Setting("WORKER_CONCURRENCY", "2", "Child processes of one worker."),
    Setting("LOG_LEVEL", "info", "debug, info, warning or error."),
)


class Environment:
    """Typed access to the settings above; every error names the setting and what is wrong with it."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = os.environ if values is None else values
        self._known = {setting.name: setting for setting in SETTINGS}

    def text(self, name: str, default: str = "") -> str:
        if name not in self._known:
            raise KeyError(name)
        value, path = self._values.get(name, ""), self._values.get(f"{name}_FILE", "")
        if value and path:
            raise SettingError(f"{name} and {name}_FILE are both set; keep one of them")
        if path:
            try:
                value = pathlib.Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingError(f"{name}_FILE: cannot read {path} ({error})") from None
            if not value:
                raise SettingError(f"{name}_FILE: {path} is empty")
        return value or default

    def number(self, name: str, default: int, *, low: int = 0, high: int = 65535) -> int:
        value = self.text(name)
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise SettingError(f"{name} must be a whole number from {low} to {high}, not {value!r}")
        return int(value)

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name).lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        if value:
            raise SettingError(f"{name} must be 1 or 0, not {value!r}")
        return default

    def choice(self, name: str, default: str, *, of: Iterable[str]) -> str:
        value, allowed = self.text(name, default).lower(), tuple(of)
        if value not in allowed:
            raise SettingError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in self.text(name).split(",") if word.strip())

    def url(self, name: str, *, schemes: Iterable[str], default: str = "") -> str:
        """The value, checked. Errors never repeat it: URLs carry passwords."""
        value, allowed = self.text(name, default), tuple(schemes)
        if not value:
            return ""
        try:
            parts = urllib.parse.urlsplit(value)
            _ = parts.port
        except ValueError as error:
            raise SettingError(f"{name} is not a URL ({error})") from None
        if parts.scheme not in allowed:
            raise SettingError(f"{name} must start with {' or '.join(f'{scheme}://' for scheme in allowed)}")
        return value

    def origin(self, name: str, value: str) -> str:
        """Scheme and host only, as browsers write an Origin."""
        parts = urllib.parse.urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SettingError(f"{name} must look like https://help.example.org, not {value!r}")
        if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            raise SettingError(f"{name} must be scheme and host only, without a path, not {value!r}")
        return f"{parts.scheme}://{parts.netloc}".lower()
