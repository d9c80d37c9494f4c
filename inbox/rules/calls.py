"""The action that calls another system."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.models import Endpoint, Ticket
from inbox.rules.kind import Context, Form, Input, Kind, Params, Skipped, Type
from inbox.webhooks import queue
from inbox.wording import Said


def _endpoints() -> list[tuple[Any, str]]:
    return list(Endpoint.objects.filter(active=True).values_list("pk", "name"))


def _checked(params: Params) -> Params:
    if params.get("endpoint_id") not in dict(_endpoints()):
        raise ValueError(_("choose an endpoint that is switched on."))
    return {"endpoint_id": params["endpoint_id"]}


def _run(ticket: Ticket, params: Params, context: Context) -> str:
    """A call is queued with the rule's own changes, and made once they are committed."""
    by = context.rule.name if context.rule is not None else ""
    called = queue.by_rule(ticket, params["endpoint_id"], rule=by, event=context.event)
    return (
        Said(gettext_noop("Calls {endpoint}"), endpoint=called.endpoint.name)
        if called
        else Skipped(gettext_noop("Calls nobody: the endpoint is switched off"))
    )


WEBHOOK = Kind(
    check=_checked,
    run=_run,
    forms=(
        Form(
            "Call a webhook",
            (Input("endpoint_id", "endpoint", Type.CHOICE, choices=_endpoints),),
            group="Tell",
        ),
    ),
)
