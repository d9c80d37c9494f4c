from __future__ import annotations

import datetime as dt
import html
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from connectors import intake
from connectors.webform import private_links, tokens
from connectors.webform.conversation import visible
from inbox import addressing, attachments, ingest, merging, replies, tickets
from inbox.envelope import Address
from inbox.models import Delivery, Message, Ticket
from tests import office
from tests.connectors.webform.conftest import Customer, file, token_of
from tests.office import Office


@pytest.fixture
def ticket(customer: Customer) -> Ticket:
    customer.send(files=[file("mine.png")])
    return Ticket.objects.get()


def mailed(ticket: Ticket) -> str:
    return f"/t/{private_links.mailed(ticket)}/"


def page_of(client: Client, ticket: Ticket) -> str:
    return html.unescape(client.get(mailed(ticket)).content.decode())


def send(client: Client, ticket: Ticket, message: str, *, path: str = "", **more: object) -> str:
    path = path or mailed(ticket)
    token = token_of(client.get(path).content.decode())
    sent = client.post(path, {"token": token, "message": message, **more})
    assert sent.status_code == 302, sent.content.decode()
    return html.unescape(client.get(sent["Location"].partition("#")[0]).content.decode())


def delivered(message: Message) -> Message:
    Delivery.objects.filter(message=message).update(state=Delivery.State.SENT, attempt=1)
    return message


def test_it_shows_what_was_said_and_takes_more(customer: Customer, ticket: Ticket, shop: Office) -> None:
    delivered(office.answer(ticket, shop.owner, "Which <b>model</b> is it?"))
    page = page_of(customer.client, ticket)
    assert "It leaks." in page
    assert "Which <b>model</b> is it?" in page
    assert "Owner" in page
    page = send(customer.client, ticket, "The blue one.", files=[file("blue.png")])
    assert "We have your message." in page
    assert "The blue one." in page
    newest = Message.objects.latest("id")
    assert (newest.ticket_id, newest.direction, newest.extra["joined_by"]) == (ticket.pk, "inbound", "token")
    assert newest.attachments.get().filename == "blue.png"
    ticket.refresh_from_db()
    assert ticket.last_inbound_id == newest.pk


def test_agents_answers_are_safe_html_only(customer: Customer, ticket: Ticket, shop: Office) -> None:
    message = delivered(office.answer(ticket, shop.owner, "x"))
    evil = '<p onclick="x">Hi</p><script>alert(1)</script><style>*{}</style><a href="javascript:x">l</a><img src=x>'
    Message.objects.filter(pk=message.pk).update(body_html=evil)
    page = page_of(customer.client, ticket)
    for forbidden in ("onclick", "<script", "<style>", "javascript:", "<img"):
        assert forbidden not in page


def test_notes_strangers_other_recipients_and_machine_mails_stay_hidden(
    customer: Customer, ticket: Ticket, shop: Office
) -> None:
    replies.note(ticket.pk, author=shop.owner, body_html="<p>INTERNAL</p>")
    delivered(office.answer(ticket, shop.owner, "TO-SUPPLIER", to=["supplier@else.example"]))
    delivered(office.answer(ticket, shop.owner, "BCC-ONLY", to=["supplier@else.example"], bcc=["ada@customer.example"]))
    delivered(office.answer(ticket, shop.owner, "WITH-COPY", to=["ada@customer.example"], bcc=["boss@else.example"]))
    from_supplier = office.mail("FROM-SUPPLIER", sender="supplier@else.example")
    stranger = office.receive(shop.channel, from_supplier)
    merging.merge(stranger.ticket_id, ticket.pk, actor=shop.owner)
    page = page_of(customer.client, ticket)
    for hidden in ("INTERNAL", "TO-SUPPLIER", "BCC-ONLY", "FROM-SUPPLIER", "boss@else.example", "We have received"):
        assert hidden not in page
    assert "WITH-COPY" in page


def test_a_reply_appears_when_it_can_no_longer_be_taken_back(customer: Customer, ticket: Ticket, shop: Office) -> None:
    message = office.answer(ticket, shop.owner, "HASTY")
    assert "HASTY" not in page_of(customer.client, ticket)
    delivery = Delivery.objects.get(message=message)
    replies.undo(delivery.pk, actor=shop.owner)
    assert "HASTY" not in page_of(customer.client, ticket)
    again = delivered(office.answer(ticket, shop.owner, "CONSIDERED"))
    assert "CONSIDERED" in page_of(customer.client, ticket)
    Delivery.objects.filter(message=again).update(state=Delivery.State.FAILED)
    assert "CONSIDERED" in page_of(customer.client, ticket)


