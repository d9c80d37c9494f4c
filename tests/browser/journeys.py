"""An office in a running stack, and what people do in its console."""

from __future__ import annotations

import dataclasses
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.stack import PASSWORD, Stack

PEOPLE = (("maya", "Maya Lind", "agent"), ("priya", "Priya Nair", "agent"), ("sam", "Sam Ortiz", "supervisor"))


@dataclasses.dataclass(frozen=True)
class Shop:
    stack: Stack
    mail: dict[str, Any]
    form: dict[str, Any]
    team: dict[str, Any]


def open_shop(stack: Stack) -> Shop:
    """A team, two agents and a supervisor, a mail channel that is fed by pipe, and a form that answers through it."""
    team = stack.api("POST", "teams", {"name": "Support"})
    for username, name, role in PEOPLE:
        person = {"username": username, "name": name, "email": f"{username}@shop.example", "role": role}
        stack.api("POST", "users", {**person, "team_ids": [team["id"]]})
    give_passwords(stack)
    common = {"team_id": team["id"], "team_ids": [team["id"]], "brand": "Shop", "active": True}
    mail = stack.api(
        "POST",
        "channels",
        {
            **common,
            "kind": "email",
            "name": "Support mail",
            "address": "support@shop.example",
            "settings": {"receive": "pipe", "send": "default"},
        },
    )
    form = stack.api(
        "POST",
        "channels",
        {
            **common,
            "kind": "webform",
            "name": "Contact form",
            "address": "contact",
            "settings": {"reply_channel_id": mail["id"]},
        },
    )
    return Shop(stack, mail, form, team)


def give_passwords(stack: Stack) -> None:
    stack.manage(
        "shell",
        "-c",
        "from inbox.models import User\n"
        "for user in User.objects.exclude(username='admin'):\n"
        f"    user.set_password({PASSWORD!r}); user.save()",
    )


def promise_an_answer_within(stack: Stack, *, seconds: int) -> None:
    """Shorter than the API allows (a minute), so that nobody has to wait for a breach."""
    stack.manage(
        "shell",
        "-c",
        "from django.db import transaction\n"
        "from inbox.models import PolicyVersion\n"
        "from inbox.sla import edition\n"
        f"target = {{'seconds': {seconds}, 'public_seconds': None, 'business': False, 'warn': [2]}}\n"
        "targets = {name: {'first_reply': target} for name in ('low', 'normal', 'high', 'urgent')}\n"
        "with transaction.atomic():\n"
        "    ours = edition.locked_organisation()\n"
        "    PolicyVersion.objects.update(targets=targets)\n"
        "    edition.announce(ours)\n",
    )


def sign_in(browser: Browser, shop: Shop, username: str, *, route: str = "/", **options: Any) -> Page:
    """A console of this person's own, open at ``route``; it must never throw."""
    context: BrowserContext = browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
    page = context.new_page()
    enter(page, shop, username, route=route)
    return page


def enter(page: Page, shop: Shop, username: str, *, route: str = "/") -> None:
    page.on("pageerror", lambda error: (_ for _ in ()).throw(AssertionError(str(error))))
    page.goto(f"{shop.stack.url}{route}")
    page.get_by_label("Username or e-mail").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("main#main")).to_be_visible(timeout=15_000)


def open_ticket(page: Page, subject: str) -> None:
    page.get_by_role("list", name="Tickets").get_by_text(subject).first.click()
    expect(page.get_by_role("form", name="Compose")).to_be_visible(timeout=15_000)


def write(page: Page, text: str) -> None:
    """Type into the composer; it is there when it has focus."""
    page.locator(".ProseMirror").click()
    page.keyboard.type(text)


def send(page: Page) -> None:
    page.get_by_role("form", name="Compose").get_by_role("button", name="Send", exact=True).click()


def said(page: Page) -> Any:
    """The conversation as it stands in the thread."""
    return page.get_by_role("log", name="Conversation")
