"""Questions to customers after their ticket was solved, and what they said."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, opinions, surveys
from inbox.api import attention_rows
from inbox.api.operation import Ask, operation
from inbox.api.paging import Order, page
from inbox.api.shapes import attention as shapes
from inbox.api.strict import Body, PageQuery
from inbox.models import Survey

EARLIER = 5
NEWEST_ANSWER = Order("-answered_at")


class SurveyChanges(Body):
    name = serializers.CharField(max_length=80, required=False)
    question = serializers.CharField(max_length=300, required=False)
    thanks = serializers.CharField(max_length=300, required=False, allow_blank=True)
    scale = serializers.ChoiceField(Survey.Scale.choices, required=False)
    conditions = serializers.DictField(required=False, help_text="Which tickets are asked about; {}: all.")
    wait = serializers.IntegerField(
        min_value=0, max_value=surveys.LONGEST_WAIT, required=False, help_text="Seconds after a ticket was solved."
    )
    again_after_days = serializers.IntegerField(min_value=0, max_value=3650, required=False)
    active = serializers.BooleanField(required=False)


class NewSurvey(SurveyChanges):
    name = serializers.CharField(max_length=80)
    question = serializers.CharField(max_length=300)


class SurveyList(APIView):
    @operation("surveys_list", summary="All surveys", returns=shapes.Surveys, role="supervisor")
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": attention_rows.surveys(access.surveys(ask.user)), "next": None}

    @operation(
        "surveys_create", summary="A new survey", body=NewSurvey, returns=shapes.Survey, status=201, role="admin"
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        return attention_rows.surveys([surveys.create(**ask.body)])[0]


class SurveyDetail(APIView):
    @operation("surveys_update", summary="Change it", body=SurveyChanges, returns=shapes.Survey, role="admin")
    def patch(self, ask: Ask, survey_id: int) -> dict[str, Any]:
        return attention_rows.surveys([surveys.change(access.survey(ask.user, survey_id), **ask.body)])[0]


class SurveyAnswers(APIView):
    @operation(
        "surveys_answers",
        summary="What customers said, newest first, and the figures of all of it",
        query=PageQuery,
        returns=shapes.Answers,
        role="supervisor",
    )
    def get(self, ask: Ask, survey_id: int) -> dict[str, Any]:
        rows = access.survey_answers(ask.user).filter(survey=access.survey(ask.user, survey_id))
        said = rows.filter(answered_at__isnull=False)
        found, cursor = page(said, NEWEST_ANSWER, cursor=ask.query.get("cursor"), limit=ask.query["limit"])
        return {"figures": opinions.figures(rows), "results": attention_rows.answers(found), "next": cursor}


class TicketSurvey(APIView):
    @operation(
        "tickets_survey", summary="What the customer said of this ticket, and of others", returns=shapes.TicketAnswers
    )
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        rows = access.survey_answers(ask.user)
        own = rows.filter(ticket=ticket).first()
        others = rows.filter(ticket__contact_id=ticket.contact_id, answered_at__isnull=False).exclude(ticket=ticket)
        return {
            "answer": attention_rows.answers([own])[0] if own else None,
            "earlier": attention_rows.answers(others.order_by("-answered_at", "-pk")[:EARLIER]),
        }