def test_files_can_be_fetched_by_this_page_only_and_are_never_pages_of_ours(
    customer: Customer, ticket: Ticket, shop: Office
) -> None:
    mine = ticket.messages.filter(direction="inbound").get().attachments.get()
    answer = customer.client.get(f"/t/{ticket.customer_token}/files/{mine.token}/")
    assert answer["Content-Disposition"] == 'attachment; filename="mine.png"'
    assert answer["Content-Type"] == "image/png"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    upload = attachments.upload(ticket, shop.owner, "note.svg", b"<svg onload=alert(1)></svg>")
    replies.note(ticket.pk, author=shop.owner, body_html="<p>see</p>", attachment_ids=[upload.pk])
    assert customer.client.get(f"/t/{ticket.customer_token}/files/{upload.token}/").status_code == 404
    other = office.ticket(shop.channel)
    assert customer.client.get(f"/t/{other.customer_token}/files/{mine.token}/").status_code == 404


def test_a_ticket_of_another_channel_has_no_page(shop: Office, client: Client) -> None:
    other = office.ticket(shop.channel)
    assert client.get(f"/t/{other.customer_token}/").status_code == 404


def test_writing_on_a_solved_ticket_opens_it_again(customer: Customer, ticket: Ticket, shop: Office) -> None:
    tickets.update(ticket.pk, actor=shop.owner, status="solved")
    page = page_of(customer.client, ticket)
    assert "Solved" in page
    assert "Still a problem? Write again" in page
    send(customer.client, ticket, "Still leaking.")
    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_writing_on_a_closed_ticket_opens_a_new_one_and_says_so(
    customer: Customer, ticket: Ticket, shop: Office
) -> None:
    tickets.update(ticket.pk, actor=shop.owner, status="closed")
    page = send(customer.client, ticket, "A year later it leaks again.")
    follow_up = Ticket.objects.get(follows=ticket)
    assert follow_up.reference in page
    assert mailed(follow_up) in page
    assert "A year later" in page_of(customer.client, follow_up)


def test_a_double_click_on_the_page_makes_one_message(customer: Customer, ticket: Ticket) -> None:
    path = f"/t/{ticket.customer_token}/"
    token = token_of(customer.client.get(path).content.decode())
    for _ in range(3):
        assert customer.client.post(path, {"token": token, "message": "Once."}).status_code == 302
    assert Message.objects.filter(body_text="Once.").count() == 1


