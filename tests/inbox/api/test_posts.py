from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from inbox import merging, tickets
from inbox.envelope import MediaRef, MessageDeleted, MessageEdited, MessageHidden, PostSnapshot, Reaction
from inbox.models import Channel, Message, Post
from tests import social
from tests.inbox.api.contract import Api
from tests.office import Office


@pytest.fixture
def page(shop: Office) -> Channel:
    return social.page(shop.support)


def own(text: str, root: str) -> Any:
    return social.comment(text, own=True, sender=social.person("Shop"), root=root)


def one(shop: Office) -> dict[str, Any]:
    (post,) = Api(shop.owner).call("GET", "posts").body["results"]
    found: dict[str, Any] = post
    return found


def test_a_post_counts_its_comments_those_hidden_and_the_trees_that_wait(shop: Office, page: Channel) -> None:
    social.tell(page, social.comment(external_id="a"), social.comment(by="Bob", external_id="b"))
    social.tell(page, social.comment(by="Eve", external_id="c"), social.comment("me too", by="Joe", root="a"))
    assert (one(shop)["comments"], one(shop)["unanswered"], one(shop)["hidden"]) == (4, 3, 0)
    social.tell(page, own("We are on it", "a"))
    assert (one(shop)["comments"], one(shop)["unanswered"]) == (5, 2)
    social.tell(page, MessageHidden(external_id="b", at=timezone.now(), hidden=True))
    assert (one(shop)["unanswered"], one(shop)["hidden"]) == (1, 1)
    social.tell(page, MessageDeleted(external_id="c", at=timezone.now()))
    assert (one(shop)["comments"], one(shop)["unanswered"]) == (4, 0)


def test_that_the_community_answered_solves_the_ticket_until_the_customer_writes_again(
    shop: Office, page: Channel
) -> None:
    asked = social.hear(page, social.comment(external_id="a"))
    social.tell(page, social.comment("Try descaling it.", by="Bob", root="a"))
    api = Api(shop.owner)
    row = api.call("PATCH", f"tickets/{asked.ticket_id}", {"outcome": "community"}).body
    assert (row["outcome"], row["status"]) == ("community", "solved")
    assert one(shop)["unanswered"] == 0
    social.tell(page, social.comment("It did not help.", root="a"))
    row = api.call("GET", f"tickets/{asked.ticket_id}").body
    assert (row["outcome"], row["status"]) == ("", "open")
    assert one(shop)["unanswered"] == 1
    assert api.call("PATCH", f"tickets/{asked.ticket_id}", {"outcome": "magic"}).status == 400


def test_only_posts_and_trees_that_wait(shop: Office, page: Channel) -> None:
    other = PostSnapshot(external_id="post-2", title="Quiet")
    social.tell(page, social.comment(external_id="a"), social.comment(external_id="b", by="Bob"))
    quiet = social.hear(page, social.comment(by="Eve", post=other))
    tickets.update(quiet.ticket.pk, actor=shop.owner, status="solved")
    social.tell(page, own("Here", "a"))
    api = Api(shop.owner)
    assert {row["title"] for row in api.call("GET", "posts").body["results"]} == {"Our new kettle", "Quiet"}
    (waiting,) = api.call("GET", "posts?unanswered=true").body["results"]
    (tree,) = api.call("GET", f"posts/{waiting['id']}/comments?unanswered=true").body["results"]
    assert tree["unanswered"]
    assert tree["ticket"]["contact"]["name"] == "Bob"


def test_the_trees_under_a_post_come_with_their_tickets_and_in_pages(shop: Office, page: Channel) -> None:
    hour = dt.timedelta(hours=1)
    root = social.hear(page, social.comment("It leaks", external_id="a", sent_at=timezone.now() - hour))
    child = social.hear(page, social.comment("me too", by="Bob", root="a"))
    social.hear(page, social.comment("Nice", by="Eve", sent_at=timezone.now() - 2 * hour))
    api, post = Api(shop.owner), Post.objects.get()
    first = api.call("GET", f"posts/{post.pk}/comments?limit=1").body
    (tree,) = first["results"]
    assert [(m["id"], m["parent_id"], m["post_id"]) for m in tree["messages"]] == [
        (root.pk, None, post.pk),
        (child.pk, root.pk, post.pk),
    ]
    assert tree["ticket"]["id"] == root.ticket_id
    assert tree["ticket"]["threads"] == [{"id": root.thread_id, "surface": "comment", "post_id": post.pk}]
    second = api.call("GET", f"posts/{post.pk}/comments?limit=1&cursor={first['next']}").body
    assert [m["body_text"] for m in second["results"][0]["messages"]] == ["Nice"]
    assert second["next"] is None


def test_what_became_of_a_message_is_in_its_row(shop: Office, page: Channel) -> None:
    made = social.hear(
        page,
        social.comment("Helo", external_id="a", url="https://agora.example/c/a", media=(MediaRef(ref="x"),)),
    )
    social.tell(page, MessageEdited(external_id="a", at=timezone.now(), body_text="Hello"))
    social.tell(page, Reaction(external_id="a", sender=social.person("Bob"), emoji="like", at=timezone.now()))
    api = Api(shop.owner)
    (row,) = api.call("GET", f"tickets/{made.ticket_id}/messages").body["results"]
    assert (row["surface"], row["thread_id"], row["url"]) == ("comment", made.thread_id, "https://agora.example/c/a")
    assert row["edited_at"]
    assert row["reactions"] == [{"emoji": "like", "handle": "bob", "name": "Bob"}]
    (file,) = row["attachments"]
    assert (file["state"], file["error"]) == ("pending", "")
    assert api.call("GET", file["url"].removeprefix("/api/v1/")).status == 404
    (before,) = api.call("GET", f"messages/{made.pk}/revisions").body["results"]
    assert before["body_text"] == "Helo"

    social.tell(page, MessageDeleted(external_id="a", at=timezone.now()))
    (row,) = api.call("GET", f"tickets/{made.ticket_id}/messages").body["results"]
    assert row["deleted_at"]
    assert (row["body_text"], row["attachments"], row["reactions"]) == ("", [], [])
    assert api.call("GET", f"messages/{made.pk}/revisions").body["results"] == []


def test_comments_on_a_ticket_that_was_merged_out_of_sight_are_not_shown(shop: Office, page: Channel) -> None:
    made = social.hear(page, social.comment("secret"))
    elsewhere = social.hear(social.page(shop.billing), social.comment(by="Bob"))
    merging.merge(made.ticket.pk, elsewhere.ticket.pk, actor=shop.admin)
    post = Post.objects.get(channel=page)
    assert Api(shop.owner).call("GET", f"posts/{post.pk}/comments").body["results"] == []
    assert Message.objects.get(pk=made.pk).ticket == elsewhere.ticket
