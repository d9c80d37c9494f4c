"""Calls to the Graph API, signed with the app's secret where there is one."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.errors import Ambiguous, ContractChanged, Transient
from connectors.graph import errors
from connectors.http import Answer, Client
from connectors.signatures import hmac_hex
from inbox.models import Channel

VERSION = "v25.0"
AGENT = "Janice/1.0.0"  # Meta's description of the API wants a version
PAGES = 10  # of a list; more templates than that nobody offers to agents


class Graph:
    """One account's calls. ``appsecret_proof`` shows that whoever calls knows the app's secret, not a stolen token
    alone (developers.facebook.com/docs/graph-api/guides/secure-requests).
    """

    def __init__(self, client: Client, *, token: str = "", secret: str = "") -> None:
        self._client = client
        self._proof = {"appsecret_proof": hmac_hex(secret, token)} if token and secret else {}

    def get(self, path: str, **params: str) -> dict[str, Any]:
        try:
            return _object(self._client.call("GET", f"/{VERSION}/{path}", params={**params, **self._proof}))
        except Ambiguous as error:  # asking is always worth another try
            raise Transient(str(error), code=error.code) from None

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Something whose repetition is harmless."""
        return _object(
            self._client.call("POST", f"/{VERSION}/{path}", params=self._proof, json=dict(body), repeatable=True)
        )

    def send(self, path: str, body: Mapping[str, Any], *way: str | int) -> dict[str, Any]:
        """Something that people would see twice. ``way`` leads to the id in the answer, which proves that it was done.

        An answer that cannot be read says nothing of that: Ambiguous.
        """
        answer = self._client.call("POST", f"/{VERSION}/{path}", params=self._proof, json=dict(body))
        try:
            found = _object(answer)
            dig(found, *way)
        except ContractChanged as error:
            raise Ambiguous(f"{error} It may have been sent.", code=error.code) from None
        return found

    def delete(self, path: str) -> dict[str, Any]:
        """Deleting twice is harmless: the second time it is not there."""
        return _object(self._client.call("DELETE", f"/{VERSION}/{path}", params=self._proof, repeatable=True))

    def upload(self, path: str, form: Mapping[str, str], name: str, file: tuple[str, bytes, str]) -> dict[str, Any]:
        """``file`` is (filename, content, content type). What is uploaded twice is only there twice."""
        answer = self._client.call(
            "POST", f"/{VERSION}/{path}", params=self._proof, form=dict(form), files={name: file}, repeatable=True
        )
        return _object(answer)

    def listed(self, path: str, **params: str) -> Iterator[dict[str, Any]]:
        """All rows of a paged list."""
        for _ in range(PAGES):
            answer = self.get(path, **params)
            yield from (row for row in answer.get("data", []) if isinstance(row, dict))
            after = answer.get("paging", {}).get("cursors", {}).get("after", "")
            if not after or not answer.get("paging", {}).get("next"):
                return
            params["after"] = after


@contextlib.contextmanager
def opened(
    channel: Channel,
    api: str,
    *,
    priority: bool = False,
    token: str = "",
    secret: str = "app_secret",  # noqa: S107 (its name)
) -> Iterator[Graph]:
    """Calls by the account, with ``token`` instead of the one that was entered; ``secret`` names the app's."""
    token = token or str(channel.credentials.get("access_token", ""))
    with Client(
        api,
        headers={"Authorization": f"Bearer {token}", "User-Agent": AGENT},
        bucket=f"{channel.kind}:{channel.pk}" if channel.pk else "",
        priority=priority,
        understand=errors.understand,
    ) as client:
        yield Graph(client, token=token, secret=str(channel.credentials.get(secret, "")))


@contextlib.contextmanager
def as_app(channel: Channel, api: str) -> Iterator[Graph]:
    """Calls by the app itself, with its own token."""
    app_id, secret = channel.settings.get("app_id", ""), channel.credentials.get("app_secret", "")
    headers = {"Authorization": f"Bearer {app_id}|{secret}", "User-Agent": AGENT}
    with Client(api, headers=headers, understand=errors.understand) as client:
        yield Graph(client)


def _object(answer: Answer) -> dict[str, Any]:
    found = answer.json()
    if not isinstance(found, dict):
        raise ContractChanged(f"Meta answers {json.dumps(found)[:80]} where an object is documented.")
    return found


def dig(answer: Any, *way: str | int) -> str:
    """What the documentation promises at the end of this way. Raises ContractChanged."""
    for step in way:
        try:
            answer = answer[step]
        except (KeyError, IndexError, TypeError):
            raise ContractChanged(f"Meta's answer has no {step}.") from None
    return str(answer)
