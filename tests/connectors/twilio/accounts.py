"""One Twilio account for the tests, and webhooks signed for it by Twilio's own library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from twilio.request_validator import RequestValidator

from connectors import registry, views
from inbox.models import Channel, Team

ACCOUNT = "AC" + "0" * 32
TOKEN = "twilio-canary-0123456789abcdef0123"
NUMBER = "+15551234567"
CUSTOMER = "+15557654321"
FORM_TYPE = "application/x-www-form-urlencoded"
SEED = f"""
twilio:
  account:
    sid: {ACCOUNT}
    auth_token: {TOKEN}
    friendly_name: The shop
  phone_numbers:
    - phone_number: "{NUMBER}"
"""


def channel(kind: str, team: Team, *, address: str = NUMBER, **settings: Any) -> Channel:
    connector = registry.get(kind)
    defaults = {field.name: field.default for field in connector.fields if not field.secret}
    own = defaults | {"account_sid": ACCOUNT} | settings
    made = Channel.objects.create(
        kind=kind,
        name=f"{kind} {address}",
        address=address,
        team=team,
        settings=own,
        credentials={"auth_token": TOKEN},
        capabilities=connector.capabilities(own, {}),
    )
    made.teams.add(team)
    return made


def signed(channel: Channel, form: Mapping[str, str], *, token: str = TOKEN) -> dict[str, Any]:
    """One webhook as Twilio would make it, signed by Twilio's own library: ``headers``, ``body``, ``content_type``."""
    signature = RequestValidator(token).compute_signature(views.url(channel), dict(form))
    body = urlencode(form).encode()
    return {"headers": {"X-Twilio-Signature": signature}, "body": body, "content_type": FORM_TYPE}


def call(channel: Channel, form: Mapping[str, str], *, token: str = TOKEN) -> Any:
    """The same through our URL; returns our answer."""
    made = signed(channel, form, token=token)
    where = views.url(channel).removeprefix("http://testserver")
    return Client(enforce_csrf_checks=True).post(where, made["body"], content_type=FORM_TYPE, headers=made["headers"])
