"""What can go wrong outside, as one list of kinds. Texts are for people and hold no secret.

``outgoing`` turns them into the ``SendError`` kinds of the envelope; polling and checks write them to the channel's
health.
"""

from __future__ import annotations

import datetime as dt


class ConnectorError(Exception):
    """The outside world did not do its part. ``code`` is the network's own, or ours; for logs and the delivery."""

    code = "failed"

    def __init__(self, detail: str = "", *, code: str = "") -> None:
        super().__init__(detail)
        self.code = code or type(self).code


class Transient(ConnectorError):
    """Surely not done; worth another try."""

    code = "transient"


class Unreachable(Transient):
    """No connection, or it broke before anything was asked."""

    code = "unreachable"


class RateLimited(Transient):
    """Too much was asked. ``retry_after`` in seconds; ``scope`` is the bucket that ran dry."""

    code = "rate_limited"

    def __init__(self, detail: str = "", *, retry_after: float = 60.0, scope: str = "", code: str = "") -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after
        self.scope = scope


class Ambiguous(ConnectorError):
    """It may have been done: the answer got lost after the last byte."""

    code = "ambiguous"


class Refused(ConnectorError):
    """It answered, and said no to us: wrong password, missing folder. A person must act on the channel."""

    code = "refused"


class AuthExpired(Refused):
    """The access token ran out; a refresh mends it."""

    code = "auth_expired"


class AuthRevoked(Refused):
    """The token is worth nothing any more: connect the account again."""

    code = "auth_revoked"


class PermissionMissing(Refused):
    """The token lacks a right. ``scope`` names it in the network's words."""

    code = "permission_missing"

    def __init__(self, detail: str = "", *, scope: str = "", code: str = "") -> None:
        super().__init__(detail, code=code)
        self.scope = scope


class ContractChanged(Refused):
    """An answer in a shape that nobody documented: Janice may need an update."""

    code = "contract_changed"


class Rejected(ConnectorError):
    """It said no to this one message or action, and would again."""

    code = "rejected"


class WindowClosed(Rejected):
    """The customer wrote too long ago. ``escapes``: what is still allowed (template, tag)."""

    code = "window_closed"

    def __init__(
        self, detail: str = "", *, until: dt.datetime | None = None, escapes: tuple[str, ...] = (), code: str = ""
    ) -> None:
        super().__init__(detail, code=code)
        self.until = until
        self.escapes = escapes


class RecipientUnavailable(Rejected):
    """``reason`` is optout, blocked or gone."""

    code = "recipient_unavailable"

    def __init__(self, detail: str = "", *, reason: str = "gone", code: str = "") -> None:
        super().__init__(detail, code=code)
        self.reason = reason


class InvalidContent(Rejected):
    """``field`` is what the network does not take: text, attachment."""

    code = "invalid_content"

    def __init__(self, detail: str = "", *, field: str = "text", code: str = "") -> None:
        super().__init__(detail, code=code)
        self.field = field


class NotFound(Rejected):
    """What it should be done to is not there any more."""

    code = "not_found"


class Unsupported(Rejected):
    """The network, or this connector, cannot do it."""

    code = "unsupported"
