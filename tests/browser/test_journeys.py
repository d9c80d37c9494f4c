"""Three people's days, in real browsers against the whole running stack."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

from playwright.sync_api import Browser, expect

from tests.browser import journeys, stack
from tests.browser.journeys import Shop

LIVE = 10_000  # milliseconds that a push may take on a busy machine; nothing is reloaded meanwhile


def test_a_customer_asks_by_form_an_agent_answers_and_the_customer_goes_on_by_mail(
    shop: Shop, browser: Browser
) -> None:
    maya = journeys.sign_in(browser, shop, "maya")

    customer = browser.new_context(java_script_enabled=False).new_page()
    customer.goto(f"{shop.stack.url}/f/contact/")
    customer.get_by_label("Your name").fill("Ada Okafor")
    customer.get_by_label("E-mail").fill("ada@customer.example")
    customer.get_by_label("Subject").fill("The kettle leaks")
    customer.get_by_label("Message").fill("It leaks from the lid. What can I do?")
    number = customer.get_by_text(re.compile(r"HD-\d+")).first

    def sent() -> bool:  # a browser that is driven is too quick for the form, which then asks once more
        customer.get_by_role("button", name="Send").click()
        expect(number.or_(customer.get_by_text("press Send once more"))).to_be_visible(timeout=LIVE)
        return number.is_visible()

    stack.until(sent)

    journeys.open_ticket(maya, "The kettle leaks")  # it came by itself
    expect(journeys.said(maya)).to_contain_text("It leaks from the lid.")
    journeys.write(maya, "We are sending you a new lid today.")
    journeys.send(maya)
    expect(journeys.said(maya)).to_contain_text("We are sending you a new lid today.", timeout=LIVE)

    answer = mail_to(shop, "ada@customer.example", "new lid")
    assert answer["Subject"] is not None
    assert "The kettle leaks" in str(answer["Subject"])
    expect(journeys.said(maya)).to_contain_text("Sent", timeout=LIVE)

    customer.get_by_role("link", name="Open your request").click()
    expect(customer.get_by_text("We are sending you a new lid today.")).to_be_visible()

    back = EmailMessage()
    back["From"], back["To"] = "Ada Okafor <ada@customer.example>", str(answer["Reply-To"] or answer["From"])
    back["Subject"], back["Message-ID"] = f"Re: {answer['Subject']}", "<thanks.1@customer.example>"
    back["In-Reply-To"] = back["References"] = str(answer["Message-ID"])
    back.set_content("Thank you, that was quick!\n\nOn Saturday, Shop wrote:\n> We are sending you a new lid today.\n")
    shop.stack.pipe("support@shop.example", back)
    expect(journeys.said(maya)).to_contain_text("Thank you, that was quick!", timeout=LIVE)
    rows = shop.stack.api("GET", "tickets?view=all")["results"]
    assert [row["subject"] for row in rows].count("The kettle leaks") == 1


def test_28_two_agents_who_answer_at_once_do_not_both_send(shop: Shop, browser: Browser) -> None:
    question(shop, "Where is my parcel?")
    maya, priya = (journeys.sign_in(browser, shop, name) for name in ("maya", "priya"))
    for page in (maya, priya):
        journeys.open_ticket(page, "Where is my parcel?")

    journeys.write(maya, "It is on its way.")
    expect(priya.get_by_text("Maya Lind is replying to this")).to_be_visible(timeout=LIVE)
    journeys.write(priya, "It was lost, sorry.")
    journeys.send(maya)
    expect(journeys.said(priya)).to_contain_text("It is on its way.", timeout=LIVE)
    mail_to(shop, "bo@customer.example", "on its way")

    journeys.send(priya)
    held = priya.get_by_role("alertdialog", name="Your reply is held")
    expect(held).to_contain_text("It is on its way.", timeout=LIVE)
    held.get_by_role("button", name="Keep editing").click()
    expect(priya.locator(".ProseMirror")).to_contain_text("It was lost, sorry.")
    mails = shop.stack.sink.mails
    left = [str(mails.get_nowait()) for _ in range(mails.qsize())]
    assert not [mail for mail in left if "It was lost" in mail]


def test_a_supervisor_sees_a_breach_arrive_and_reassigns_it_without_touching_the_page(
    shop: Shop, browser: Browser
) -> None:
    sam = journeys.sign_in(browser, shop, "sam")
    sam.goto(f"{shop.stack.url}/wall")
    expect(sam.locator("[data-number=breached] dd >> nth=0")).to_contain_text("0", timeout=LIVE)
    journeys.promise_an_answer_within(shop.stack, seconds=6)

    question(shop, "Nobody answers me")
    queue = sam.get_by_role("region", name="Tickets at risk")
    expect(queue).to_contain_text("Nobody answers me", timeout=LIVE)
    expect(sam.locator("[data-number=breached] dd >> nth=0")).to_contain_text("1", timeout=20_000)

    row = queue.get_by_role("row", name=re.compile("Nobody answers me"))
    row.get_by_role("button", name=re.compile("unassigned. Reassign")).click()
    sam.get_by_role("menuitem", name=re.compile("Priya Nair")).click()
    expect(row.get_by_role("button", name=re.compile("Priya Nair. Reassign"))).to_be_visible(timeout=LIVE)
    priya = next(row for row in shop.stack.api("GET", "users")["results"] if row["username"] == "priya")
    stack.until(lambda: breached(shop.stack.ticket_about("Nobody answers me"), owner=priya["id"]))


def breached(ticket: dict[str, Any], *, owner: int) -> bool:
    missed = [clock["metric"] for clock in ticket["clocks"] if clock["breached_at"]]
    return missed == ["first_reply"] and ticket["assignee_id"] == owner


def question(shop: Shop, subject: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Bo Berg <bo@customer.example>", "support@shop.example", subject
    mail["Message-ID"] = f"<{subject.replace(' ', '.')}@customer.example>"
    mail.set_content("I have been waiting for days.")
    shop.stack.pipe("support@shop.example", mail)


def mail_to(shop: Shop, address: str, text: str) -> EmailMessage:
    """The next mail to this customer that says so; confirmations before it do not count."""

    def look() -> EmailMessage | None:
        while not shop.stack.sink.mails.empty():
            mail = shop.stack.sink.mails.get()
            body = mail.get_body(("plain",))
            if address in str(mail["To"]) and body is not None and text in body.get_content():
                return mail
        return None

    return stack.until(look)
