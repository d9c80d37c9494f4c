"""The wall and how work is given out: on a team of their own, so that other tests' tickets stand elsewhere."""

from __future__ import annotations

import contextlib
import json
import re
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.browser.stack import until
from tests.browser.test_screens import PHONE, check

LIVE = 10_000
FITS = "(wall => wall.scrollHeight <= wall.clientHeight && document.documentElement.scrollWidth <= innerWidth)"


@pytest.fixture(scope="module")
def team(shop: Shop) -> dict[str, Any]:
    """With two people, a mailbox, and one ticket that waits."""
    people = {user["username"]: user["id"] for user in shop.stack.api("GET", "users")["results"]}
    made: dict[str, Any] = shop.stack.api(
        "POST", "teams", {"name": "Wall watchers", "member_ids": [people["maya"], people["sam"]]}
    )
    channel = {"kind": "email", "name": "Wall mail", "address": "wall@shop.example", "brand": "Shop", "active": True}
    settings = {"receive": "pipe", "send": "default"}
    shop.stack.api(
        "POST", "channels", {**channel, "team_id": made["id"], "team_ids": [made["id"]], "settings": settings}
    )
    mail = EmailMessage()
    mail["From"], mail["To"] = "Wanda Wall <wanda@customer.example>", "wall@shop.example"
    mail["Subject"], mail["Message-ID"] = "My wall clock stopped", "<wall-clock@customer.example>"
    mail.set_content("It says noon all day.")
    shop.stack.pipe("wall@shop.example", mail)
    shop.stack.ticket_about("My wall clock stopped")
    return made


def test_a_supervisor_takes_a_ticket_and_makes_it_urgent_without_leaving_the_wall(
    shop: Shop, team: dict[str, Any], browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "sam", route=f"/wall?team={team['id']}")
    row = page.get_by_role("row", name=re.compile("My wall clock stopped"))
    row.get_by_role("button", name=re.compile("unassigned. Reassign")).click(timeout=LIVE)
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem", name=re.compile("Maya Lind"))).to_contain_text(
        re.compile(r"(Has|Is) .*/ 25|/ 25"), timeout=LIVE
    )
    menu.get_by_role("menuitem", name="Take it myself").click()
    expect(row.get_by_role("button", name=re.compile("Sam Ortiz. Reassign"))).to_be_visible(timeout=LIVE)
    page.get_by_role("button", name="Undo").click()
    mine = row.get_by_role("button", name=re.compile("unassigned. Reassign"))
    expect(mine).to_be_visible(timeout=LIVE)
    mine.click()
    page.get_by_role("menuitem", name="Raise to high").click()
    expect(row).to_contain_text("High", timeout=LIVE)
    assert shop.stack.ticket_about("My wall clock stopped")["priority"] == "high"


def test_everything_fits_and_the_big_screen_has_nothing_to_press(
    shop: Shop, team: dict[str, Any], browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "sam", route="/wall")
    wall = page.locator("[data-number=open]").locator("xpath=../..")
    expect(wall).to_be_visible(timeout=LIVE)
    assert wall.evaluate(FITS)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{shop.stack.url}/wall?board=true&team={team['id']}")
    expect(page.get_by_role("heading", name="Wall watchers")).to_be_visible(timeout=LIVE)
    expect(page.locator("[data-number=open]")).to_be_visible(timeout=LIVE)
    assert wall.evaluate(FITS)
    assert page.locator("main button").count() == 1  # the way out
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="SLA wall")).to_be_visible()
    assert page.url.endswith(f"/wall?team={team['id']}")


