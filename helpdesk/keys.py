"""The two secrets: SECRET_KEY signs, FIELD_KEYS encrypt stored credentials.

In production both come from the environment. On one machine with embedded engines `manage.py up` generates them once
into DATA_DIR/secrets, and every other command finds them there.
"""

from __future__ import annotations

import os
import pathlib
import secrets

from cryptography.fernet import Fernet

from helpdesk.env import Environment, SettingError


def load(env: Environment, data_dir: pathlib.Path, *, required: bool) -> tuple[str, tuple[str, ...]]:
    secret_key, field_keys = env.text("SECRET_KEY"), env.words("FIELD_KEYS")
    for name, value in (("SECRET_KEY", secret_key), ("FIELD_KEYS", field_keys)):
        if required and not value:
            raise SettingError(f"{name} is required when DATABASE_URL is set")
    if secret_key and len(secret_key) < 32:
        raise SettingError("SECRET_KEY must have at least 32 characters")
    for key in field_keys:
        try:
            Fernet(key)
        except ValueError:
            raise SettingError("FIELD_KEYS must be Fernet keys (32 bytes, url-safe base64), comma separated") from None
    secret_key = secret_key or _stored(data_dir, "secret_key") or secrets.token_urlsafe(48)
    stored = tuple(_stored(data_dir, "field_keys").split(","))
    return secret_key, field_keys or tuple(filter(None, stored)) or (Fernet.generate_key().decode(),)


def generate(data_dir: pathlib.Path) -> None:
    """Write the secrets that are missing, readable by the owner only. A second caller changes nothing."""
    folder = data_dir / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, value in (("secret_key", secrets.token_urlsafe(48)), ("field_keys", Fernet.generate_key().decode())):
        draft = folder / f".{name}.{os.getpid()}"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(value)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, folder / name)
        except FileExistsError:
            pass
        finally:
            draft.unlink()


def _stored(data_dir: pathlib.Path, name: str) -> str:
    try:
        return (data_dir / "secrets" / name).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SettingError(f"DATA_DIR {data_dir} cannot be read by this account ({error.strerror})") from None
