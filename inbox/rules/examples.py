"""The rules that a new deployment finds: switched off, to be read, tried on what happened, changed and switched on."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from inbox.models import Rule
from inbox.rules import versions

DAY = 24 * 3600
THANKS = ["thank you", "thanks", "perfect", "great service", "danke", "vielen dank", "merci", "gracias", "grazie"]
DOUBTS = ["?", "but ", "not ", "still", "however", "aber", "nicht", "mais", "pero"]
CLOSED = """Hello {{ customer.first_name }},

thank you for writing to us. We are not at work at the moment. You can expect our answer by {{ answer_by }}.

{{ brand }}"""


def _leaf(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": list(value)}


EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "name": "Answer at once when we are closed",
        "description": "Whoever writes outside working hours hears that we got it, and when we will answer. "
        "Never sent to machines, and to each address once a day at most.",
        "trigger": {"on": ["ticket.created"]},
        "conditions": {"all": [_leaf("message.by", "is", "customer"), _leaf("office_open", "is", False)]},
        "actions": [{"do": "message", "text": CLOSED}],
    },
    {
        "name": "VIPs first",
        "description": "Tickets of customers marked as VIP get a high priority, and the promise that goes with it.",
        "trigger": {"on": ["ticket.created"]},
        "conditions": {"all": [_leaf("contact.vip", "is", True), _leaf("priority", "is", "low", "normal")]},
        "actions": [{"do": "set", "field": "priority", "value": "high"}],
    },
    {
        "name": "Escalate before a promise is broken",
        "description": "Shortly before a reply or a solution is late, its assignee and all supervisors are told, "
        "and the ticket gets a label.",
        "trigger": {"on": ["sla.warning"]},
        "conditions": {},
        "actions": [
            {"do": "notify", "who": "assignee", "text": "{{ ticket.reference }} will be late soon"},
            {"do": "notify", "who": "supervisors", "text": "{{ ticket.reference }} will be late soon"},
            {"do": "label", "add": ["escalated"]},
        ],
    },
    {
        "name": "Call somebody when a promise was broken",
        "description": "Urgent tickets that are late call whoever is on call, one after the other, until somebody "
        "answers.",
        "trigger": {"on": ["sla.breach"]},
        "conditions": _leaf("priority", "is", "urgent"),
        "actions": [{"do": "page", "text": "{{ ticket.reference }} is urgent and late", "wait": 5}],
    },
    {
        "name": "Solve what is only praise",
        "description": "A message that thanks and asks nothing is solved and labelled. Try it first on what came in: "
        "words can mislead.",
        "trigger": {"on": ["ticket.created", "message.created"]},
        "conditions": {
            "all": [
                _leaf("message.by", "is", "customer"),
                _leaf("message.text", "contains", *THANKS),
                {"none": [_leaf("message.text", "contains", *DOUBTS)]},
            ]
        },
        "actions": [
            {"do": "label", "add": ["praise"]},
            {"do": "set", "field": "status", "value": "solved"},
        ],
    },
    {
        "name": "Solve when the customer does not come back",
        "description": "A ticket that has waited a week for its customer is solved. When they write, it opens again.",
        "trigger": {"after": 7 * DAY},
        "conditions": _leaf("status", "is", "waiting_customer"),
        "actions": [
            {"do": "note", "text": "Solved, as the customer did not answer for a week."},
            {"do": "set", "field": "status", "value": "solved"},
        ],
    },
    {
        "name": "Look after unhappy customers",
        "description": "When somebody says that it was bad, all supervisors are told and the ticket gets a label.",
        "trigger": {"on": ["survey.answered"]},
        "conditions": _leaf("survey.score", "at_most", 2),
        "actions": [
            {"do": "label", "add": ["unhappy"]},
            {"do": "notify", "who": "supervisors", "text": "{{ customer.name }} was not happy: {{ ticket.reference }}"},
        ],
    },
    {
        "name": "Say when an answer did not arrive",
        "description": "When the network or the mail server refuses an answer for good, the assignee is told.",
        "trigger": {"on": ["delivery.changed"]},
        "conditions": _leaf("delivery.state", "is", "failed"),
        "actions": [{"do": "notify", "who": "assignee", "text": "An answer in {{ ticket.reference }} did not arrive"}],
    },
)


def ensure() -> None:
    """For a deployment that never had a rule. Runs any time."""
    with transaction.atomic():
        if not Rule.objects.exists():
            for example in EXAMPLES:
                versions.create(actor=None, **example)
