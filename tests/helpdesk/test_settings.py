from __future__ import annotations

import pathlib
import re
import runpy
from typing import Any

import pytest
from cryptography.fernet import Fernet

from helpdesk.env import SETTINGS, SettingError
from tests.engines import ROOT
from tests.helpdesk.running import NOT_OURS, manage

PRODUCTION = {
    "DATABASE_URL": "postgresql://janice:secret@db.example:5433/desk?sslmode=require",
    "REDIS_URL": "rediss://:secret@redis.example/1",
    "SECRET_KEY": "x" * 40,
    "FIELD_KEYS": Fernet.generate_key().decode(),
    "PUBLIC_URL": "https://help.example.org",
}


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> Any:
    for name in NOT_OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    def run(**values: str) -> dict[str, Any]:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "helpdesk" / "settings.py"))

    return run


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"DATABASE_URL": "", "REDIS_URL": "redis://r"}, "REDIS_URL is set but DATABASE_URL is not"),
        ({"REDIS_URL": ""}, "DATABASE_URL is set but REDIS_URL is not"),
        ({"DATABASE_URL": "mysql://db/desk"}, "DATABASE_URL must start with postgresql:// or postgres://"),
        ({"REDIS_URL": "http://redis"}, "REDIS_URL must start with redis:// or rediss:// or unix://"),
        ({"DATABASE_URL": "postgresql://db:port/desk"}, "DATABASE_URL is not a URL"),
        ({"SMTP_URL": "imap://mail"}, "SMTP_URL must start with smtp://"),
        ({"PUBLIC_URL": "help.example.org"}, "PUBLIC_URL must look like https://help.example.org"),
        ({"PUBLIC_URL": "https://example.org/help"}, "PUBLIC_URL must be scheme and host only"),
        ({"ALLOW_PRIVATE_HOSTS": "some"}, "ALLOW_PRIVATE_HOSTS must be one of mail, none, all"),
        ({"PORT": "eighty"}, "PORT must be a whole number from 1 to 65535, not 'eighty'"),
        ({"PORT": "70000"}, "PORT must be a whole number"),
        ({"DEMO": "maybe"}, "DEMO must be 1 or 0, not 'maybe'"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be one of debug, info, warning, error"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is required when DATABASE_URL is set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 32 characters"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS is required when DATABASE_URL is set"),
        ({"FIELD_KEYS": "a,b"}, "FIELD_KEYS must be Fernet keys"),
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY and SECRET_KEY_FILE are both set"),
        ({"SECRET_KEY": "", "SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE: cannot read /nowhere"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_or_contradictory_setting_is_named(load: Any, values: dict[str, str], complaint: str) -> None:
    with pytest.raises(SettingError, match=complaint.replace("(", r"\(")):
        load(**{**PRODUCTION, **values})


def test_the_operator_sees_one_line_and_no_traceback() -> None:
    done = manage("check", settings={"PORT": "eighty"})
    assert done.returncode == 78
    assert done.stderr == "Wrong setting: PORT must be a whole number from 1 to 65535, not 'eighty'\n"


def test_a_url_with_a_password_is_never_repeated() -> None:
    done = manage("check", settings={**PRODUCTION, "DATABASE_URL": "mysql://janice:hunter2@db/desk"})
    assert "hunter2" not in done.stdout + done.stderr


def test_production_settings_reach_django(load: Any) -> None:
    settings = load(**PRODUCTION, PROCESS_ROLE="web", TRUSTED_PROXIES="1")
    database = settings["DATABASES"]["default"]
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", "5433", "desk")
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"]["max_size"] == 8
    assert "CONN_MAX_AGE" not in database
    assert settings["ALLOWED_HOSTS"][0] == "help.example.org"
    assert settings["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert not settings["EMBEDDED"]
    assert not settings["DEMO"]
    assert settings["MAILSINK_PORT"] is None


def test_only_the_web_process_pools_its_connections(load: Any) -> None:
    database = load(**PRODUCTION, PROCESS_ROLE="worker")["DATABASES"]["default"]
    assert "pool" not in database["OPTIONS"]
    assert database["CONN_MAX_AGE"] == 300
    assert database["CONN_HEALTH_CHECKS"]


def test_a_secret_may_stand_in_a_file(load: Any, tmp_path: pathlib.Path) -> None:
    (tmp_path / "key").write_text("k" * 50 + "\n")
    assert load(**{**PRODUCTION, "SECRET_KEY": ""}, SECRET_KEY_FILE=str(tmp_path / "key"))["SECRET_KEY"] == "k" * 50


def test_nothing_set_means_embedded_engines_and_a_demo(load: Any, tmp_path: pathlib.Path) -> None:
    settings = load()
    assert settings["EMBEDDED"]
    assert settings["DEMO"]
    assert settings["PUBLIC_URL"] == "http://localhost:8000"
    assert settings["CELERY_BROKER_URL"].startswith("redis+socket:///")


def test_generated_secrets_are_private_and_stay(load: Any, tmp_path: pathlib.Path) -> None:
    from helpdesk import keys

    keys.generate(tmp_path)
    first = load()
    keys.generate(tmp_path)
    again = load()
    assert (first["SECRET_KEY"], first["FIELD_KEYS"]) == (again["SECRET_KEY"], again["FIELD_KEYS"])
    assert {file.name for file in (tmp_path / "secrets").iterdir()} == {"secret_key", "field_keys"}
    assert all(file.stat().st_mode & 0o077 == 0 for file in (tmp_path / "secrets").iterdir())


def test_the_manual_lists_exactly_the_settings_there_are() -> None:
    manual = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    rows = [line for line in manual.splitlines() if re.match(r"\| `[A-Z]", line)]
    assert rows == [f"| `{setting.name}` | {setting.default} | {setting.help} |" for setting in SETTINGS]