def test_47_numbers_without_news_for_half_a_minute_are_called_old(shop: Shop, browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.clock.install()
    page.route_web_socket(re.compile("/ws/live/"), lambda socket: socket.close())
    journeys.enter(page, shop, "sam", route="/wall")
    expect(page.locator("[data-number=open]")).to_be_visible(timeout=LIVE)
    old = page.get_by_text("These numbers are old")
    expect(old).to_be_hidden()
    page.clock.fast_forward("00:40")
    expect(old).to_be_visible(timeout=LIVE)


def test_an_admin_says_how_a_team_works_and_asks_who_would_get_a_ticket(
    shop: Shop, team: dict[str, Any], browser: Browser, afterwards: contextlib.ExitStack
) -> None:
    afterwards.callback(shop.stack.api, "PATCH", f"teams/{team['id']}", {"strategy": "manual"})
    page = journeys.sign_in(browser, shop, "admin", route="/admin/routing")
    page.get_by_role("button", name=re.compile("Wall watchers")).click(timeout=LIVE)
    form = page.get_by_role("dialog", name=re.compile("Wall watchers"))
    form.get_by_role("combobox", name="New tickets go").click()
    page.get_by_role("option", name="To whoever has the most room").click()
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name=re.compile("Wall watchers"))).to_contain_text(
        "Each ticket goes to whoever has the most room.", timeout=LIVE
    )

    page.get_by_role("combobox", name="For the team").click()
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.get_by_role("option", name="Wall watchers")).to_be_hidden()  # it does not work on the first channel
    page.get_by_role("combobox", name="It comes in on").click()
    page.get_by_role("option", name="Wall mail").click()
    page.get_by_role("combobox", name="For the team").click()
    page.get_by_role("option", name="Wall watchers").click()
    page.get_by_role("button", name="Who would get it?").click()
    table = page.get_by_role("table", name="Everybody who was considered")
    expect(table.get_by_role("row", name=re.compile("Maya Lind"))).to_be_visible(timeout=LIVE)

    page.get_by_role("button", name="New skill").click()
    dialog = page.get_by_role("dialog", name="New skill")
    dialog.get_by_label("Name").fill("Wall clocks")
    dialog.get_by_role("button", name="Save").click()
    level = page.get_by_role("combobox", name="Maya Lind: Wall clocks")
    level.select_option("4", timeout=LIVE)
    expect(level).to_be_enabled(timeout=LIVE)
    (skill,) = [one for one in shop.stack.api("GET", "skills")["results"] if one["name"] == "Wall clocks"]
    assert [one["level"] for one in skill["people"]] == [4]
    shop.stack.api("DELETE", f"skills/{skill['id']}")


def test_a_supervisor_excuses_what_broke_while_nobody_could_answer(
    shop: Shop, team: dict[str, Any], browser: Browser
) -> None:
    ticket = shop.stack.ticket_about("My wall clock stopped")
    shop.stack.manage(
        "shell",
        "-c",
        "from django.utils import timezone\nfrom inbox.models import Clock\n"
        f"broken = Clock.objects.filter(ticket={ticket['id']}).order_by('metric').first()\n"
        "Clock.objects.filter(pk=broken.pk).update(breached_at=timezone.now())",
    )
    page = journeys.sign_in(browser, shop, "sam", route=f"/wall?team={team['id']}", bypass_csp=True)
    page.get_by_role("button", name="Excuse…").focus(timeout=LIVE)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Excuse broken promises")
    dialog.get_by_role("combobox", name="Only").click()
    page.get_by_role("option", name="Tickets of one channel").click()
    dialog.get_by_role("combobox", name="Channel").click()
    page.get_by_role("option", name="Wall mail").click()
    expect(dialog.get_by_role("button", name="Show which ones")).to_be_disabled()
    dialog.get_by_role("textbox", name="Why they do not count").fill("Power cut")
    dialog.get_by_role("button", name="Show which ones").click()
    expect(dialog.get_by_role("status")).to_contain_text("1 broken promise would be excused.", timeout=LIVE)
    expect(dialog.get_by_role("status")).to_contain_text("My wall clock stopped")
    check(page, "which promises would be excused")
    dialog.get_by_role("button", name="Excuse 1 promise").click()
    expect(page.get_by_text("1 broken promise excused.")).to_be_visible(timeout=LIVE)
    expect(dialog).to_be_hidden()
    excused = page.get_by_role("region", name="Breached today").get_by_role("row", name=re.compile("Excused"))
    expect(excused).to_contain_text("1", timeout=LIVE)
    clocks = shop.stack.api("GET", f"tickets/{ticket['id']}/clocks")["results"]
    assert [clock["excuse"] for clock in clocks if clock["excuse"]] == ["Power cut"]

    admin = journeys.sign_in(browser, shop, "admin", route="/admin/calendars", bypass_csp=True)
    admin.get_by_role("button", name="Excuse breaches of a day…").click(timeout=LIVE)
    expect(admin.get_by_role("dialog", name="Excuse broken promises")).to_be_visible(timeout=LIVE)
    admin.keyboard.press("Escape")
    expect(admin.get_by_role("dialog")).to_be_hidden()


