"""`manage.py createadmin`: the first person, from the command line or by a one-time link."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from helpdesk import setup_link
from helpdesk.accounts import create_admin
from inbox.models import User


class Command(BaseCommand):
    help = "Make an admin. Asks for what is not given; --link prints a set-up link instead."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username")
        parser.add_argument("--email")
        parser.add_argument("--name", default="")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument("--link", action="store_true", help="print a one-time link, as long as nobody works here")

    def handle(self, *, link: bool, name: str, password_stdin: bool, **options: Any) -> None:
        if link:
            if not setup_link.nobody_works_here():
                raise CommandError("somebody works here already: an admin can add people on the console")
            self.stdout.write(setup_link.make())
            return
        username = options["username"] or _ask("Username: ", instead="--username")
        email = options["email"] or _ask("E-mail: ", instead="--email")
        if password_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
        elif sys.stdin.isatty():
            password = getpass.getpass()
        else:
            raise CommandError("no terminal to ask for the password: use --password-stdin")
        person = User(username=username, email=email)
        try:
            User.username_validator(username)
            validate_email(email)
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        if User.objects.filter(username=username).exists() or User.objects.filter(email__iexact=email).exists():
            raise CommandError("somebody with this username or e-mail address exists already")
        create_admin(name=name or username, email=email, username=username, password=password)
        self.stdout.write(f"{username} can sign in as an admin.")


def _ask(question: str, *, instead: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError(f"no terminal to ask: use {instead}")
    return input(question).strip()
