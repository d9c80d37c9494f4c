"""The action that calls another system."""

from __future__ import annotations

from typing import Any

from inbox.models import Endpoint, Ticket
from inbox.rules.kind import Context, Form, Input, Kind, Params, Skipped, Type
from inbox.webhooks import queue


def _endpoints() -> list[tuple[Any, str]]:
    return list(Endpoint.objects.filter(active=True).values_list("pk", "name"))


def _checked(params: Params) -> Params:
    if params.get("endpoint_id") not in dict(_endpoints()):
        raise ValueError(f"there is no endpoint {params.get('endpoint_id')!r} that is switched on.")
    return {"endpoint_id": params["endpoint_id"]}


def _run(ticket: Ticket, params: Params, context: Context) -> str:
    """A call is queued with the rule's own changes, and made once they are committed."""
    by = context.rule.name if context.rule is not None else ""
    called = queue.by_rule(ticket, params["endpoint_id"], rule=by, event=context.event)
    return f"Calls {called.endpoint.name}" if called else Skipped("Calls nobody: the endpoint is switched off")


WEBHOOK = Kind(
    check=_checked,
    run=_run,
    forms=(
        Form(
            label="Call a webhook",
            group="Tell",
            inputs=(Input(name="endpoint_id", label="endpoint", type=Type.CHOICE, choices=_endpoints),),
        ),
    ),
)
