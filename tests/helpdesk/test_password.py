from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from knox.models import AuthToken

from inbox import people
from inbox.models import User
from tests import office


@pytest.fixture
def invited(db: None) -> tuple[User, str]:
    """Somebody who has a link, and its path."""
    admin = office.person("admin", role=User.Role.ADMIN)
    zoe = people.create_user(actor=admin, username="zoe", name="Zoe", email="Zoe@Shop.example")
    url, _ = people.invite(zoe, actor=admin)
    return zoe, urlsplit(url).path


def test_the_link_sets_a_password_once(invited: tuple[User, str]) -> None:
    _, path = invited
    page = Client().get(path)
    assert (page.status_code, page.headers["Cache-Control"]) == (
        200,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    assert Client().post(path, {"password": "plums and quinces"}).status_code == 302
    assert Client().login(username="zoe", password="plums and quinces")
    for again in (Client().get(path), Client().post(path, {"password": "something else"})):
        assert again.status_code == 404
    assert not Client().login(username="zoe", password="something else")


@pytest.mark.parametrize("password", ["short", "12345678901", "zoe@shop.example", ""])
def test_a_weak_password_is_refused_and_the_link_still_works(invited: tuple[User, str], password: str) -> None:
    _, path = invited
    refused = Client().post(path, {"password": password})
    assert refused.status_code == 422
    assert Client().post(path, {"password": "plums and quinces"}).status_code == 302


def test_other_sessions_and_tokens_end_with_the_password(invited: tuple[User, str]) -> None:
    zoe, _ = invited
    _, token = AuthToken.objects.create(zoe)
    browser = Client()
    browser.force_login(zoe)
    program = Client(headers={"Authorization": f"Bearer {token}"})
    url, _ = people.invite(User.objects.get(pk=zoe.pk), actor=zoe)
    assert browser.get("/api/v1/me").status_code == program.get("/api/v1/me").status_code == 200
    Client().post(urlsplit(url).path, {"password": "plums and quinces"})
    assert browser.get("/api/v1/me").status_code == program.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("key", ["x", "1-", "-", "zzzzzzzzzzzzzzzzzzzz-x", "1-abc-def", "%00-x", "é-x"])
def test_a_made_up_link_is_a_404(db: None, key: str) -> None:
    assert Client().get(f"/reset/{key}").status_code == 404


def test_the_link_of_somebody_who_was_let_go_is_dead(invited: tuple[User, str]) -> None:
    zoe, path = invited
    User.objects.filter(pk=zoe.pk).update(is_active=False)
    assert Client().get(path).status_code == 404
