"""A case in public and in private, the post it began under, and what became of its words, in the running product."""

from __future__ import annotations

import os
import pathlib
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.browser.test_screens import LIVE, PHONE, check

# What the network told us, through the same functions that every connector's items take. The page is switched off, so
# that nobody asks a network that is not there for files and health.
STORY = """
import datetime as dt
from django.utils import timezone
from inbox.envelope import MediaRef, MessageDeleted, MessageEdited, MessageHidden, Reaction
from inbox.models import Channel, Team
from tests import social

now = timezone.now()
ago = lambda minutes: now - dt.timedelta(minutes=minutes)
page = social.page(Team.objects.get(name="Support"))
Channel.objects.filter(pk=page.pk).update(name="Kettles on Agora", active=False)
gone = MediaRef(ref="x", filename="kettle.jpg", expires_at=ago(1))
shop = social.person("Shop")
social.tell(page,
    social.comment("Mine leeks from the bottom.", by="Ada Berg", external_id="a1", media=(gone,), sent_at=ago(50),
                   url="https://agora.example/c/a1"),
    social.comment("Same here, since Tuesday.", by="Bob Lee", root="a1", external_id="b1", sent_at=ago(45)),
    social.comment("Did you descale it? That helped me.", by="Cleo Fox", root="a1", external_id="c1", parent_id="b1",
                   sent_at=ago(44)),
    social.comment("Buy followers at cheap.example", by="Spammy", external_id="s1", sent_at=ago(40)),
    social.comment("Lovely colour!", by="Eve Moss", external_id="e1", sent_at=ago(30)),
    social.comment("Thank you, Eve!", own=True, sender=shop, root="e1", external_id="o1", sent_at=ago(25)),
    social.dm("My order number is 1234, my card is 4111.", by="Ada Berg", external_id="d0", sent_at=ago(20)),
    social.dm("My order number is 1234.", by="Ada Berg", external_id="d1", sent_at=ago(19)),
)
social.tell(page, MessageEdited(external_id="a1", at=ago(48), body_text="Mine leaks from the bottom."))
social.tell(page, Reaction(external_id="a1", sender=social.person("Bob Lee"), emoji="like", at=ago(46)))
social.tell(page, MessageHidden(external_id="s1", at=ago(39), hidden=True))
social.tell(page, MessageDeleted(external_id="d0", at=ago(18)))
"""
MORE = """
from inbox.models import Channel
from tests import social
page = Channel.objects.get(name="Kettles on Agora")
social.tell(page, social.comment("Where can I buy one?", by="Finn Dahl", external_id="f1"))
"""


@pytest.fixture(scope="module")
def told(shop: Shop) -> Shop:
    shop.stack.manage("shell", "-c", STORY)
    return shop


def shoot(page: Page, name: str) -> None:
    """For eyes: where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=pathlib.Path(folder, f"{name}.png"))


def test_a_case_in_public_and_in_private_shows_which_words_are_which(told: Shop, browser: Browser) -> None:
    rows = told.stack.api("GET", "tickets?view=open&q=Ada+Berg")["results"]
    page = journeys.sign_in(browser, told, "maya", route=f"/inbox/open/{rows[0]['id']}")
    log = journeys.said(page)
    comment = log.get_by_role("article", name="Public message from Ada Berg")
    expect(comment).to_contain_text("Public · Comment", timeout=LIVE)
    expect(comment).to_contain_text("Mine leaks from the bottom.")
    expect(comment).to_contain_text("kettle.jpg")
    expect(comment).to_contain_text("is gone", timeout=6 * LIVE)  # the sweep that notices comes every 15 s
    expect(log).to_contain_text("everybody can read this")
    expect(log).to_contain_text("Direct message · not public")
    private = log.get_by_role("article", name="Private message from Ada Berg")
    expect(private.last).to_contain_text("Private · Direct message")
    expect(private.first).to_contain_text("Its words are gone from here too")
    assert "4111" not in page.content()
    comment.get_by_role("button", name="Edited").click()
    expect(page.get_by_role("dialog", name="Edited")).to_contain_text("Mine leeks from the bottom.")
    shoot(page, "case")


def test_a_post_shows_its_tree_its_counters_and_what_waits(told: Shop, browser: Browser) -> None:
    page = journeys.sign_in(browser, told, "maya", route="/inbox/open")
    page.get_by_role("link", name="Posts and comments").click()
    page.get_by_role("region", name="Posts").get_by_role("link", name="Our new kettle").click()
    view = page.get_by_role("region", name="Post", exact=True)
    trees = view.get_by_role("list", name="Conversations under this post").locator(":scope > li")
    expect(trees).to_have_count(3, timeout=LIVE)
    expect(view.locator("dl")).to_contain_text("Comments6")
    expect(view.locator("dl")).to_contain_text("Unanswered1")
    expect(view.locator("dl")).to_contain_text("Hidden1")
    ada = trees.filter(has_text="Mine leaks")
    deep = ada.get_by_role("article", name="Comment by Cleo Fox").locator("..")
    above = ada.get_by_role("article", name="Comment by Bob Lee").locator("..")
    assert _left(deep) > _left(above) > _left(ada.get_by_role("article", name="Comment by Ada Berg").locator(".."))
    expect(trees.filter(has_text="Buy followers")).to_contain_text("Nothing to answer")
    shoot(page, "post")

    view.get_by_text("Unanswered (1)").click()
    expect(trees).to_have_count(1)
    told.stack.manage("shell", "-c", MORE)
    expect(trees).to_have_count(2, timeout=2 * LIVE)  # pushed
    ada.get_by_role("button", name="Answered by the community").click()
    expect(trees).to_have_count(1, timeout=2 * LIVE)
    view.get_by_text("All conversations").click()
    expect(ada).to_contain_text("Answered by the community", timeout=LIVE)
    theirs = told.stack.api("GET", "tickets?view=all&q=Ada+Berg")["results"]
    ticket = next(row for row in theirs if row["outcome"] == "community")
    assert ticket["status"] == "solved"


@pytest.mark.parametrize(
    ("name", "options"), [("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", PHONE)], ids=lambda x: x
)
def test_everybody_can_use_posts_and_public_conversations(
    told: Shop, browser: Browser, name: str, options: dict[str, Any]
) -> None:
    page = journeys.sign_in(browser, told, "admin", **options, bypass_csp=True)
    post = next(
        row["id"] for row in told.stack.api("GET", "posts")["results"] if "new kettle" in row["title"] + row["text"]
    )
    tickets = told.stack.api("GET", "tickets?view=all&q=Ada+Berg")["results"]
    case = next(row["id"] for row in tickets if len(row["threads"]) > 1)
    for route, ready in (
        ("/posts", "section[aria-label=Posts] li a"),
        (f"/posts/{post}", "section[aria-label=Post] article"),
        (f"/inbox/all/{case}", "[data-message] article"),
    ):
        page.goto(f"{told.stack.url}{route}")
        expect(page.locator(ready).first).to_be_visible(timeout=LIVE)
        check(page, f"{name} {route}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} {route} scrolls sideways"
        shoot(page, f"{name}{route.replace('/', '-')}")
    if name == "phone":
        page.goto(f"{told.stack.url}/posts/{post}")
        page.get_by_role("button", name="Back to the posts").click(timeout=LIVE)
        expect(page.get_by_role("region", name="Posts")).to_be_visible(timeout=LIVE)
        expect(page.get_by_role("region", name="Post", exact=True)).to_have_count(0)


def _left(place: Any) -> float:
    box = place.bounding_box()
    assert box is not None
    return float(box["x"])
