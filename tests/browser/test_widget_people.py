"""Who chats: whom the site knows, who has left, and who comes when nobody is there."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, expect

from connectors.signatures import hmac_hex
from tests.browser import stack
from tests.browser.visitors import DESK, LIVE, PHONE, SECRET, Chat, answer, log, say, shot, visitor

HOURS = """
import datetime as dt
from django.db import transaction
from django.utils import timezone
from inbox.models import CalendarVersion, Organisation
from inbox.sla import edition
old = CalendarVersion.objects.filter(calendar=Organisation.objects.get().calendar_id).order_by("-number").first()
CalendarVersion.objects.create(calendar=old.calendar, number=old.number + 1, zone=old.zone, windows=%s)
with transaction.atomic():
    edition.announce(edition.locked_organisation())
"""
IN_THREE_DAYS = '[[(timezone.now() + dt.timedelta(days=3)).weekday(), "09:00", "17:00"]]'
ALWAYS = '[[day, "00:00", "24:00"] for day in range(7)]'


def test_somebody_whom_the_site_knows_is_asked_nothing_and_a_forged_name_counts_for_nothing(
    chat: Chat, browser: Browser
) -> None:
    known = {"user_id": "42", "user_name": "Ada Lovelace", "user_email": "ada@customer.example"}
    chat.site.script = chat.snippet(**known, user_hash=hmac_hex(SECRET, "42"))
    ada = visitor(browser, chat)
    panel = ada.open()
    say(panel, "It is me")
    assert chat.shop.stack.ticket_about("It is me")["contact"]["name"] == "Ada Lovelace"
    ada.context.close()
    again = visitor(browser, chat)
    expect(log(again.open())).to_contain_text("It is me", timeout=LIVE)
    again.context.close()
    chat.site.script = chat.snippet(**known, user_hash=hmac_hex("some other secret, also long", "42"))
    eve = visitor(browser, chat)
    panel = eve.open()
    expect(panel.get_by_label("Your name")).to_be_visible()
    expect(log(panel)).not_to_contain_text("It is me")
    eve.context.close()


def test_who_has_left_is_mailed_what_they_did_not_read(chat: Chat, browser: Browser) -> None:
    chat.set(mail_after=1)
    ada = visitor(browser, chat)
    panel = ada.begin("Ada", "ada.left@customer.example")
    say(panel, "I have to go")
    chat.shop.stack.ticket_about("I have to go")
    ada.context.close()
    answer(chat, "I have to go", "Here is your label.")
    stack.until(lambda: _last_state(chat, "I have to go") == "sent")
    chat.shop.stack.manage(
        "shell",
        "-c",
        "from django.utils import timezone; import datetime as dt\n"
        "from connectors.widget.models import Line, Visitor\n"
        "before = timezone.now() - dt.timedelta(minutes=3)\n"
        "Visitor.objects.update(seen_at=before); Line.objects.update(at=before)",
    )

    def mailed() -> Any:
        while not chat.shop.stack.sink.mails.empty():
            mail = chat.shop.stack.sink.mails.get()
            if "ada.left@customer.example" in str(mail["To"]):
                return mail
        return None

    mail = stack.until(mailed, patience=150)
    text = mail.get_body(("plain",)).get_content()
    assert "Here is your label." in text
    assert "I have to go" not in text, "what was typed does not travel to an address that was typed"
    assert chat.site.origin in text


def test_outside_business_hours_a_message_is_left_with_an_address(chat: Chat, browser: Browser) -> None:
    chat.set(hours="calendar", ask_name="no", ask_email="no")
    chat.shop.stack.manage("shell", "-c", HOURS % IN_THREE_DAYS)
    try:
        for size, name in ((DESK, "desk"), (PHONE, "phone")):
            ada = visitor(browser, chat, size=size)
            panel = ada.open()
            expect(panel.get_by_text("Leave a message")).to_be_visible()
            shot(ada.page, f"{name}-away")
            panel.get_by_role("button", name="Go on to your message").click()
            expect(panel.get_by_text("Please fill this in.")).to_be_visible()
            panel.get_by_label("Your e-mail address").fill("ada.away@customer.example")
            panel.get_by_role("button", name="Go on to your message").click()
            say(panel, f"Call me back on the {name}")
            expect(panel.get_by_role("status").first).to_contain_text("ada.away@customer.example")
            ticket = chat.shop.stack.ticket_about(f"Call me back on the {name}")
            (message,) = chat.shop.stack.api("GET", f"tickets/{ticket['id']}/messages")["results"]
            assert "E-mail: ada.away@customer.example" in message["body_text"]
            ada.context.close()
    finally:
        chat.shop.stack.manage("shell", "-c", HOURS % ALWAYS)


def _last_state(chat: Chat, subject: str) -> str:
    ticket = chat.shop.stack.ticket_about(subject)
    found = chat.shop.stack.api("GET", f"tickets/{ticket['id']}/messages")["results"]
    ours = [row for row in found if row.get("direction") == "outbound"]
    return str(ours[-1]["delivery"]["state"]) if ours else ""
