"""The keys under which secrets are stored can be changed, and then the old one is worth nothing."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import Fernet
from django.core.management import call_command
from pytest_django import Settings

from inbox.errors import InboxError
from inbox.models import Channel, Endpoint, Panel, Team
from tests import office

KEY = "JBSWY3DPEHPK3PXP"


def code() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(KEY, counter)))


@pytest.fixture
def kept(db: None, settings: Settings) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    office.channel("help@shop.example", Team.objects.create(name="Support"), credentials={"password": "pear"})
    Endpoint.objects.create(name="Till", url="https://till.example", secrets={"current": "plum"})
    Panel.objects.create(name="Shop", kind="frame", url_template="https://shop.example", secret={"key": "fig"})
    TOTP.activate(office.person("ada"), KEY)


def secrets() -> list[Any]:
    return [Channel.objects.get().credentials, Endpoint.objects.get().secrets, Panel.objects.get().secret]


def test_every_secret_is_written_under_the_new_key(kept: None, settings: Settings) -> None:
    before, old = secrets(), settings.FIELD_KEYS
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *old]
    call_command("rotatekeys")
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert secrets() == before
    assert TOTP(Authenticator.objects.get()).validate_code(code())


def test_a_key_that_is_gone_too_early_is_named_and_nothing_is_taken_for_empty(kept: None, settings: Settings) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(InboxError, match="FIELD_KEYS"):
        Channel.objects.get()
    with pytest.raises(InboxError, match="FIELD_KEYS"):
        TOTP(Authenticator.objects.get()).validate_code(code())


def test_who_reads_the_database_cannot_make_codes(kept: None) -> None:
    assert KEY not in str(Authenticator.objects.get().data)
