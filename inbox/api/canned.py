"""Canned answers: to manage, and to put into a reply."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, canned, variables
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import answers as shapes
from inbox.api.strict import Body, Id
from inbox.models import CannedAnswer

LONGEST = 100_000


class CannedChanges(Body):
    shortcut = serializers.CharField(max_length=41, required=False)
    title = serializers.CharField(max_length=120, required=False)
    body_html = serializers.CharField(max_length=LONGEST, required=False)
    language = serializers.CharField(max_length=20, required=False, allow_blank=True)
    team_id = Id(required=False, allow_null=True)


class NewCanned(CannedChanges):
    shortcut = serializers.CharField(max_length=41)
    title = serializers.CharField(max_length=120)
    body_html = serializers.CharField(max_length=LONGEST)


class ForTicket(Body):
    ticket_id = Id()


class Words(ForTicket):
    body_html = serializers.CharField(max_length=LONGEST)


class CannedList(APIView):
    @operation("canned_list", summary="The canned answers that I may use", returns=shapes.CannedAnswers)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": _rows(access.canned_answers(ask.user)), "next": None}

    @operation(
        "canned_create",
        summary="A new canned answer",
        body=NewCanned,
        returns=shapes.CannedAnswer,
        status=201,
        role="admin",
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        return _rows([canned.create(actor=ask.user, **ask.body)])[0]


class CannedDetail(APIView):
    @operation("canned_update", summary="Change it", body=CannedChanges, returns=shapes.CannedAnswer, role="admin")
    def patch(self, ask: Ask, canned_id: int) -> dict[str, Any]:
        found = access.canned_answer(ask.user, canned_id)
        return _rows([canned.change(found.pk, actor=ask.user, **ask.body)])[0]

    @operation("canned_delete", summary="Remove it", role="admin")
    def delete(self, ask: Ask, canned_id: int) -> None:
        canned.delete(access.canned_answer(ask.user, canned_id).pk, actor=ask.user)


class CannedRender(APIView):
    @operation(
        "canned_render", summary="Its words for a ticket; counts as a use", body=ForTicket, returns=shapes.Rendered
    )
    def post(self, ask: Ask, canned_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ask.body["ticket_id"])
        html, missing = canned.render(access.canned_answer(ask.user, canned_id), ticket, agent=ask.user)
        return {"html": html, "missing": missing}


class CannedPreview(APIView):
    @operation("canned_preview", summary="How words that are not saved would read", body=Words, returns=shapes.Rendered)
    def post(self, ask: Ask) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ask.body["ticket_id"])
        html, missing = canned.fill(canned.checked(ask.body["body_html"]), ticket, agent=ask.user)
        return {"html": html, "missing": missing}


class VariableList(APIView):
    @operation("variables_list", summary="What may stand between {{ and }}", returns=shapes.Variables)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": [{"name": name, "about": _(about)} for name, about in variables.NAMES.items()], "next": None}


def _rows(found: Iterable[CannedAnswer]) -> list[dict[str, Any]]:
    return [
        {
            "id": answer.pk,
            "shortcut": answer.shortcut,
            "title": answer.title,
            "body_html": answer.body_html,
            "language": answer.language,
            "team_id": answer.team_id,
            "used": answer.used,
            "updated_at": rows.iso(answer.updated_at),
        }
        for answer in found
    ]
