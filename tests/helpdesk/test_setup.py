from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from helpdesk import setup_link
from inbox.models import User

pytestmark = pytest.mark.django_db

ADA = {
    "name": "Ada Lovelace",
    "email": "Ada@example.org",
    "username": "ada",
    "password": "correct horse battery",
}


@pytest.fixture
def path() -> str:
    return setup_link.make().removeprefix("http://testserver")


def test_the_link_makes_the_first_admin_once(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200
    made = client.post(path, ADA)
    assert (made.status_code, made["Location"]) == (302, "/admin/setup")
    ada = User.objects.get()
    assert (ada.name, ada.email, ada.role) == ("Ada Lovelace", "ada@example.org", User.Role.ADMIN)
    assert ada.check_password("correct horse battery")
    assert client.get(path).status_code == 404
    assert client.post(path, {**ADA, "username": "eve", "email": "eve@example.org"}).status_code == 404


def test_mistakes_are_shown_beside_the_fields_and_nothing_is_made(client: Client, path: str) -> None:
    answer = client.post(path, {**ADA, "email": "nowhere", "password": "12345"})
    assert answer.status_code == 422
    assert b"Enter a valid email address" in answer.content
    assert b"too short" in answer.content
    assert b"Ada Lovelace" in answer.content
    assert b"12345" not in answer.content
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "token", ["first-admin", "null", "first-admin:1:x", "first-admin:1xUt8X:mL-dmNq0sjucyPLXl2Ki7F"]
)
def test_a_made_up_link_is_a_404(client: Client, token: str) -> None:
    assert client.get(f"/setup/{token}/").status_code == 404


def test_the_link_ends_after_an_hour(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now().timestamp() + setup_link.VALID_SECONDS + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.get(path).status_code == 404


def test_the_command_line_makes_an_admin_and_refuses_a_second_with_the_same_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run(*arguments: str, password: str = "correct horse battery\n") -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(password))
        out = io.StringIO()
        call_command("createadmin", *arguments, stdout=out)
        return out.getvalue()

    ada = ("--username", "ada", "--email", "ada@example.org", "--password-stdin")
    assert run(*ada) == "ada can sign in as an admin.\n"
    with pytest.raises(CommandError, match="exists already"):
        run(*ada)
    with pytest.raises(CommandError, match="too short"):
        run("--username", "bob", "--email", "bob@example.org", "--password-stdin", password="short\n")
    with pytest.raises(CommandError, match="valid email"):
        run("--username", "bob", "--email", "bob", "--password-stdin")
    with pytest.raises(CommandError, match="use --password-stdin"):
        run("--username", "bob", "--email", "bob@example.org")
    with pytest.raises(CommandError, match="somebody works here already"):
        run("--link")
