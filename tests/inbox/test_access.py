from __future__ import annotations

import pytest

from inbox import access, attachments
from inbox.errors import InboxError
from inbox.models import Membership, User
from tests import office
from tests.office import Office


def test_an_agent_sees_the_channels_of_their_teams_and_nothing_else(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    office.answer(ticket, shop.owner)
    for who, sees in [
        (shop.owner, True),
        (shop.mate, True),
        (shop.outsider, False),
        (shop.supervisor, True),
        (shop.admin, True),
    ]:
        for rows in (access.tickets(who), access.messages(who), access.deliveries(who), access.contacts(who)):
            assert rows.exists() is sees


def test_losing_the_team_loses_the_tickets_at_once(shop: Office) -> None:
    office.ticket(shop.channel)
    Membership.objects.filter(user=shop.owner).delete()
    assert not access.tickets(shop.owner).exists()


def test_somebody_who_left_sees_nothing_whatever_their_role(shop: Office) -> None:
    office.ticket(shop.channel)
    for user in (shop.owner, shop.admin):
        user.is_active = False
        assert not access.tickets(user).exists()
        with pytest.raises(InboxError):
            access.require_role(user, User.Role.AGENT)


def test_what_one_may_not_see_does_not_exist(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    with pytest.raises(InboxError) as refused:
        access.ticket(shop.outsider, ticket.pk)
    assert refused.value.status == 404


def test_an_upload_is_its_owners_alone_until_it_is_sent(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    file = attachments.upload(ticket, shop.owner, "a.pdf", b"%PDF-")
    assert access.attachments(shop.owner).exists()
    assert not access.attachments(shop.mate).exists()
    office.answer(ticket, shop.owner, attachment_ids=[file.pk])
    assert access.attachments(shop.mate).exists()
    assert not access.attachments(shop.outsider).exists()


def test_raw_bytes_are_for_admins(shop: Office) -> None:
    office.ticket(shop.channel)
    assert access.raws(shop.admin).exists()
    assert not access.raws(shop.supervisor).exists()


@pytest.mark.parametrize(
    ("role", "needed", "allowed"),
    [
        ("agent", "supervisor", False),
        ("supervisor", "supervisor", True),
        ("supervisor", "admin", False),
        ("admin", "supervisor", True),
    ],
)
def test_roles_are_ordered(role: str, needed: str, allowed: bool) -> None:
    user = User(role=role)
    if allowed:
        access.require_role(user, needed)
    else:
        with pytest.raises(InboxError):
            access.require_role(user, needed)
