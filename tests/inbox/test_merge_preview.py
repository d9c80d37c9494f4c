from __future__ import annotations

import pytest

from inbox import merge_preview, merging, replies
from inbox.errors import InboxError
from inbox.models import Clock, Event, Message, Ticket
from inbox.sla import policies
from tests import office
from tests.office import Office


@pytest.fixture
def promised(shop: Office) -> Office:
    policies.ensure_defaults()
    return shop


def test_the_preview_says_what_the_merge_then_does_and_changes_nothing(promised: Office) -> None:
    first = office.ticket(promised.channel)
    second = office.ticket(promised.channel, office.mail("Smells", sender="bob@customer.example"))
    replies.note(first.pk, author=promised.owner, body_html="<p>Odd</p>")
    before = (list(Message.objects.order_by("pk").values()), list(Clock.objects.order_by("pk").values()))
    told = Event.objects.count()
    found = merge_preview.merge(first.pk, second.pk, actor=promised.owner)
    assert (list(Message.objects.order_by("pk").values()), list(Clock.objects.order_by("pk").values())) == before
    assert Event.objects.count() == told
    assert Ticket.objects.filter(merged_into=None).count() == 2

    assert (found.messages, found.notes, found.files, found.scheduled) == (1, 1, 0, 0)
    assert {each["handle"] for each in found.people} == {"ada@customer.example", "bob@customer.example"}
    assert (found.between, found.other_customer) == (True, True)
    assert "another customer" in found.warnings[0]
    into = merging.merge(first.pk, second.pk, actor=promised.owner)
    clocks = Clock.objects.filter(ticket=into, state="running")
    assert {clock.metric: clock.due_at for clock in found.clocks} == dict(clocks.values_list("metric", "due_at"))


def test_what_the_merge_refuses_the_preview_refuses(promised: Office) -> None:
    first, second, third = (office.ticket(promised.channel) for _ in range(3))
    merging.merge(first.pk, second.pk, actor=promised.owner)
    for source, into, code in ((first, third, "merged"), (third, third, "same_ticket")):
        with pytest.raises(InboxError) as refused:
            merge_preview.merge(source.pk, into.pk, actor=promised.owner)
        assert refused.value.code == code
