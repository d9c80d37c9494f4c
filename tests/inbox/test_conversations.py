from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from inbox import ingest, merging, receiving, tickets, verify
from inbox.envelope import Visibility
from inbox.models import Channel, Clock, Contact, Message, Organisation, Post, RawInbound, Thread, Ticket
from inbox.sla import policies
from tests import office, social
from tests.office import Office


@pytest.fixture
def page(shop: Office) -> Channel:
    policies.ensure_defaults()
    return social.page(shop.support)


def replying(ticket: Ticket) -> list[str]:
    return list(Clock.objects.filter(ticket=ticket, metric="first_reply").values_list("state", flat=True))


def test_a_conversation_of_the_network_is_one_thread_and_one_ticket(page: Channel) -> None:
    first = social.hear(page, social.dm("one"))
    second = social.hear(page, social.dm("two"))
    other = social.hear(page, social.dm("mine", by="Bob"))
    assert first.ticket == second.ticket
    assert first.thread == second.thread
    assert other.ticket != first.ticket
    assert Thread.objects.get(key="ada").last_customer_at == second.sent_at
    assert first.extra["joined_by"] == "new"
    assert second.extra["joined_by"] == "thread"


def test_a_network_ticket_is_not_named_in_the_customers_words(page: Channel) -> None:
    assert social.hear(page, social.dm("my secret")).ticket.subject == "Direct message from Ada"
    named = social.hear(page, social.comment("my secret", by="Bob")).ticket.subject
    assert named == "Comment from Bob on “Our new kettle”"


def test_a_comment_hangs_under_its_post_and_its_parent_also_when_the_parent_comes_later(page: Channel) -> None:
    child = social.hear(page, social.comment("me too", by="Bob", root="c-root"))
    root = social.hear(page, social.comment("it leaks", external_id="c-root"))
    child.refresh_from_db()
    assert child.parent == root
    assert root.thread is not None
    assert root.thread.post == Post.objects.get()
    assert Post.objects.get().title == "Our new kettle"


def test_a_public_comment_and_the_private_message_that_follows_are_one_case(page: Channel) -> None:
    public = social.hear(page, social.comment())
    private = social.hear(page, social.dm())
    assert private.ticket == public.ticket
    assert set(Thread.objects.filter(ticket=public.ticket).values_list("surface", flat=True)) == {"comment", "dm"}
    assert private.extra["joined_by"] == "case"


def test_a_private_message_and_the_public_comment_that_follows_are_one_case(page: Channel) -> None:
    private = social.hear(page, social.dm())
    assert social.hear(page, social.comment()).ticket == private.ticket


def test_two_public_comments_of_one_person_are_two_cases(page: Channel) -> None:
    assert social.hear(page, social.comment()).ticket != social.hear(page, social.comment()).ticket


@pytest.mark.parametrize("why", ["solved", "long ago", "somebody else", "another channel"])
def test_what_is_no_case_of_theirs_any_more_is_not_joined(shop: Office, page: Channel, why: str) -> None:
    public = social.hear(page, social.comment())
    if why == "solved":
        tickets.update(public.ticket.pk, actor=shop.owner, status="solved")
    if why == "long ago":
        Thread.objects.update(last_customer_at=timezone.now() - dt.timedelta(days=7, minutes=1))
    channel = social.page(shop.support) if why == "another channel" else page
    private = social.hear(channel, social.dm(by="Bob" if why == "somebody else" else "Ada"))
    assert private.ticket != public.ticket


def test_a_bystander_joins_as_themself_and_moves_neither_contact_nor_clocks(shop: Office, page: Channel) -> None:
    root = social.hear(page, social.comment(external_id="c-root"))
    tickets.update(root.ticket.pk, actor=shop.owner, status="waiting_customer")
    before = Ticket.objects.get()
    other = social.hear(page, social.comment("mine too", by="Bob", root="c-root"))

    ticket = Ticket.objects.get()
    assert ticket == root.ticket
    assert ticket.contact.name == "Ada"
    assert other.author_identity is not None
    assert other.author_identity.contact.name == "Bob"
    assert ticket.status == "waiting_customer"
    assert ticket.last_customer_at == before.last_customer_at
    assert ticket.last_inbound_id == other.pk  # so that it shows as unread
    assert len(replying(ticket)) == 1


