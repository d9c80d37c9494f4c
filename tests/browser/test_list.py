"""The list of tickets (criteria 1 to 12), in a real browser against the whole running stack."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import journeys, stack
from tests.browser.journeys import Shop

LIVE = 15_000
MANY = 5_000
LABEL = "list-of-thousands"
SEED = """
import datetime as dt
from django.utils import timezone
from inbox.models import Channel, Contact, Identity, Message, Ticket
channel = Channel.objects.get(address="support@shop.example")
now = timezone.now()
people = Contact.objects.bulk_create([Contact(name=f"Person {n}") for n in range(50)])
Identity.objects.bulk_create(
    [Identity(contact=one, network="email", handle=f"person{one.pk}@thousands.example") for one in people]
)
team = channel.team
rows = Ticket.objects.bulk_create([
    Ticket(subject=f"Thousands {n}", channel=channel, team=team, contact=people[n %% 50], labels=["%(label)s"],
           preview=f"This is number {n}.", message_count=1, last_message_at=now - dt.timedelta(days=400, minutes=n))
    for n in range(%(many)d)
], batch_size=1000)
said = Message.objects.bulk_create([
    Message(ticket=row, channel=channel, direction="inbound", visibility="private", sent_at=row.last_message_at,
            body_text=f"About the zebrafish {n %% 10}.") for n, row in enumerate(rows[:40])
])
for row, message in zip(rows, said):
    row.last_message_id = row.last_inbound_id = message.pk
