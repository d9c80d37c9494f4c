"""Turns URLs into what Django, Channels and Celery want, by the role of the process."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def database(url: str, *, role: str, pool: int) -> dict[str, Any]:
    """Django's DATABASES entry.

    The ASGI process serves many requests on many threads, so it draws from a pool. Celery would close a pool at every
    task; workers keep one connection per child instead and check it (see worker signals in helpdesk/worker.py).
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": query.pop("port", str(parts.port or "")),
        # Statements are prepared on the server after their fifth run, rather than parsed and planned for every mail.
        # A pooler between us and PostgreSQL must know prepared statements (PgBouncer 1.21 and newer do).
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 5,
            "application_name": f"janice {role}".strip(),
            **query,
        },
        "CONN_HEALTH_CHECKS": True,
    }
    if role == "web":
        entry["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    elif role in {"worker", "relay", "listener"}:
        entry["CONN_MAX_AGE"] = 300
    return entry


def broker(url: str) -> str:
    """Celery's spelling of a Redis URL: it names Unix sockets differently from redis-py."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    return f"redis+socket://{parts.path}?virtual_host={dict(parse_qsl(parts.query)).get('db', '0')}"


def mail(url: str) -> dict[str, Any]:
    """Django's EMAIL_* settings. Without a server, system mail is dropped; web says so when it starts."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_TIMEOUT": 15,
    }
