"""API tokens: admins see all of them, make them for people and programs, and end them; people see and end their own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, tokens
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import keeping as shapes
from inbox.api.strict import Body, Id
from inbox.errors import InboxError
from inbox.models import User


class NewToken(Body):
    name = serializers.CharField(max_length=80, help_text="What it is for.")
    user_id = Id(required=False, help_text="Whose rights it has.")
    role = serializers.ChoiceField(
        User.Role.choices, required=False, help_text="Instead of user_id: of a program that works here by itself."
    )
    team_ids = serializers.ListField(child=Id(), required=False, max_length=500, help_text="Of that program.")
    days = serializers.IntegerField(min_value=1, max_value=3650, required=False, allow_null=True)


class TokenList(APIView):
    @operation("tokens_list", summary="All that can be used", returns=shapes.Tokens, role="admin")
    def get(self, ask: Ask) -> dict[str, Any]:
        access.require_role(ask.user, User.Role.ADMIN)
        return {"results": [_row(token) for token in tokens.every()], "next": None}

    @operation(
        "tokens_create",
        summary="A new one; it is shown this once",
        body=NewToken,
        returns=shapes.NewToken,
        status=201,
        role="admin",
        idempotent=False,  # the answer is a secret and is not kept
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        wanted = ask.body
        if ("user_id" in wanted) == ("role" in wanted):
            why = _("Say for whom: either a person, or the role of a program.")
            raise InboxError("invalid", why, fields={"user_id": why})
        if "role" in wanted:
            token, secret = tokens.create_for_system(actor=ask.user, **wanted)
        else:
            access.person(ask.user, wanted["user_id"])
            plain = {name: wanted[name] for name in ("name", "user_id", "days") if name in wanted}
            token, secret = tokens.create(actor=ask.user, **plain)
        return {**_row(token), "token": secret}


class TokenDetail(APIView):
    @operation("tokens_revoke", summary="End it at once", role="admin")
    def delete(self, ask: Ask, token_id: int) -> None:
        tokens.revoke(token_id, actor=ask.user)


class MyTokens(APIView):
    @operation("me_tokens", summary="Mine", returns=shapes.Tokens)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": [_row(token) for token in tokens.every(of=ask.user)], "next": None}


class MyToken(APIView):
    @operation("me_tokens_revoke", summary="End one of mine at once")
    def delete(self, ask: Ask, token_id: int) -> None:
        tokens.revoke(token_id, actor=ask.user, of=ask.user)


def _row(token: AuthToken) -> dict[str, Any]:
    named = token.named
    return {
        "id": named.pk,
        "name": named.name,
        "begins": token.token_key,
        "user_id": token.user_id,
        "user_name": token.user.get_full_name(),
        "role": token.user.role,
        "made_by_name": named.made_by.get_full_name() if named.made_by else "",
        "made_at": rows.iso(token.created),
        "expires_at": rows.iso(token.expiry),
        "last_used_at": rows.iso(named.last_used_at),
    }
