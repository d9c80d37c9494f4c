"""The cases of all connectors, and how the suite brings to them what they wrote down."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from connectors import registry, tasks, views
from inbox import ingest
from inbox.models import Channel, Message, RawInbound
from tests.connectors.conformance.case import Call, Case, Item
from tests.connectors.conformance.pigeon import conformance as pigeon


def of(kind: str) -> tuple[Case, ...]:
    """The cases of one kind; none where its module is missing, which test_complete.py reports."""
    ours = kind in registry.MODULES
    beside = "" if ours else registry.modules()[kind].rpartition(".")[0]
    return _cases(f"tests.connectors.{kind}.conformance" if ours else f"{beside}.conformance")


def all_cases() -> list[Case]:
    """Of all kinds that are installed, and of the pigeons, which tests install as a third party would be.

    The network that only the demo has is made up: there is nothing for it to conform to.
    """
    kinds = [kind for kind in registry.kinds() if kind not in registry.DEMO_MODULES]
    return [case for kind in kinds for case in of(kind)] + [pigeon.case]


def _cases(name: str) -> tuple[Case, ...]:
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and name.startswith(error.name):
            return ()
        raise
    cases: tuple[Case, ...] = getattr(module, "cases", None) or (module.case,)
    return cases


every = pytest.mark.parametrize("case", all_cases(), ids=str)


def call(channel: Channel, made: Call, *, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Any:
    """Through the real view, as the provider would. ``headers`` and ``body`` replace those of the call."""
    where = urlsplit(views.url(channel)).path + (f"?{made.query}" if made.query else "")
    return Client(enforce_csrf_checks=True).post(
        where,
        made.body if body is None else body,
        content_type=made.content_type,
        headers=dict(made.headers if headers is None else headers),
    )


def bring(case: Case, channel: Channel, *items: Item) -> None:
    """The items arrive and are kept: by webhook where there is one, else as fetching would keep them."""
    if "hook" in case.lacks:
        for body in case.raws(channel, items):
            keep(channel, body)
        return
    for made in case.calls(channel, items):
        answer = call(channel, made)
        assert 200 <= answer.status_code < 300, (answer.status_code, answer.content)


def keep(channel: Channel, body: bytes, headers: Mapping[str, str] | None = None) -> RawInbound | None:
    number = RawInbound.objects.count()
    return ingest.keep(channel, f"conformance-{number}", body, source="poll", headers=headers or {})


def read() -> None:
    """A worker reads everything that was kept, whatever the pauses between the tries."""
    for _ in range(ingest.TRIES + 1):
        tasks.process_raws()
        RawInbound.objects.update(next_attempt_at=None)


def arrive(case: Case, channel: Channel, *items: Item) -> None:
    bring(case, channel, *items)
    read()


def said(channel: Channel) -> list[str]:
    """What customers said on the channel, by time."""
    rows = Message.objects.filter(channel=channel, direction=Message.Direction.INBOUND).order_by("sent_at", "id")
    return [row.body_text.strip() for row in rows]


def states(channel: Channel) -> set[str]:
    return set(RawInbound.objects.filter(channel=channel).values_list("state", flat=True))


def unsaved_raws(case: Case, channel: Channel, items: Sequence[Item]) -> list[RawInbound]:
    """Rows for a direct look at ``parse``."""
    types = [made.content_type for made in case.calls(channel, items)] if "hook" not in case.lacks else []
    bodies = case.raws(channel, items)
    return [
        RawInbound(
            channel=channel,
            body=body,
            headers={"content-type": types[number]} if number < len(types) else {},
            received_at=timezone.now(),
        )
        for number, body in enumerate(bodies)
    ]
