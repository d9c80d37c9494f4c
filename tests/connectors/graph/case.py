"""What the conformance cases of Meta's networks have in common."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from connectors.signatures import hmac_hex
from inbox.models import Channel
from tests.connectors.conformance.case import Call, Case, Item
from tests.servers.answers import Reply


class GraphCase(Case):
    secret = "app_secret"
    proofs = ("x-hub-signature-256",)
    no_time = "Meta signs the body and no time: what comes twice is found by its ids."
    no_poll = "Meta tells everything by webhook."
    no_renewal = "The token is permanent: there is nothing that could be renewed."

    def settings(self) -> dict[str, Any]:
        return {"app_id": "1234567890"}

    def credentials(self) -> dict[str, Any]:
        return {
            "app_secret": "app-secret-5b1e9c0d7f",
            "verify_token": "verify-token-77aa01",
            "access_token": "EAAG-access-token-90aQx7",
        }

    def envelope(self, channel: Channel, items: Sequence[Item]) -> dict[str, Any]:
        raise NotImplementedError

    def calls(
        self, channel: Channel, items: Sequence[Item], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        body = json.dumps(self.envelope(channel, items), ensure_ascii=True, separators=(",", ":")).encode()
        signature = hmac_hex(secret or self.credentials()["app_secret"], body, "sha256")
        return [Call(body=body, headers={"X-Hub-Signature-256": f"sha256={signature}"})]

    def throttled(self, retry_after: float | None) -> Reply:
        error = {"message": "(#4) Application request limit reached", "type": "OAuthException", "code": 4}
        headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
        return Reply(status=400, json={"error": error}, headers=headers)

    def refused(self) -> Reply:
        error = {"message": "Error validating access token", "type": "OAuthException", "code": 190}
        return Reply(status=401, json={"error": error})
