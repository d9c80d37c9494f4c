from __future__ import annotations

from inbox.sla import clocks
from tests.inbox.sla.desk import Desk
from tests.inbox.sla.weeks import (
    ber,
)


def test_starting_two_clocks_takes_two_statements(desk: Desk, django_assert_num_queries: object) -> None:
    desk.opens(ber("2026-06-08 10:00"))
    ticket = desk.opens(ber("2026-06-08 10:00"), automated=True)
    message = ticket.messages.get()
    message.automated = False
    with django_assert_num_queries(2):  # type: ignore[operator]
        clocks.start(ticket, message, at=ber("2026-06-08 10:00"))
    with django_assert_num_queries(2):  # type: ignore[operator]
        clocks.changed(ticket, {}, asked=message, at=ber("2026-06-08 10:00"))
