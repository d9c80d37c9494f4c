"""How people get accounts: an admin makes them. Nobody signs up."""

from __future__ import annotations

import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from knox.models import AuthToken

from inbox import audit
from inbox.models import User
from inbox.rules import examples
from inbox.sla import policies


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponseBase:
        audit.signed_in(user, _address(request))
        answer: HttpResponseBase = super().post_login(request, user, **more)
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        given = str(credentials.get("username") or credentials.get("email") or "")
        meant = User.objects.filter(Q(username=given) | Q(email=given.lower())).first() if given else None
        audit.not_signed_in(meant, _address(request))

    def set_password(self, user: User, password: str) -> None:
        """Other sessions end by themselves when the password changes; tokens of programs end here."""
        super().set_password(user, password)
        AuthToken.objects.filter(user=user).delete()


def _address(request: HttpRequest) -> str | None:
    """Where it came from; proxies.py has seen to who is believed. None on a Unix socket."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None


def create_admin(*, name: str, email: str, username: str, password: str) -> User:
    """Whoever is the first also needs something to promise, and rules to learn from."""
    policies.ensure_defaults()
    examples.ensure()
    return User.objects.create_user(
        username=username, email=email.lower(), password=password, name=name, role=User.Role.ADMIN
    )
