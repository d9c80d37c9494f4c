"""An admin sees where a panel's address leads before it stands beside every ticket."""

from __future__ import annotations

from tests import office
from tests.inbox.api.conftest import Desk
from tests.office import Office

TEMPLATE = "https://crm.example/?q={{ contact.email }}&t={{ ticket.reference }}"


def test_an_address_is_tried_with_the_newest_ticket_and_nothing_is_kept(shop: Office, desk: Desk) -> None:
    office.ticket(shop.channel)
    ticket = office.ticket(shop.channel, office.mail(sender="ben&co@customer.example"))
    draft = {"kind": "link", "url_template": TEMPLATE}
    tried = desk.admin.post("panels/trial", draft).body
    where = f"https://crm.example/?q=ben%26co%40customer.example&t={ticket.reference}"
    assert (tried["ticket"], tried["url"], tried["missing"]) == (ticket.reference, where, [])
    assert desk.admin.get("panels").body["results"] == []


def test_what_has_no_value_and_what_is_no_address_is_said(shop: Office, desk: Desk) -> None:
    draft = {"kind": "frame", "url_template": "https://crm.example/{{ contact.phone }}"}
    assert desk.admin.post("panels/trial", draft).body["ticket"] == ""
    office.ticket(shop.channel)
    tried = desk.admin.post("panels/trial", draft).body
    assert (tried["url"], tried["missing"]) == ("", ["contact.phone"])
    refused = desk.admin.post("panels/trial", draft | {"url_template": "https://crm.example/{{ contact.mail }}"})
    assert refused.status == 400
    assert "contact.email" in refused.fields["url_template"]
