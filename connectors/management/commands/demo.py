"""`manage.py demo`: fill an empty database with Northwind; `--live` lets its customers go on writing."""

from __future__ import annotations

import random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse
from django.utils import timezone

from connectors.demo import company
from connectors.demo import live as customers
from connectors.demo.history import History
from inbox.models import User


class Command(BaseCommand):
    help = "Demo data: an office, its customers, ten days of conversations. Run again, it goes on where it stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--live", action="store_true", help="Let customers write and answer until stopped.")
        what.add_argument("--credentials", action="store_true", help="Only say how to sign in, and where the form is.")

    def handle(self, *, live: bool, credentials: bool, **options: Any) -> None:
        if credentials:
            self._say_how_to_sign_in()
        elif live:
            customers.run()
        else:
            # The same customers and words every time, around whatever time it is now.
            History(company.found(), now=timezone.now(), chance=random.Random(7)).happen()

    def _say_how_to_sign_in(self) -> None:
        accounts = {user.username: user for user in User.objects.filter(username__in=company.SHOWN, is_active=True)}
        for name in company.SHOWN:
            if name in accounts:
                unchanged = accounts[name].check_password(company.password(name))
                secret = company.password(name) if unchanged else "(the password you chose)"
                self.stdout.write(f"Sign in as {name:<11} with {secret}")
        self.stdout.write(f"Web form: {settings.PUBLIC_URL}{reverse('webform:form', args=[company.FORM])}")
