"""Answers to a form leave by its mail channel and find their way back."""

from __future__ import annotations

import email
import email.policy
import mailbox
import pathlib
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import transaction
from pytest_django import Settings

from connectors import intake, outgoing, registry
from connectors.webform import private_links
from inbox import ingest
from inbox.models import Channel, Delivery, Message, Ticket
from tests import office
from tests.connectors.webform.conftest import Customer
from tests.office import Office
from tests.servers import free_port


class Postbox:
    """An SMTP server that keeps what it gets."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.mails = mailbox.Maildir(folder / "post", create=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.add(envelope.original_content or b"")
        return "250 OK"

    def read(self) -> list[email.message.EmailMessage]:
        found = [email.message_from_bytes(mail.as_bytes(), policy=email.policy.default) for mail in self.mails]
        return [mail for mail in found if isinstance(mail, email.message.EmailMessage)]


@pytest.fixture
def postbox(tmp_path: pathlib.Path, settings: Settings) -> Iterator[Postbox]:
    box = Postbox(tmp_path)
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{controller.port}"
    yield box
    controller.stop()


@pytest.fixture
def ticket(customer: Customer, form: Channel) -> Ticket:
    Channel.objects.filter(pk=form.settings["reply_channel_id"]).update(
        settings={"receive": "pipe", "send": "default"}, capabilities=registry.get("email").capabilities({}, {})
    )
    customer.send()
    return Ticket.objects.get()


@pytest.mark.django_db(transaction=True)
def test_a_reply_leaves_by_the_mail_channel_and_the_answer_comes_back(
    ticket: Ticket, shop: Office, postbox: Postbox
) -> None:
    Delivery.objects.all().delete()  # the confirmation, told elsewhere
    reply = office.answer(ticket, shop.owner, "Which model?")
    outgoing.deliver(ticket.channel_id)
    (mail,) = postbox.read()
    reply.refresh_from_db()
    assert Delivery.objects.get(message=reply).state == "sent"
    assert mail["From"].addresses[0].addr_spec == shop.channel.address
    assert mail["To"] == "Ada Lovelace <ada@customer.example>"
    assert ticket.reply_token in str(mail["Reply-To"])
    assert "form:" not in mail.as_string()
    assert "Auto-Submitted" not in mail
    body = mail.get_body(("plain",))
    assert body is not None
    assert private_links.url(private_links.mailed(ticket)) in body.get_content()
    assert reply.external_id == str(mail["Message-ID"]).strip("<>")
    answer = (
        f"From: ada@customer.example\r\nTo: {mail['Reply-To']}\r\nSubject: Re: Kettle\r\nMessage-ID: <1@x.example>\r\n"
        f"In-Reply-To: {mail['Message-ID']}\r\nDate: Sat, 21 Nov 2026 20:00:00 +0000\r\n\r\nThe blue one.\r\n"
    )
    with transaction.atomic():
        ingest.keep(shop.channel, "answer", answer.encode(), source="pipe")
    for raw in ingest.claim(10):
        intake.work(raw)
    newest = Message.objects.latest("id")
    assert (newest.ticket_id, newest.body_text.strip()) == (ticket.pk, "The blue one.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("also", ["cc", "bcc"])
def test_a_reply_that_others_read_holds_no_link_to_the_private_page(
    ticket: Ticket, shop: Office, postbox: Postbox, also: str
) -> None:
    Delivery.objects.all().delete()
    office.answer(ticket, shop.owner, "As discussed.", to=["ada@customer.example"], **{also: ["boss@else.example"]})
    outgoing.deliver(ticket.channel_id)
    (mail,) = postbox.read()
    assert ticket.customer_token not in mail.as_string()


@pytest.mark.django_db(transaction=True)
def test_the_confirmation_says_that_a_machine_sent_it(ticket: Ticket, postbox: Postbox) -> None:
    outgoing.deliver(ticket.channel_id)
    (mail,) = postbox.read()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "ada@customer.example"
    for typed in ("Ada Lovelace", "Kettle", "leaks"):
        assert typed not in mail.as_string()


@pytest.mark.django_db(transaction=True)
def test_without_a_mail_channel_the_forms_own_sender_is_used(
    ticket: Ticket, form: Channel, shop: Office, postbox: Postbox
) -> None:
    Delivery.objects.all().delete()
    Channel.objects.filter(pk=form.pk).update(settings={"from_address": "hello@northwind.example"})
    office.answer(ticket, shop.owner, "Which model?")
    outgoing.deliver(ticket.channel_id)
    (mail,) = postbox.read()
    assert mail["From"].addresses[0].addr_spec == "hello@northwind.example"


@pytest.mark.django_db(transaction=True)
def test_the_connection_test_tries_the_way_out(form: Channel, postbox: Postbox) -> None:
    checks = registry.get("webform").validate(form)
    assert [(check.name, check.ok) for check in checks] == [("Form", True), ("Sending (SMTP)", True)]
