"""Who follows a ticket: I, or a colleague for whom I put or take away the mark."""

from __future__ import annotations

from typing import Any

from rest_framework.views import APIView

from inbox import access, following
from inbox.api import attention_rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import attention as shapes
from inbox.api.strict import Body, Id, Query
from inbox.models import Follower, Ticket, User


class WhoFollows(Body):
    user_id = Id(required=False, help_text="I, where nobody is named.")


class WhoLeaves(Query):
    user_id = Id(required=False, help_text="I, where nobody is named.")


class TicketFollowers(APIView):
    @operation("tickets_followers", summary="Who follows this ticket", returns=shapes.Followers)
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        return _rows(access.ticket(ask.user, ticket_id))

    @operation("tickets_follow", summary="Tell me what happens on it", body=WhoFollows, returns=shapes.Followers)
    def post(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        following.follow(ticket, _who(ask.user, ask.body), Follower.Why.CHOSE, actor=ask.user)
        return _rows(ticket)

    @operation("tickets_unfollow", summary="Tell me no more", query=WhoLeaves, returns=shapes.Followers)
    def delete(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        following.unfollow(ticket, _who(ask.user, ask.query), actor=ask.user)
        return _rows(ticket)


def _who(user: User, given: dict[str, Any]) -> User:
    return access.person(user, given["user_id"]) if "user_id" in given else user


def _rows(ticket: Ticket) -> dict[str, Any]:
    return {"results": attention_rows.followers(following.followers(ticket))}