def test_an_offer_is_put_before_one_person_and_becomes_theirs(
    shop: Shop, team: dict[str, Any], browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "maya", route="/inbox/open")
    expect(page.locator("[data-live=live]")).to_be_attached(timeout=LIVE)
    ticket = shop.stack.ticket_about("My wall clock stopped")
    shop.stack.manage(
        "shell",
        "-c",
        "from django.db import transaction\nfrom django.utils import timezone\n"
        "from inbox.models import Ticket, User\nfrom inbox.routing import offers\n"
        "with transaction.atomic():\n"
        f"    ticket = Ticket.objects.select_for_update().get(pk={ticket['id']})\n"
        "    offers.make(ticket, User.objects.get(username='maya').pk, at=timezone.now())",
    )
    offer = page.get_by_role("region", name="Offered to you")
    expect(offer).to_contain_text("Wanda Wall", timeout=LIVE)
    offer.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="My wall clock stopped")).to_be_visible(timeout=LIVE)
    expect(offer).to_be_hidden()
    maya = next(row for row in shop.stack.api("GET", "users")["results"] if row["username"] == "maya")
    assert shop.stack.ticket_about("My wall clock stopped")["assignee_id"] == maya["id"]


@pytest.mark.parametrize(
    ("name", "options"), [("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", PHONE)], ids=lambda x: x
)
def test_everybody_can_use_the_wall_and_the_routing_page(
    shop: Shop, team: dict[str, Any], browser: Browser, name: str, options: dict[str, Any]
) -> None:
    page = journeys.sign_in(browser, shop, "admin", **options, bypass_csp=True)
    for route, ready in (
        (f"/wall?team={team['id']}", "[data-number]"),
        ("/wall?board=true", "[data-number]"),
        ("/admin/routing", "form button[type=submit]"),
    ):
        page.goto(f"{shop.stack.url}{route}")
        expect(page.locator(ready).first).to_be_visible(timeout=LIVE)
        check(page, f"{name} {route}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} {route} scrolls sideways"


EARS = """
    window.played = 0;
    window.AudioContext = class extends AudioContext {
        createOscillator() { window.played += 1; return super.createOscillator(); }
    };
"""


def due_in(shop: Shop, ticket: dict[str, Any], seconds: int) -> None:
    """Sooner than the API lets anybody promise."""
    shop.stack.manage(
        "shell",
        "-c",
        "import datetime as dt\nfrom django.utils import timezone\nfrom inbox import events\n"
        "from inbox.models import Clock, Ticket\n"
        f"at = timezone.now() + dt.timedelta(seconds={seconds})\n"
        f"Clock.objects.filter(ticket={ticket['id']}, state='running').update("
        "due_at=at, next_check_at=at, breached_at=None)\n"
        f"Ticket.objects.filter(pk={ticket['id']}).update(due_at=at)",
    )


def asked(shop: Shop, subject: str) -> dict[str, Any]:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Wanda Wall <wanda@customer.example>", "wall@shop.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject.replace(' ', '.')}@customer.example>"
    mail.set_content("When will it be repaired?")
    shop.stack.pipe("wall@shop.example", mail)
    return shop.stack.ticket_about(subject)


