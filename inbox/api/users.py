"""The people who work here: for names and pickers; admins invite, change and deactivate them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, people
from inbox.api import directory, rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import people as shapes
from inbox.api.strict import Body, Id
from inbox.models import User


class UserChanges(Body):
    name = serializers.CharField(max_length=120, required=False)
    email = serializers.EmailField(max_length=254, required=False)
    role = serializers.ChoiceField(User.Role.choices, required=False)
    capacity = serializers.IntegerField(min_value=0, max_value=1000, required=False)
    team_ids = serializers.ListField(child=Id(), required=False, max_length=500)
    active = serializers.BooleanField(required=False)


class NewUser(Body):
    username = serializers.RegexField(r"^[\w.@+-]+\Z", max_length=150)
    name = serializers.CharField(max_length=120)
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(User.Role.choices, required=False, default=User.Role.AGENT)
    capacity = serializers.IntegerField(min_value=0, max_value=1000, required=False)
    team_ids = serializers.ListField(child=Id(), required=False, max_length=500)


class UserList(APIView):
    @operation("users_list", summary="Everybody who works here", returns=shapes.Users)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": directory.user_rows(access.users(ask.user)), "next": None}

    @operation(
        "users_create",
        summary="Take somebody on; invite them to set a password",
        body=NewUser,
        returns=shapes.UserDetail,
        status=201,
        role="admin",
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        return _row(people.create_user(actor=ask.user, **ask.body))


class UserDetail(APIView):
    @operation("users_read", summary="One of them, with what only admins see", returns=shapes.UserDetail, role="admin")
    def get(self, ask: Ask, user_id: int) -> dict[str, Any]:
        return _row(access.person(ask.user, user_id))

    @operation(
        "users_update", summary="Change role, teams, …", body=UserChanges, returns=shapes.UserDetail, role="admin"
    )
    def patch(self, ask: Ask, user_id: int) -> dict[str, Any]:
        return _row(people.change_user(access.person(ask.user, user_id).pk, actor=ask.user, **ask.body))

    @operation("users_deactivate", summary="Lock out; what they wrote stays, their tickets go back", role="admin")
    def delete(self, ask: Ask, user_id: int) -> None:
        people.change_user(access.person(ask.user, user_id).pk, actor=ask.user, active=False, team_ids=[])


class UserSecondStep(APIView):
    @operation(
        "users_forget_second_step",
        summary="Take away their passkeys, authenticator app and recovery codes, when they have lost them",
        role="admin",
    )
    def delete(self, ask: Ask, user_id: int) -> None:
        people.forget_second_step(access.person(ask.user, user_id).pk, actor=ask.user)


class UserInvitation(APIView):
    @operation(
        "users_invite",
        summary="A link that sets a password, once",
        returns=shapes.Invitation,
        status=201,
        role="admin",
        idempotent=False,  # the answer is a secret and is not kept
    )
    def post(self, ask: Ask, user_id: int) -> dict[str, Any]:
        url, expires_at = people.invite(access.person(ask.user, user_id), actor=ask.user)
        return {"url": url, "expires_at": rows.iso(expires_at)}


def _row(user: User) -> dict[str, Any]:
    return {
        **directory.user_rows([user])[0],
        "email": user.email,
        "capacity": user.capacity,
        "last_login": rows.iso(user.last_login),
        **(standing := people.standing(user)),
        "last_seen_at": rows.iso(standing["last_seen_at"]),
    }
