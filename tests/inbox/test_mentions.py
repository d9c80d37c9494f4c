from __future__ import annotations

from inbox import following, markup, notifying, replies
from inbox.models import Follower, Mention, Notification, Ticket, User
from tests import office
from tests.office import Office


def say(ticket: Ticket, author: User, *targets: str) -> list[str]:
    """A note that calls these; whom it could not reach."""
    called = " ".join(f'<span data-mention="{target}">@somebody</span>' for target in targets)
    message = replies.note(ticket.pk, author=author, body_html=f"<p>{called} look at this kettle</p>")
    return list(message.extra.get("not_told", []))


def told(user: User) -> list[tuple[str, str, str]]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", "text", "reason"))


def test_whoever_is_mentioned_is_told_at_once_and_follows_from_then_on(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    assert say(ticket, shop.owner, f"user-{shop.mate.pk}") == []
    ((kind, text, reason),) = told(shop.mate)
    assert (kind, reason) == ("mention", "You were mentioned in a note.")
    assert text == "Owner mentioned you: @somebody look at this kettle"
    (row,) = following.followers(ticket)
    assert (row.user, row.why) == (shop.mate, Follower.Why.MENTIONED)
    assert Mention.objects.get().user == shop.mate


def test_who_may_not_see_the_ticket_is_named_and_not_told(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    missed = say(ticket, shop.owner, f"user-{shop.outsider.pk}", f"team-{shop.billing.pk}", f"user-{shop.mate.pk}")
    assert missed == ["Outsider", "Billing"]
    assert told(shop.outsider) == []
    assert Mention.objects.count() == 1
    assert [row.user for row in following.followers(ticket)] == [shop.mate]


def test_a_team_is_told_without_its_author_and_nobody_twice(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    third = office.person("third", shop.support)
    say(ticket, shop.owner, f"team-{shop.support.pk}", f"user-{shop.mate.pk}")
    assert told(shop.owner) == []
    assert [kind for kind, *_ in told(shop.mate)] == ["mention"]
    ((kind, text, reason),) = told(third)
    assert (kind, reason) == ("team_mention", "You are in the team Support.")
    assert text.startswith("Owner mentioned Support:")
    assert [row.user for row in following.followers(ticket)] == [shop.mate]  # a team does not follow


def test_who_left_a_ticket_is_told_of_a_mention_and_not_put_back(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    following.follow(ticket, shop.mate, Follower.Why.CHOSE)
    following.unfollow(ticket, shop.mate)
    say(ticket, shop.owner, f"user-{shop.mate.pk}")
    assert len(told(shop.mate)) == 1
    assert following.followers(ticket) == []


def test_a_reply_and_a_made_up_mark_mention_nobody(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    office.answer(ticket, shop.owner, f'<span data-mention="user-{shop.mate.pk}">@Mate</span>')
    say(ticket, shop.owner, "user-0", "user-999999999", "admin-1", "user-1x", "team-999999")
    assert not Notification.objects.filter(kind__in=("mention", "team_mention")).exists()
    assert markup.clean('<span data-mention="javascript:1">x</span>', mentions=True) == "<span>x</span>"


def test_somebody_who_was_let_go_is_not_told(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    User.objects.filter(pk=shop.mate.pk).update(is_active=False)
    assert say(ticket, shop.owner, f"user-{shop.mate.pk}", f"team-{shop.support.pk}") == []
    assert notifying.read(shop.mate, None) == 0