def times(page: Page, caption: str) -> list[str]:
    rows = page.get_by_role("table", name=re.compile(caption)).get_by_role("row").filter(has=page.locator("td bdi"))
    return [row.locator("td bdi").first.inner_text() for row in rows.all()]


def seconds(text: str) -> int:
    """Of "2d 4h", "3h 05m", "12:09"."""
    units = {"d": 86400, "h": 3600, "m": 60}
    if ":" in text:
        minutes, rest = text.split(":")
        return int(minutes) * 60 + int(rest)
    return sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([dhm])", text))


def test_44_what_breaches_next_comes_first_and_ticks(shop: Shop, team: dict[str, Any], browser: Browser) -> None:
    for subject, within in (("Wall late", 3000), ("Wall soon", 900), ("Wall later", 5400)):
        due_in(shop, asked(shop, subject), within)
    page = journeys.sign_in(browser, shop, "sam", route=f"/wall?team={team['id']}")
    rows = page.get_by_role("table", name=re.compile("Next to breach")).get_by_role("row")
    expect(rows.filter(has_text="Wall later")).to_be_visible(timeout=LIVE)
    left = [seconds(text) for text in times(page, "Next to breach")]
    assert left == sorted(left)
    expect(rows.filter(has_text=re.compile("Wall"))).to_have_count(len(left))
    soon = rows.filter(has_text="Wall soon").locator("bdi").first
    before = soon.inner_text()
    expect(soon).not_to_have_text(before, timeout=LIVE)


def test_45_a_new_breach_is_counted_listed_and_said_and_heard_only_after_opting_in(
    shop: Shop, team: dict[str, Any], browser: Browser
) -> None:
    silent, loud = (asked(shop, f"Wall breach {number}") for number in (1, 2))
    due_in(shop, silent, 3600)
    due_in(shop, loud, 3600)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(EARS)
    page = context.new_page()
    journeys.enter(page, shop, "sam", route=f"/wall?team={team['id']}")
    number = page.locator("[data-number=breached] dd").first
    expect(number).to_be_visible(timeout=LIVE)
    before = int(number.inner_text())

    due_in(shop, silent, 0)
    late = page.get_by_role("table", name=re.compile("Longest overdue"))
    expect(late.get_by_role("row").filter(has_text="Wall breach 1")).to_be_visible(timeout=LIVE)
    expect(number).to_have_text(str(before + 1), timeout=LIVE)
    expect(page.get_by_role("status").filter(has_text="1 more breached")).to_be_attached(timeout=LIVE)
    assert page.evaluate("window.played") == 0

    page.get_by_role("button", name="Sound on a breach").click()
    heard = page.evaluate("window.played")  # this is how it will sound
    assert heard > 0
    due_in(shop, loud, 0)
    expect(late.get_by_role("row").filter(has_text="Wall breach 2")).to_be_visible(timeout=LIVE)
    until(lambda: page.evaluate(f"window.played > {heard}"))
    context.close()


def test_46_a_tile_at_zero_has_no_colour(shop: Shop, browser: Browser, afterwards: contextlib.ExitStack) -> None:
    calm = shop.stack.api("POST", "teams", {"name": "Wall calm"})
    afterwards.callback(shop.stack.api, "DELETE", f"teams/{calm['id']}")
    page = journeys.sign_in(browser, shop, "sam", route=f"/wall?team={calm['id']}")
    tile = page.locator("[data-number=breached]")
    expect(tile.locator("dd").first).to_have_text("0", timeout=LIVE)
    assert tile.get_attribute("data-tone") is None
    plain = page.locator("[data-number=open]").evaluate("tile => getComputedStyle(tile).backgroundColor")
    assert tile.evaluate("tile => getComputedStyle(tile).backgroundColor") == plain


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1440, 900)], ids=str)
def test_48_all_of_it_fits(shop: Shop, team: dict[str, Any], browser: Browser, width: int, height: int) -> None:
    page = journeys.sign_in(browser, shop, "sam", route="/wall", viewport={"width": width, "height": height})
    wall = page.locator("[data-number=open]").locator("xpath=../..")
    expect(wall).to_be_visible(timeout=LIVE)
    assert wall.evaluate(FITS)


