"""SendGrid: Inbound Parse, and the Event Webhook for what became of ours.

Inbound Parse signs nothing, so the address holds a password; events are signed besides (ECDSA), which is checked where
the public key is set. source: https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-
parse-webhook and …/tracking-events/getting-started-event-webhook-security-features, read 2026-11-22. A 5xx is tried
again for three days, a 4xx never.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from anymail.exceptions import AnymailNotSupportedWarning
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from connectors import signatures
from connectors.base import Accept, HookRequest, Reject, Verdict
from connectors.email.providers.reading import OUR_ID, QUIET, USER, Item, form, password_matches, receipt, secret_fields
from connectors.fields import Field
from inbox.envelope import Unparsed
from inbox.models import Channel

# anymail has nobody who could try it live; our tests hold what we use of it (django-anymail issue 432)
warnings.filterwarnings("ignore", category=AnymailNotSupportedWarning)

HELP = f"Make one up, and enter the channel's webhook address there as https://{USER}:password@…"
HELP_KEY = "Signed events are checked with it. At SendGrid under Mail Settings → Event Webhook."
TOLERANCE = 25 * 3600.0  # seconds: retries of one batch keep the time of the first try for a day
SIGNATURE, TIME = "x-twilio-email-event-webhook-signature", "x-twilio-email-event-webhook-timestamp"
NOT_RAW = "SendGrid did not send the whole mail: tick “POST the raw, full MIME message” there."


class SendGrid:
    key = "sendgrid"
    name = "SendGrid"
    fields: tuple[Field, ...] = (
        *secret_fields("sendgrid", "Password of the webhook", HELP),
        Field(
            name="sendgrid_public_key",
            title="Verification key",
            group="incoming",
            help=HELP_KEY,
            when={"receive": "sendgrid"},
        ),
    )

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        if not password_matches(request, channel, "sendgrid_secret"):
            return Reject(reason="The password is missing or wrong.", status=401)
        public_key = channel.settings.get("sendgrid_public_key", "")
        if public_key and request.headers.get("content-type", "").startswith("application/json"):
            if not _signed(request, public_key):
                return Reject(reason="The signature does not match.")
            if not signatures.fresh(request.headers.get(TIME, ""), now, TOLERANCE):
                return Reject(reason="It was signed too long ago.")
        return Accept()

    def read(self, body: bytes, content_type: str, *, keys: Sequence[bytes], now: dt.datetime) -> list[Item]:
        if not content_type.startswith("application/json"):
            fields = form(body, content_type)
            return [fields["email"]] if "email" in fields else [Unparsed(reason=NOT_RAW)]
        items: list[Item] = []
        view = SendGridTrackingWebhookView(**QUIET)
        for event in json.loads(body):
            try:
                items += receipt(view.esp_to_anymail_event(event), keys=keys, now=now)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                items.append(
                    Unparsed(reason=f"An event of SendGrid could not be read: {type(error).__name__} {error}.")
                )
        return items

    def headers(self, own_id: str, settings: Mapping[str, Any]) -> dict[str, str]:
        return {"X-SMTPAPI": json.dumps({"unique_args": {OUR_ID: own_id}})}


def _signed(request: HookRequest, public_key: str) -> bool:
    try:
        key = serialization.load_der_public_key(base64.b64decode(public_key, validate=True))
        signature = base64.b64decode(request.headers.get(SIGNATURE, ""), validate=True)
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        key.verify(signature, request.headers.get(TIME, "").encode() + request.body, ec.ECDSA(hashes.SHA256()))
    except (binascii.Error, InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