def test_an_empty_reply_is_refused_beside_the_field_and_its_file_kept(customer: Customer, ticket: Ticket) -> None:
    path = f"/t/{ticket.customer_token}/"
    token = token_of(customer.client.get(path).content.decode())
    answer = customer.client.post(path, {"token": token, "message": " ", "files": [file("kept.png")]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write a message first." in page
    assert "kept.png" in page


def test_a_ticket_merged_into_one_of_the_same_customer_shows_the_survivor(
    customer: Customer, ticket: Ticket, shop: Office
) -> None:
    customer.token = ""
    customer.send(subject="Second", message="The second message.")
    second = Ticket.objects.latest("id")
    merging.merge(ticket.pk, second.pk, actor=shop.owner)
    page = page_of(customer.client, ticket)
    assert second.reference in page
    assert "It leaks." in page
    assert "The second message." in page
    send(customer.client, ticket, "To the survivor.")
    assert Message.objects.latest("id").ticket_id == second.pk


def test_a_ticket_merged_into_somebody_elses_shows_nothing_of_it(
    customer: Customer, ticket: Ticket, shop: Office
) -> None:
    customer.token = ""
    customer.send(email="eve@customer.example", name="Eve", subject="Mine", message="SECRET")
    merging.merge(ticket.pk, Ticket.objects.latest("id").pk, actor=shop.owner)
    page = page_of(customer.client, ticket)
    assert "SECRET" not in page
    assert "together with another request" in page


def test_the_customers_mail_answer_finds_the_ticket_on_the_mail_channel(
    customer: Customer, ticket: Ticket, shop: Office
) -> None:
    from connectors.email.ids import reply_address

    address = reply_address(shop.channel.address, ticket.reply_token)
    mail = (
        f"From: Ada <ada@customer.example>\r\nTo: {address}\r\nSubject: Re: Kettle\r\n"
        f"Message-ID: <{uuid.uuid4()}@customer.example>\r\nDate: Sat, 21 Nov 2026 20:00:00 +0000\r\n\r\nBy mail.\r\n"
    )
    ingest.keep(shop.channel, "by-mail", mail.encode(), source="pipe")
    for raw in ingest.claim(10):
        intake.work(raw)
    newest = Message.objects.latest("id")
    assert (newest.ticket_id, newest.channel_id) == (ticket.pk, shop.channel.pk)
    assert "By mail." in page_of(customer.client, ticket)


def test_visible_knows_other_addresses_of_the_same_person(ticket: Ticket, shop: Office) -> None:
    ticket.contact.identities.create(network="email", handle="ada@work.example")
    delivered(office.answer(ticket, shop.owner, "To work.", to=["ada@work.example"]))
    assert [message.body_text for message in visible(ticket)] == ["It leaks.", "To work."]


def test_the_reply_goes_to_whoever_sent_the_form(ticket: Ticket) -> None:
    assert [entry["handle"] for entry in addressing.recipients(ticket)["to"]] == ["ada@customer.example"]


class TestLinksByMail:
    def ask(self, client: Client, email: str) -> str:
        token = token_of(client.get("/f/contact/find/").content.decode())
        answer = client.post("/f/contact/find/", {"token": token, "email": email}, follow=True)
        for raw in ingest.claim(10):
            intake.work(raw)
        page: str = answer.content.decode()
        return page

    def mails(self) -> list[Message]:
        return list(Message.objects.filter(subject="The links to your requests"))

    def test_the_answer_is_the_same_and_only_a_known_address_gets_mail(
        self, customer: Customer, ticket: Ticket
    ) -> None:
        known = self.ask(customer.client, "Ada@Customer.example")
        unknown = self.ask(customer.client, "nobody@customer.example")
        assert known == unknown
        (mail,) = self.mails()
        assert mail.recipients["to"][0]["handle"] == "ada@customer.example"
        assert ticket.reference in mail.body_text
        assert ticket.subject not in mail.body_text
        link = next(line for line in mail.body_text.splitlines() if "/t/open/" in line).removeprefix(
            "http://testserver"
        )
        answer = customer.client.get(link, follow=True)
        assert "It leaks." in answer.content.decode()

    def test_a_link_expires(self, customer: Customer, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
        link = tokens.link(ticket.pk)
        monkeypatch.setattr(tokens, "LINK_FOR", dt.timedelta(seconds=-1))
        assert customer.client.get(f"/t/open/{link}/").status_code == 404

    def test_a_link_opens_that_one_ticket_only(self, customer: Customer, ticket: Ticket) -> None:
        assert customer.client.get(f"/t/open/{tokens.link(ticket.pk + 1)}/").status_code == 404
        assert customer.client.get(f"/t/open/{tokens.receipt('x')}/").status_code == 404

    def test_asking_often_sends_few(self, customer: Customer, ticket: Ticket) -> None:
        for _ in range(5):
            self.ask(customer.client, "ada@customer.example")
        assert len(self.mails()) == 3


class TestConfirmation:
    def confirmations(self) -> list[Message]:
        return list(Message.objects.filter(subject__startswith="We have received"))

    def test_it_holds_nothing_that_was_typed_and_is_marked_as_automatic(self, customer: Customer) -> None:
        customer.send(name="BUY-NAME", subject="BUY-SUBJECT", message="BUY-MESSAGE http://spam.example")
        (mail,) = self.confirmations()
        ticket = Ticket.objects.get()
        assert ticket.reference in mail.subject
        assert mailed(ticket) in mail.body_text
        assert "You can expect an answer" in mail.body_text
        for typed in ("BUY", "spam.example"):
            assert typed not in mail.subject + mail.body_text + str(mail.recipients)
        assert mail.automated
        assert ticket.status == "open"
        assert ticket.clocks.filter(state="running").count() == 2
        assert Delivery.objects.get(message=mail).state == "queued"

    def test_one_address_gets_one_a_day(self, customer: Customer) -> None:
        for _ in range(3):
            customer.token = ""
            customer.send()
        assert Ticket.objects.count() == 3
        assert len(self.confirmations()) == 1
        Message.objects.filter(automated=True).update(created_at=timezone.now() - dt.timedelta(hours=25))
        customer.token = ""
        customer.send()
        assert len(self.confirmations()) == 2

    def test_a_flood_to_one_domain_is_cut_off(self, customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("connectors.webform.confirm.PER_DOMAIN_PER_HOUR", 2)
        for number in range(4):
            customer.token = ""
            customer.send(email=f"victim{number}@customer.example")
        assert Ticket.objects.count() == 4
        assert len(self.confirmations()) == 2

    def test_our_own_addresses_get_none(self, customer: Customer, shop: Office) -> None:
        customer.send(email=shop.channel.address)
        assert not self.confirmations()

    def test_it_can_be_switched_off(self, customer: Customer) -> None:
        from inbox.models import Channel

        Channel.objects.filter(kind="webform").update(settings={"confirmation": False})
        customer.send()
        assert not self.confirmations()

    def test_it_does_not_hold_up_an_agent_who_had_read_everything(
        self, customer: Customer, ticket: Ticket, shop: Office
    ) -> None:
        from inbox import notices

        seen = ticket.last_message_id
        notices.send(ticket.pk, to=Address(network="email", handle="ada@customer.example"), subject="s", body_text="b")
        office.answer(ticket, shop.owner, last_seen_message_id=seen)