def test_49_every_drawing_stands_in_a_table_of_its_numbers(shop: Shop, team: dict[str, Any], browser: Browser) -> None:
    page = journeys.sign_in(browser, shop, "sam", route=f"/wall?team={team['id']}")
    expect(page.locator("[data-number=open]")).to_be_visible(timeout=LIVE)
    bars = page.locator("main meter, main progress, main [style*='inline-size'], main [style*='width:']")
    loose = """bars => bars.filter(bar => !bar.closest('table, .mantine-SegmentedControl-root'))
        .map(bar => bar.outerHTML.slice(0, 120))"""
    assert bars.evaluate_all(loose) == []
    assert page.locator("main table").count() >= 4


def test_50_a_row_opens_its_ticket_and_the_team_stands_in_the_address(
    shop: Shop, team: dict[str, Any], browser: Browser
) -> None:
    ticket = asked(shop, "Wall row to open")
    page = journeys.sign_in(browser, shop, "sam", route="/wall")
    expect(page.locator("main").get_by_text("Wall watchers").first).to_be_visible(timeout=LIVE)
    page.goto(f"{shop.stack.url}/wall?team={team['id']}")
    page.get_by_role("link", name=re.compile("Wall row to open")).first.click(timeout=LIVE)
    expect(page).to_have_url(re.compile(f"/inbox/[^/]+/{ticket['id']}"), timeout=LIVE)
    page.go_back()
    expect(page).to_have_url(re.compile(rf"/wall\?team={team['id']}"))


def test_50_a_day_of_news_does_not_fill_the_memory(shop: Shop, team: dict[str, Any], browser: Browser) -> None:
    """A day in a minute: 20,000 events about 400 tickets, and a new board for every ten of them."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    wires: list[WebSocketRoute] = []
    boards: list[dict[str, Any]] = []
    heads: list[int] = []

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        wires.append(socket)

        def down(text: str | bytes) -> None:
            frame = json.loads(text)
            heads.extend([frame["head"]] if frame["type"] == "hello" else [])
            boards.extend([frame] if frame["type"] == "wall" else [])
            if not heads or len(boards) < 1 or frame["type"] in ("hello", "wall"):
                socket.send(text)

        server.on_message(down)

    page.route_web_socket(re.compile("/ws/live/"), between)
    journeys.enter(page, shop, "sam", route=f"/wall?team={team['id']}")
    expect(page.locator("[data-number=open]")).to_be_visible(timeout=LIVE)
    until(lambda: page.evaluate("1") and boards and heads)
    row = boards[0]["data"]["next"][0]
    tools = page.context.new_cdp_session(page)

    def heap() -> float:
        tools.send("HeapProfiler.collectGarbage")
        return float(tools.send("Runtime.getHeapUsage")["usedSize"]) / 2**20

    seq, now = heads[-1], boards[-1]["data"]["now"]

    def pour(events: int) -> None:
        nonlocal seq
        for number in range(events):
            ticket = {**row, "id": 10**9 + number % 400, "version": row["version"] + seq}
            frame = {"type": "event", "seq": seq + 1, "prev": seq, "kind": "ticket.changed", "data": {"ticket": ticket}}
            wires[-1].send(json.dumps(frame))
            seq += 1
            if number % 10 == 0:
                wires[-1].send(json.dumps({"type": "wall", "data": {**boards[-1]["data"], "now": now}}))
        page.evaluate("new Promise((done) => setTimeout(done))")

    pour(2000)  # caches fill once
    before = heap()
    pour(20_000)
    grown = heap() - before
    assert grown < 10, f"{grown:.1f} MB"
