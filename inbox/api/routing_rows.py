"""Decisions, the queue, offers and simulations as JSON; the same rules as rows.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inbox.api.directory import users_by_id
from inbox.api.rows import Row, iso
from inbox.models import Decision, Offer, QueueEntry
from inbox.routing import Considered, Simulation
from inbox.routing.words import why


def considered_rows(considered: Sequence[Considered]) -> list[Row]:
    return _considered([each._asdict() for each in considered], users_by_id(each.user_id for each in considered))


def decision_rows(found: Iterable[Decision]) -> list[Row]:
    found = list(found)
    people = users_by_id(each["user_id"] for decision in found for each in decision.considered)
    return [
        {
            "id": decision.pk,
            "outcome": decision.outcome,
            "reason": decision.reason,
            "why": why(decision.reason, waiting=decision.outcome == Decision.Outcome.WAITING),
            "user_id": decision.user_id,
            "team_id": decision.team_id,
            "considered": _considered(decision.considered, people),
            "at": iso(decision.at),
        }
        for decision in found
    ]


def simulation_row(found: Simulation) -> Row:
    waiting = found.outcome == Decision.Outcome.WAITING
    return {
        **found._asdict(),
        "why": why(found.reason, waiting=waiting),
        "order_at": iso(found.order_at),
        "considered": considered_rows(found.considered),
    }


def queue_rows(entries: Iterable[QueueEntry]) -> list[Row]:
    return [
        {
            "ticket_id": entry.ticket_id,
            "reference": entry.ticket.reference,
            "subject": entry.ticket.subject,
            "priority": entry.ticket.priority,
            "team_id": entry.team_id,
            "since": iso(entry.since),
            "order_at": iso(entry.order_at),
            "reason": entry.reason,
            "why": why(entry.reason, waiting=True),
            "sticky_id": entry.sticky_id,
            "sticky_until": iso(entry.sticky_until),
        }
        for entry in entries
    ]


def offer_rows(offers: Iterable[Offer]) -> list[Row]:
    return [
        {
            "id": offer.pk,
            "ticket_id": offer.ticket_id,
            "reference": offer.ticket.reference,
            "subject": offer.ticket.subject,
            "preview": offer.ticket.preview,
            "priority": offer.ticket.priority,
            "customer": offer.ticket.contact.name,
            "channel_id": offer.ticket.channel_id,
            "state": offer.state,
            "made_at": iso(offer.made_at),
            "until": iso(offer.until),
        }
        for offer in offers
    ]


def _considered(found: Iterable[Mapping[str, Any]], people: Mapping[int, Row]) -> list[Row]:
    return [
        {
            "user_id": each["user_id"],
            "name": people[each["user_id"]]["name"] if each["user_id"] in people else "",
            "verdict": each["verdict"],
            "reason": each["reason"],
            "why": why(each["reason"]),
            "load": each["load"] / 100,
            "capacity": each["capacity"] // 100,
        }
        for each in found
    ]
