from __future__ import annotations

import pytest

from inbox import following
from inbox.errors import InboxError
from inbox.models import Event, Follower, User
from tests import office
from tests.office import Office

Why = Follower.Why


def test_one_follows_once_and_it_is_told_once(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    assert following.follow(ticket, shop.owner, Why.CHOSE)
    assert not following.follow(ticket, shop.owner, Why.REPLIED)
    (row,) = following.followers(ticket)
    assert (row.user, row.why) == (shop.owner, Why.CHOSE)
    assert Event.objects.get(kind="follower.changed").data["follows"] is True


def test_who_left_by_choice_comes_back_by_choice_only(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    following.follow(ticket, shop.owner, Why.REPLIED)
    assert following.unfollow(ticket, shop.owner)
    assert not following.unfollow(ticket, shop.owner)
    assert not following.follow(ticket, shop.owner, Why.REPLIED)
    assert following.followers(ticket) == []
    assert following.follow(ticket, shop.owner, Why.CHOSE)
    assert [row.why for row in following.followers(ticket)] == [Why.CHOSE]


def test_nobody_follows_what_they_may_not_see(shop: Office) -> None:
    with pytest.raises(InboxError) as refused:
        following.follow(office.ticket(shop.channel), shop.outsider, Why.CHOSE, actor=shop.owner)
    assert refused.value.fields == {"user_id": "Outsider may not see this ticket."}


def test_who_does_not_work_here_any_more_is_not_among_them(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    following.follow(ticket, shop.mate, Why.CHOSE)
    User.objects.filter(pk=shop.mate.pk).update(is_active=False)
    assert following.followers(ticket) == []
