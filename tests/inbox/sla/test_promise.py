from __future__ import annotations

from inbox.models import Channel
from inbox.sla.promise import answer_by
from tests.inbox.sla.desk import Desk
from tests.inbox.sla.weeks import ber, utc
from tests.promises import promise


def test_a_customer_is_told_when_an_answer_is_due_in_business_time(desk: Desk) -> None:
    assert answer_by(desk.channel, ber("2026-04-30 17:00")) == utc("2026-05-04 10:00")


def test_nothing_is_said_when_nothing_is_promised(desk: Desk, channel: Channel) -> None:
    promise("normal", first_reply=None)
    assert answer_by(channel, ber("2026-04-30 17:00")) is None