def test_an_answer_to_a_bystander_is_none_to_the_customer(shop: Office, page: Channel) -> None:
    root = social.hear(page, social.comment(external_id="c-root"))
    social.hear(page, social.comment("mine too", by="Bob", root="c-root", external_id="c-bob"))
    own: dict[str, Any] = {"own": True, "sender": social.person("Shop"), "root": "c-root"}
    social.hear(page, social.comment("Hello Bob", **{**own, "parent_id": "c-bob"}))
    assert replying(root.ticket) == ["running"]
    social.hear(page, social.comment("Hello Ada", **own))
    assert replying(root.ticket) == ["stopped"]


def test_a_bystander_under_a_solved_case_gets_a_ticket_and_everybody_finds_their_own_again(
    shop: Office, page: Channel
) -> None:
    root = social.hear(page, social.comment(external_id="c-root"))
    tickets.update(root.ticket.pk, actor=shop.owner, status="solved")
    bob = social.hear(page, social.comment("and mine?", by="Bob", root="c-root"))
    ada = social.hear(page, social.comment("it leaks again", root="c-root"))
    again = social.hear(page, social.comment("hello?", by="Bob", root="c-root"))

    assert bob.ticket.contact.name == "Bob"
    assert bob.ticket.follows == root.ticket
    assert replying(bob.ticket) == ["running"]
    assert ada.ticket == root.ticket
    assert Ticket.objects.get(pk=root.ticket_id).status == "open"
    assert again.ticket == bob.ticket


def test_a_conversation_goes_on_in_a_new_ticket_when_the_old_one_is_over(shop: Office, page: Channel) -> None:
    first = social.hear(page, social.dm())
    tickets.update(first.ticket.pk, actor=shop.owner, status="solved")
    assert social.hear(page, social.dm()).ticket == first.ticket
    tickets.update(first.ticket.pk, actor=shop.owner, status="solved")
    days = Organisation.objects.get().reopen_days
    Ticket.objects.update(solved_at=timezone.now() - dt.timedelta(days=days, minutes=1))
    later = social.hear(page, social.dm())
    assert later.ticket.follows == first.ticket
    assert Thread.objects.get().ticket == later.ticket


def test_the_threads_of_a_merged_ticket_go_on_with_the_survivor(shop: Office, page: Channel) -> None:
    first, second = social.hear(page, social.dm()), social.hear(page, social.dm(by="Bob"))
    merging.merge(first.ticket.pk, second.ticket.pk, actor=shop.owner)
    tickets.update(second.ticket.pk, actor=shop.owner, status="solved")
    third = social.hear(page, social.dm())
    assert third.ticket == second.ticket
    assert Ticket.objects.get(pk=second.ticket_id).status == "open"


def test_the_same_item_by_another_way_is_there_once_whatever_it_says(page: Channel) -> None:
    social.hear(page, social.dm("it leaks", external_id="d1"))
    assert social.tell(page, social.dm("it leaks, edited", external_id="d1", fingerprint="other")) == []
    assert Message.objects.count() == 1
    assert RawInbound.objects.latest("id").state == "duplicate"


def test_what_is_held_for_moderation_comes_hidden(page: Channel) -> None:
    assert social.hear(page, social.comment(hidden=True)).hidden_at is not None


def test_a_comment_without_its_post_does_not_forget_what_was_known_of_it(page: Channel) -> None:
    social.hear(page, social.comment())
    bare = social.comment(post=type(social.POST)(external_id="post-1"))
    social.hear(page, bare)
    assert Post.objects.get().text == "It whistles."


def test_our_own_public_words_to_nobody_open_nothing(page: Channel) -> None:
    own = social.comment("Buy kettles", own=True, sender=social.person("Shop"), visibility=Visibility.PUBLIC)
    assert social.tell(page, own) == []
    assert Ticket.objects.count() == Contact.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_simultaneous_firsts_of_one_conversation_make_one_ticket_and_lose_nothing() -> None:
    shop = office.build()
    page = social.page(shop.support)
    for number in range(8):
        ingest.keep(page, f"raw-{number}", b"raw", source="test")
    raws = ingest.claim(8)
    start = threading.Barrier(8)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            start.wait(10)
            said = [social.comment(f"{number}", by=f"P{number}", root="c-root"), social.dm(f"{number}")]
            receiving.settle(raws[number], said if number % 2 else said[::-1])
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert failures == []
    assert Thread.objects.count() == 2
    assert Ticket.objects.count() == 2
    assert Message.objects.count() == 16
    assert [v for v in verify.check() if v.invariant != "I4"] == []
