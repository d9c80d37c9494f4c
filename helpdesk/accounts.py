"""How people get accounts: an admin makes them. Nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from knox.models import AuthToken

from inbox.models import User
from inbox.rules import examples
from inbox.sla import policies


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """Other sessions end by themselves when the password changes; tokens of programs end here."""
        super().set_password(user, password)
        AuthToken.objects.filter(user=user).delete()


def create_admin(*, name: str, email: str, username: str, password: str) -> User:
    """Whoever is the first also needs something to promise, and rules to learn from."""
    policies.ensure_defaults()
    examples.ensure()
    return User.objects.create_user(
        username=username, email=email.lower(), password=password, name=name, role=User.Role.ADMIN
    )
