"""Windows into other systems: addresses that nobody can bend, and a signature that others can check."""

from __future__ import annotations

import datetime as dt
from typing import Any

import jwt
import pytest
from django.conf import settings
from django.utils import timezone

from inbox import custom, identities, panel_addresses, panel_context, panels
from inbox.errors import InboxError
from inbox.models import Event, Panel, Ticket
from tests import office
from tests.office import Office

FRAME = {"name": "Stock", "kind": "frame", "url_template": "https://stock.example/app?who={{ contact.email }}"}


def test_variables_are_encoded_so_that_no_customer_can_bend_the_address(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    ticket.contact.name = "A&b=c/../#?x{{ ticket.id }}"
    made, secret = panels.create(
        actor=shop.admin,
        name="CRM",
        kind="link",
        url_template="https://crm.example/{{contact.name}}/t?m={{ contact.email }}&t={{ticket.reference}}",
    )
    assert secret == ""
    url, missing = panel_addresses.address(made, panel_addresses.values(ticket.contact, ticket, agent=shop.owner))
    name = "A%26b%3Dc%2F..%2F%23%3Fx%7B%7B%20ticket.id%20%7D%7D"
    assert url == f"https://crm.example/{name}/t?m=ada%40customer.example&t={ticket.reference}"
    assert missing == []


@pytest.mark.parametrize("name", [".", "..", "..."])
def test_a_customer_whose_name_is_dots_walks_up_no_path(shop: Office, name: str) -> None:
    address = "https://crm.example/people/{{ contact.name }}/delete"
    made, _ = panels.create(actor=shop.admin, name="CRM", kind="link", url_template=address)
    assert panel_addresses.address(made, {"contact.name": name}) == ("", ["contact.name"])


def test_what_is_not_known_of_somebody_leaves_no_broken_address(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    made, _ = panels.create(
        actor=shop.admin, name="CRM", kind="link", url_template="https://crm.example/{{ contact.phone }}"
    )
    values = panel_addresses.values(ticket.contact, ticket, agent=shop.owner)
    assert panel_addresses.address(made, values) == ("", ["contact.phone"])


def test_fields_and_the_usual_handle_stand_in_addresses(shop: Office) -> None:
    custom.create(actor=shop.admin, target="contact", key="customer_no", label="Customer number", kind="text")
    ticket = office.ticket(shop.channel)
    typed = identities.add(ticket.contact_id, actor=shop.owner, network="email", handle="first@work.example")
    identities.change(typed.pk, actor=shop.owner, primary=True)
    ticket.contact.custom = {"customer_no": "K 7"}
    template = "https://crm.example/{{ contact.custom.customer_no }}?{{ contact.email }}"
    made, _ = panels.create(actor=shop.admin, name="CRM", kind="link", url_template=template)
    url, _ = panel_addresses.address(made, panel_addresses.values(ticket.contact, None, agent=shop.owner))
    assert url == "https://crm.example/K%207?first%40work.example"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("javascript:alert(1)", "begins with https"),
        ("//crm.example/", "begins with https"),
        ("ftp://crm.example/", "begins with https"),
        ("https://{{ contact.name }}/", "behind the host"),
        ("https://crm.example{{ contact.name }}/", "behind the host"),
        ("https://user@crm.example/", "behind the host"),
        ("https://crm.example;script-src/", "behind the host"),
        ("https://crm.example:port/", "no address"),
        ("https://crm.example/{{ contact.mail }}", "did you mean contact.email"),
        ("https://crm.example/{{ contact.name", "is no variable"),
        ("https://crm.example/a b", "Spaces"),
    ],
)
def test_an_address_that_is_none_is_refused_with_the_reason(shop: Office, address: str, why: str) -> None:
    with pytest.raises(InboxError, match=why) as refused:
        panels.create(actor=shop.admin, name="CRM", kind="link", url_template=address)
    assert list(refused.value.fields) == ["url_template"]
    assert not Panel.objects.exists()


def test_janice_itself_is_never_in_a_frame(shop: Office) -> None:
    with pytest.raises(InboxError, match="Janice itself"):
        panels.create(actor=shop.admin, **{**FRAME, "url_template": f"{settings.PUBLIC_URL}/inbox"})


def test_the_policy_of_the_console_lists_the_active_frames_and_nobody_else(shop: Office) -> None:
    made, _ = panels.create(actor=shop.admin, **FRAME)
    panels.create(actor=shop.admin, name="CRM", kind="link", url_template="https://crm.example/")
    assert panels.origins() == ["https://stock.example"]
    panels.change(made.pk, actor=shop.admin, active=False)
    assert panels.origins() == []


def test_the_context_is_a_token_that_other_software_can_verify(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    made, secret = panels.create(actor=shop.admin, **FRAME)
    token, until = panel_context.signed(made, ticket.contact, ticket, agent=shop.owner)
    claims = verified(token, secret)
    assert claims["sub"] == f"agent:{shop.owner.pk}"
    assert claims["ticket"]["reference"] == ticket.reference
    assert claims["contact"]["handles"] == [{"network": "email", "handle": "ada@customer.example", "verified": True}]
    assert claims["exp"] == int(until.timestamp())
    assert until - timezone.now() <= dt.timedelta(minutes=5)

    new = panels.renew_secret(made.pk, actor=shop.admin)
    with pytest.raises(jwt.InvalidSignatureError):
        verified(token, new)
    fresh, _ = panel_context.signed(Panel.objects.get(), ticket.contact, None, agent=shop.owner)
    assert verified(fresh, new)["ticket"] is None
    assert secret not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_link_has_nothing_to_sign(shop: Office) -> None:
    made, _ = panels.create(actor=shop.admin, name="CRM", kind="link", url_template="https://crm.example/")
    with pytest.raises(InboxError, match="no secret"):
        panels.renew_secret(made.pk, actor=shop.admin)
    with pytest.raises(InboxError, match="signed for a link"):
        panel_context.signed(made, office.ticket(shop.channel).contact, None, agent=shop.owner)


def test_order_names_and_number_are_kept(shop: Office) -> None:
    first, _ = panels.create(actor=shop.admin, **FRAME)
    second, _ = panels.create(actor=shop.admin, **{**FRAME, "name": "Second"})
    panels.order([second.pk, first.pk], actor=shop.admin)
    assert list(Panel.objects.all()) == [second, first]
    for call in (
        lambda: panels.order([first.pk], actor=shop.admin),
        lambda: panels.change(second.pk, actor=shop.admin, name="Stock"),
        lambda: panels.delete(10**9, actor=shop.admin),
    ):
        with pytest.raises(InboxError):
            call()
    panels.delete(first.pk, actor=shop.admin)
    kinds = Event.objects.filter(kind="panel.changed").order_by("pk").values_list("data__fields", flat=True)
    assert list(kinds) == [["created"], ["created"], ["order"], ["deleted"]]
    assert Ticket.objects.count() == 0


def verified(token: str, secret: str) -> dict[str, Any]:
    options: Any = {"require": ["exp", "iat", "aud", "iss"]}
    return jwt.decode(
        token,
        secret,
        algorithms=["HS256"],
        audience="https://stock.example",
        issuer=settings.PUBLIC_URL,
        options=options,
    )
