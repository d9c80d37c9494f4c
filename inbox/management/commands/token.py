"""Prints a new API token; only its hash is kept, so it cannot be shown again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from knox.models import AuthToken

from inbox.models import User


class Command(BaseCommand):
    help = "Print a new API token of a person, for `Authorization: Bearer …`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--revoke", action="store_true", help="End all tokens of this person instead.")

    def handle(self, *args: Any, username: str, revoke: bool, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is nobody with the username {username}.")
        if revoke:
            ended, _ = AuthToken.objects.filter(user=user).delete()
            self.stdout.write(f"{ended} ended")
            return
        if not user.is_active:
            raise CommandError(f"{username} is deactivated.")
        _, token = AuthToken.objects.create(user)
        self.stdout.write(token)
