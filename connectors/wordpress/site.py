"""The REST interface of one site, and what it says when something is wrong.

Source: https://developer.wordpress.org/rest-api/reference/comments/ (2026-11-22), and WordPress 6.1.9 itself.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.errors import (
    AuthRevoked,
    ConnectorError,
    ContractChanged,
    InvalidContent,
    PermissionMissing,
    Rejected,
)
from connectors.http import Answer, Client
from inbox.models import Channel

WRONG_LOGIN = {
    "incorrect_password",
    "invalid_username",
    "invalid_email",
    "rest_not_logged_in",
    "application_passwords_disabled",
}
NOT_ALLOWED = {
    "rest_forbidden",
    "rest_forbidden_context",
    "rest_cannot_edit",
    "rest_cannot_delete",
    "rest_forbidden_param",
}


class Site:
    """Speaks by ``?rest_route=``, which works with any permalink setting."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def get(self, route: str, **params: Any) -> Any:
        return self._call("GET", route, params=params).json()

    def pages(self, route: str, **params: Any) -> Iterator[list[dict[str, Any]]]:
        """Each page of a list, as long as the caller asks for more."""
        page, last = 1, 1
        while page <= last:
            answer = self._call("GET", route, params={**params, "page": page})
            items = answer.json()
            if not isinstance(items, list):
                raise ContractChanged(f"{route} is no list.")
            yield items
            last = int(answer.headers.get("x-wp-totalpages", "1") or 1)
            page += 1

    def write(self, method: str, route: str, body: Mapping[str, Any] | None = None, *, repeatable: bool = False) -> Any:
        return self._call(method, route, json=body, repeatable=repeatable).json()

    def _call(self, method: str, route: str, **more: Any) -> Answer:
        params = {"rest_route": f"/wp/v2/{route}", **more.pop("params", {})}
        return self._client.call(method, "/", params=params, **more)


@contextlib.contextmanager
def connected(channel: Channel, *, priority: bool = False) -> Iterator[Site]:
    login = f"{channel.settings['username']}:{channel.credentials.get('password', '')}"
    with Client(
        channel.settings["server_url"],
        headers={"Authorization": f"Basic {base64.b64encode(login.encode()).decode()}"},
        understand=understand,
        priority=priority,
    ) as client:
        yield Site(client)


def understand(answer: Answer) -> ConnectorError | None:
    """WordPress names its errors; the status alone says less."""
    if answer.status < 400:
        return None
    try:
        said = answer.json()
    except ConnectorError:
        return None
    code = str(said.get("code", "")) if isinstance(said, dict) else ""
    words = str(said.get("message", ""))[:300] if code else ""
    if code in WRONG_LOGIN:
        return AuthRevoked(f"The site does not accept the user name and application password. {words}", code=code)
    if code in NOT_ALLOWED:
        return PermissionMissing(f"The user may not do that on the site. {words}", scope="moderate_comments", code=code)
    if code == "comment_duplicate":
        return InvalidContent("The site has a comment with just these words already.", code=code)
    if code.startswith(("rest_comment_", "comment_")) and answer.status in (400, 403, 409):
        return Rejected(f"The site does not take the comment. {words}", code=code)
    return None