Ticket.objects.bulk_update(rows[:40], ["last_message_id", "last_inbound_id"])
print(len(rows))
"""


@pytest.fixture(scope="module")
def thousands(shop: Shop) -> Shop:
    """Far in the past, so that no other test meets them at the top of a list."""
    assert shop.stack.manage("shell", "-c", SEED % {"label": LABEL, "many": MANY}).strip().endswith(str(MANY))
    return shop


@pytest.fixture(scope="module")
def view(thousands: Shop) -> int:
    body = {
        "name": "Thousands",
        "conditions": {"field": "labels", "op": "contains", "value": [LABEL]},
        "shared_with": "all",
        "order": "-last_message_at",
    }
    made: int = thousands.stack.api("POST", "views", body)["id"]
    return made


def rows(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-row]").evaluate_all("all => all.map(one => one.dataset.row)")
    return found


def opened(browser: Browser, shop: Shop, view: int, who: str = "maya", query: str = "") -> Page:
    page = journeys.sign_in(browser, shop, who, route=f"/inbox/saved-{view}{query}")
    expect(page.locator("[data-row]").first).to_be_visible(timeout=2 * LIVE)
    return page


def test_01_five_thousand_tickets_draw_few_rows_and_say_how_many_there_are(
    thousands: Shop, view: int, browser: Browser
) -> None:
    page = opened(browser, thousands, view)
    assert len(rows(page)) < 40
    expect(page.get_by_role("region", name="Ticket list")).to_contain_text("5,000")
    item = page.get_by_role("list", name="Tickets").get_by_role("listitem").first
    expect(item).to_have_attribute("aria-setsize", str(MANY), timeout=LIVE)
    assert len({*rows(page)}) == len(rows(page))


def test_02_the_first_rows_wait_for_one_answer_and_for_nothing_else(
    thousands: Shop, view: int, browser: Browser
) -> None:
    """How long it takes is measured by ``bench/console.py``."""
    page = journeys.sign_in(browser, thousands, "maya")
    asked: list[str] = []
    held: list[Route] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/v1/tickets?" in request.url else None)

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/assets/(Composer|Conversation|DetailsPanel)-.*[.]js"), hold)
    page.goto(f"{thousands.stack.url}/inbox/saved-{view}")
    expect(page.locator("[data-row]").first).to_be_visible(timeout=LIVE)
    assert len(asked) == 1
    for route in held:
        route.continue_()


def test_03_j_shows_the_next_ticket_before_the_server_has_answered(
    thousands: Shop, view: int, browser: Browser
) -> None:
    page = opened(browser, thousands, view)
    page.locator("[data-row]").first.click()
    expect(page.get_by_role("form", name="Compose")).to_be_visible(timeout=2 * LIVE)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/api/v1/tickets/\d+"), hold)
    second = page.locator("[data-row]").nth(1)
    number, subject = second.get_attribute("data-row"), re.search(r"Thousands \d+", second.inner_text())
    assert subject is not None
    page.locator("[data-thread]").focus()
    page.keyboard.press("j")
    expect(page.locator("[data-row][data-selected]")).to_have_attribute("data-row", str(number))
    expect(page.get_by_role("heading", name=subject[0], exact=True)).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")


def test_04_a_row_names_the_customer_the_subject_the_channel_and_who_has_it(
    thousands: Shop, view: int, browser: Browser
) -> None:
    page = opened(browser, thousands, view)
    row = page.get_by_role("list", name="Tickets").get_by_role("listitem").first
    for words in ("Person", "Thousands", "E-mail", "Unassigned"):
        expect(row).to_contain_text(re.compile(words, re.IGNORECASE))
    expect(row.locator("time")).to_be_visible()


def test_05_unread_clears_a_moment_after_opening(thousands: Shop, view: int, browser: Browser) -> None:
    page = opened(browser, thousands, view)
    row = page.locator("[data-row][data-unread]").first
    number = row.get_attribute("data-row")
    expect(row).to_contain_text("unread")
    row.click()
    expect(page.locator(f'[data-row="{number}"]')).not_to_have_attribute("data-unread", "true", timeout=LIVE)


def test_06_the_selected_ticket_stays_in_view(thousands: Shop, view: int, browser: Browser) -> None:
    page = opened(browser, thousands, view)
    page.locator("[data-list]").focus()
    for key in "j" * 25 + "k" * 25:
        page.keyboard.press(key)
        selected = page.locator("[data-row][data-selected]")
        expect(selected).to_be_in_viewport(timeout=LIVE)


def test_07_rows_become_compact_and_stay_so_after_a_reload(thousands: Shop, view: int, browser: Browser) -> None:
    page = opened(browser, thousands, view)
    item = page.get_by_role("list", name="Tickets").get_by_role("listitem").first
    expect(item).to_have_css("height", "74px")
    page.locator("[data-list]").focus()
    page.keyboard.press("d")
    expect(item).to_have_css("height", "38px")
    page.reload()
    expect(item).to_have_css("height", "38px", timeout=LIVE)


def test_08_search_narrows_marks_what_matched_and_gives_the_focus_back(
    thousands: Shop, view: int, browser: Browser
) -> None:
    page = opened(browser, thousands, view)
    page.locator("[data-list]").focus()
    page.keyboard.press("/")
    box = page.get_by_role("textbox", name="Search this view")
    expect(box).to_be_focused()
    box.fill("zebrafish 7")
    expect(page.locator("[data-row] mark").first).to_have_text("zebrafish", timeout=LIVE)
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()
    page.locator("[data-row]").first.click()
    expect(page.locator("[data-message]").first).to_contain_text("zebrafish 7", timeout=LIVE)


def test_08_filters_are_chosen_typed_and_taken_away(thousands: Shop, view: int, browser: Browser) -> None:
    page = opened(browser, thousands, view)
    page.get_by_role("textbox", name="Search this view").click()
    filters = page.get_by_role("group", name="Filters")
    filters.get_by_role("button", name="Status").click()
    page.get_by_role("menuitem", name="Solved", exact=True).click()
    expect(page.get_by_text("No matches")).to_be_visible(timeout=LIVE)
    assert "is%3Asolved" in page.url or "is:solved" in page.url
    filters.get_by_role("button", name="Remove the filter is:solved").click()
    expect(page.locator("[data-row]").first).to_be_visible(timeout=LIVE)
    box = page.get_by_role("textbox", name="Search this view")
    box.fill("assignee:nob")
    page.get_by_role("group", name="What can follow").get_by_role("button", name="Nobody").click()
    expect(filters.get_by_role("button", name="Remove the filter assignee:nobody")).to_be_visible(timeout=LIVE)


def test_09_the_number_at_the_side_is_the_number_of_the_list_and_follows_it(
    thousands: Shop, view: int, browser: Browser
) -> None:
    page = opened(browser, thousands, view)
    at_side = page.get_by_role("navigation", name="Views and queues").get_by_role("link", name="Thousands")
    expect(at_side).to_contain_text("5,000", timeout=LIVE)
    row = thousands.stack.api("GET", f"tickets?view=saved-{view}&limit=1")["results"][0]
    thousands.stack.api("PATCH", f"tickets/{row['id']}", {"labels": []})
    expect(at_side).to_contain_text("4,999", timeout=LIVE)
    expect(page.get_by_role("region", name="Ticket list")).to_contain_text("4,999", timeout=LIVE)
    thousands.stack.api("PATCH", f"tickets/{row['id']}", {"labels": [LABEL]})
    expect(at_side).to_contain_text("5,000", timeout=LIVE)


def test_10_what_comes_in_above_moves_neither_the_selection_nor_the_rows_one_reads(
    thousands: Shop, view: int, browser: Browser
) -> None:
    page = opened(browser, thousands, view)
    page.locator("[data-row]").nth(3).click()
    chosen = page.locator("[data-row][data-selected]")
    expect(chosen).to_be_visible()
    number = str(chosen.get_attribute("data-row"))
    page.locator("[data-list]").hover()
    page.mouse.wheel(0, 150)
    page.wait_for_function("document.querySelector('[data-list]').scrollTop > 100")
    before = chosen.bounding_box()
    mail = EmailMessage()
    mail["From"], mail["To"] = "Nora New <nora@thousands.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = "Newer than thousands", "<newer@thousands.example>"
    mail.set_content("I come in above.")
    thousands.stack.pipe("support@shop.example", mail)
    newer = thousands.stack.ticket_about("Newer than thousands")
    thousands.stack.api("PATCH", f"tickets/{newer['id']}", {"labels": [LABEL]})
    at_side = page.get_by_role("navigation", name="Views and queues").get_by_role("link", name="Thousands")
    expect(at_side).to_contain_text("5,001", timeout=LIVE)
    expect(chosen).to_have_attribute("data-row", number)
    after = chosen.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2
    thousands.stack.api("PATCH", f"tickets/{newer['id']}", {"labels": []})


def test_11_some_are_chosen_changed_and_put_back_by_one_undo(thousands: Shop, view: int, browser: Browser) -> None:
    page = opened(browser, thousands, view)
    page.locator("[data-row]").first.focus()
    first, third = rows(page)[0], rows(page)[2]
    page.keyboard.press("x")
    page.locator(f'[data-row="{third}"]').focus()
    page.keyboard.press("Shift+x")
    bar = page.get_by_role("region", name="Change the chosen tickets")
    expect(bar).to_contain_text("3 tickets chosen", timeout=LIVE)
    bar.get_by_role("button", name="Priority").click()
    page.get_by_role("menuitem", name="High").click()
    work = page.get_by_role("region", name="Work on many tickets")
    expect(work).to_contain_text("3 tickets done", timeout=LIVE)
    assert thousands.stack.api("GET", f"tickets/{first}")["priority"] == "high"
    work.get_by_role("button", name="Undo").click()
    stack.until(lambda: thousands.stack.api("GET", f"tickets/{first}")["priority"] == "normal")


def test_12_an_empty_list_says_what_to_do(thousands: Shop, view: int, browser: Browser) -> None:
    page = opened(browser, thousands, view)
    page.get_by_role("textbox", name="Search this view").fill("nobodyeverwrotethis")
    expect(page.get_by_text("No matches")).to_be_visible(timeout=LIVE)
    page.get_by_role("button", name="Clear the search").last.click()
    expect(page.locator("[data-row]").first).to_be_visible(timeout=LIVE)
    page.get_by_role("textbox", name="Search this view").fill("is:nonsense ")
    expect(page.get_by_role("alert")).to_contain_text("is:nonsense means nothing here", timeout=LIVE)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def test_a_list_is_saved_as_a_view_and_stands_at_the_side(thousands: Shop, view: int, browser: Browser) -> None:
    page = opened(browser, thousands, view, query="?q=priority%3Anormal")
    page.get_by_role("button", name="Sort").click()
    page.get_by_role("menuitem", name="Save this list as a view").click()
    form = page.get_by_role("dialog", name="New view")
    expect(form).to_contain_text(re.compile(r"[45],\d\d\d tickets now"), timeout=LIVE)
    form.get_by_label("Name").fill("Normal thousands")
    form.get_by_role("button", name="Save").click()
    side = page.get_by_role("navigation", name="Views and queues")
    expect(side.get_by_role("link", name="Normal thousands")).to_be_visible(timeout=LIVE)
    expect(page.get_by_role("heading", name="Normal thousands")).to_be_visible(timeout=LIVE)
    page.get_by_role("button", name="Sort").click()
    page.get_by_role("menuitem", name="Save this list as a view").click()
    page.get_by_role("dialog", name="Change the view").get_by_role("button", name="Remove", exact=True).click()
    expect(side.get_by_role("link", name="Normal thousands")).to_have_count(0, timeout=LIVE)
