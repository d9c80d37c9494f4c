"""All tickets of a customer, on whatever channel."""

from __future__ import annotations

from typing import Any

from rest_framework.views import APIView

from inbox import access, opinions
from inbox.api import people_rows, rows
from inbox.api.operation import Ask, operation
from inbox.api.paging import Order, page
from inbox.api.shapes import customers as shapes
from inbox.api.strict import PageQuery


class ContactHistory(APIView):
    @operation(
        "contacts_history",
        summary="Their tickets on all channels that I see, and how it was",
        query=PageQuery,
        returns=shapes.History,
    )
    def get(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        found = access.tickets(ask.user).filter(contact=access.contact(ask.user, contact_id), merged_into=None)
        shown, cursor = page(found, Order("-last_message_at"), cursor=ask.query.get("cursor"), limit=ask.query["limit"])
        said = people_rows.scores(access.survey_answers(ask.user).filter(ticket__in=shown))
        results = [{"ticket": row, "answer": said.get(row["id"])} for row in rows.ticket_rows(shown)]
        return {
            "results": results,
            "next": cursor,
            "total": found.count(),
            "satisfaction": _satisfaction(ask, contact_id),
        }


def _satisfaction(ask: Ask, contact_id: int) -> dict[str, Any]:
    answers = access.survey_answers(ask.user).filter(ticket__contact_id=contact_id)
    figures = opinions.totals(answers)
    return {name: figures[name] for name in ("asked", "answered", "good")}
