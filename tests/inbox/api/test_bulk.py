from __future__ import annotations

import pytest

from inbox import bulk
from inbox.models import Bulk, Ticket
from tests import office
from tests.inbox.api.conftest import Desk
from tests.office import Office


def test_a_view_means_every_ticket_that_its_list_shows_to_this_person(shop: Office, desk: Desk) -> None:
    wanted = [office.ticket(shop.channel, office.mail(subject="Broken saucer")).pk for _ in range(2)]
    office.ticket(shop.channel)
    office.ticket(shop.billing_channel, office.mail(subject="Broken saucer"))
    body = {"view": {"view": "open", "q": "saucer"}, "changes": {"priority": "high"}}

    begun = desk.owner.post("bulk", body)

    assert (begun.status, begun.body["total"], begun.body["done"]) == (202, 2, 0)
    bulk.run()
    seen = desk.owner.get(f"bulk/{begun.body['id']}").body
    assert (seen["state"], seen["failures"], seen["undoable"]) == ("done", 0, True)
    assert sorted(Ticket.objects.filter(priority="high").values_list("pk", flat=True)) == wanted


def test_failures_name_the_ticket_and_the_reason(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    body = {"ticket_ids": [ticket.pk], "changes": {"assignee_id": shop.outsider.pk}}
    begun = desk.owner.post("bulk", body)
    bulk.run()
    assert desk.owner.get(f"bulk/{begun.body['id']}").body["failed"] == [
        {
            "ticket_id": ticket.pk,
            "reference": ticket.reference,
            "code": "invalid",
            "message": "This person cannot see the ticket's channel.",
        }
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"changes": {"priority": "high"}},
        {"ticket_ids": [], "changes": {"priority": "high"}},
        {"ticket_ids": [999_999], "changes": {"priority": "high"}},
        {"view": {"view": "open"}},
        {"view": {"view": "open"}, "changes": {}},
        {"view": {"view": "open"}, "changes": {"subject": "All the same"}},
        {"view": {"view": "open"}, "ticket_ids": [1], "changes": {"priority": "high"}},
        {"view": {"view": "open"}, "changes": {"team_id": 999_999}},
    ],
    ids=["no ticket", "none", "unknown", "nothing to do", "no change", "no subject", "both", "unknown team"],
)
def test_what_cannot_be_begun_is_refused_at_once(shop: Office, desk: Desk, body: dict[str, object]) -> None:
    office.ticket(shop.channel)
    assert desk.owner.post("bulk", body).status in (400, 404)
    assert not Bulk.objects.exists()


def test_stopping_and_undoing_are_for_who_began_it(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    begun = desk.owner.post("bulk", {"ticket_ids": [ticket.pk], "changes": {"status": "solved"}}).body["id"]
    for path in (f"bulk/{begun}/cancel", f"bulk/{begun}/undo"):
        assert desk.admin.post(path).status == 404
    assert desk.owner.post(f"bulk/{begun}/undo").code == "still_running"
    bulk.run()
    back = desk.owner.post(f"bulk/{begun}/undo")
    assert back.status == 202
    bulk.run()
    assert Ticket.objects.get(pk=ticket.pk).status == "open"
    assert desk.owner.post(f"bulk/{begun}/undo").code == "nothing_to_undo"
