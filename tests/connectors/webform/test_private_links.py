"""Whoever typed somebody else's address into the form must not read what that somebody writes."""

from __future__ import annotations

import datetime as dt
import html
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from connectors import intake
from connectors.email.ids import reply_address
from connectors.webform import private_links, tokens
from inbox import ingest, merging
from inbox.models import Message, RawInbound, Ticket
from tests import office
from tests.connectors.webform.conftest import Customer, file, private_path, token_of
from tests.connectors.webform.test_ticket_page import delivered, mailed, page_of, send
from tests.office import Office

MOVED = "this link does not open it any more"


@pytest.fixture
def typed(customer: Customer) -> str:
    """Path of the link on the thank-you page."""
    return private_path(customer.send().content.decode())


@pytest.fixture
def ticket(typed: str) -> Ticket:
    return Ticket.objects.get()


def answer_by_mail(
    shop: Office, ticket: Ticket, words: str = "MY-IBAN", sender: str = "ada@customer.example"
) -> Message:
    mail = (
        f"From: {sender}\r\nTo: {reply_address(shop.channel.address, ticket.reply_token)}\r\nSubject: Re: Kettle\r\n"
        f"Message-ID: <{uuid.uuid4()}@customer.example>\r\nDate: Sat, 21 Nov 2026 20:00:00 +0000\r\n\r\n{words}\r\n"
    )
    ingest.keep(shop.channel, str(uuid.uuid4()), mail.encode(), source="pipe")
    work()
    message = Message.objects.latest("id")
    assert message.ticket_id == ticket.pk
    return message


def work() -> None:
    for raw in ingest.claim(10):
        intake.work(raw)


def get(client: Client, path: str) -> str:
    return html.unescape(client.get(path).content.decode())


def fresh_links() -> list[Message]:
    return list(Message.objects.filter(subject="The links to your requests").order_by("id"))


def test_the_typed_link_shows_what_was_typed_and_answered(
    customer: Customer, typed: str, ticket: Ticket, shop: Office
) -> None:
    delivered(office.answer(ticket, shop.owner, "Which model?"))
    page = send(customer.client, ticket, "The blue one.", path=typed, files=[file("blue.png")])
    assert "Which model?" in page
    assert "The blue one." in page
    assert "blue.png" in page
    assert Message.objects.latest("id").author_identity.verified is False  # type: ignore[union-attr]


def test_after_an_answer_by_mail_the_typed_link_shows_nothing_and_a_fresh_one_is_mailed(
    customer: Customer, typed: str, ticket: Ticket, shop: Office
) -> None:
    mine = file("mine.png")
    send(customer.client, ticket, "A photo.", path=typed, files=[mine])
    attached = Message.objects.latest("id").attachments.get()
    files = f"{typed}files/{attached.token}/"
    assert customer.client.get(files).status_code == 200
    answer_by_mail(shop, ticket)
    delivered(office.answer(ticket, shop.owner, "SECRET-ANSWER"))
    answer = customer.client.get(typed)
    assert answer.status_code == 403
    page = html.unescape(answer.content.decode())
    assert MOVED in page
    assert "This conversation went on by e-mail" in page
    for hidden in ("MY-IBAN", "SECRET-ANSWER", "It leaks.", ticket.subject, "ada@customer.example"):
        assert hidden not in page
    assert customer.client.get(files).status_code == 404
    assert "We have your message" not in get(customer.client, f"{typed}?sent={tokens.receipt('x')}")
    work()
    (mail,) = fresh_links()
    assert [to["handle"] for to in mail.recipients["to"]] == ["ada@customer.example"]
    fresh = next(line for line in mail.body_text.splitlines() if "/t/open/" in line).removeprefix("http://testserver")
    opened = customer.client.get(fresh)
    assert opened["Location"] == mailed(ticket)
    page = page_of(customer.client, ticket)
    assert "MY-IBAN" in page
    assert "SECRET-ANSWER" in page
    assert customer.client.get(f"{mailed(ticket)}files/{attached.token}/").status_code == 200


def test_looking_again_mails_one_link_a_day(
    customer: Customer, typed: str, ticket: Ticket, shop: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_by_mail(shop, ticket)
    customer.client.head(typed)
    assert not RawInbound.objects.filter(external_id__startswith="moved-").exists()
    for _ in range(3):
        customer.client.get(typed)
    work()
    assert len(fresh_links()) == 1
    tomorrow = timezone.now() + dt.timedelta(days=1)
    monkeypatch.setattr("connectors.webform.ticket_views.timezone.now", lambda: tomorrow)
    customer.client.get(typed)
    work()
    assert len(fresh_links()) == 2


def test_words_typed_behind_a_link_that_closed_meanwhile_are_given_back_and_go_nowhere(
    customer: Customer, typed: str, ticket: Ticket, shop: Office
) -> None:
    token = token_of(customer.client.get(typed).content.decode())
    answer_by_mail(shop, ticket)
    answer = customer.client.post(typed, {"token": token, "message": "A <long> story", "files": [file("a.png")]})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 403
    assert "Your message has not been sent." in page
    assert "A <long> story</textarea>" in page
    assert "together with your files" in page
    assert "MY-IBAN" not in page
    assert not Message.objects.filter(body_text__contains="story").exists()


def test_what_is_written_behind_a_mailed_link_proves_the_address_and_closes_the_typed_one(
    customer: Customer, typed: str, ticket: Ticket
) -> None:
    page = send(customer.client, ticket, "BEHIND-THE-MAILED-LINK")
    assert "BEHIND-THE-MAILED-LINK" in page
    newest = Message.objects.latest("id")
    assert newest.ticket_id == ticket.pk
    assert newest.author_identity is not None
    assert newest.author_identity.verified
    page = get(customer.client, typed)
    assert MOVED in page
    assert "BEHIND" not in page


def test_an_answer_from_another_address_of_the_customer_closes_it_too(
    customer: Customer, typed: str, ticket: Ticket, shop: Office
) -> None:
    answer_by_mail(shop, ticket, sender="ada@home.example")
    assert MOVED in get(customer.client, typed)


@pytest.mark.parametrize("into_the_typed_one", [True, False])
def test_two_requests_put_together_are_shown_by_neither_typed_link(
    customer: Customer, typed: str, ticket: Ticket, shop: Office, into_the_typed_one: bool
) -> None:
    customer.token = ""
    other_path = private_path(customer.send(subject="Other", message="OTHERS-WORDS").content.decode())
    other = Ticket.objects.latest("id")
    source, into = (other, ticket) if into_the_typed_one else (ticket, other)
    merging.merge(source.pk, into.pk, actor=shop.owner)
    for path in (typed, other_path):
        page = get(customer.client, path)
        assert MOVED in page
        assert "OTHERS-WORDS" not in page
        assert "It leaks." not in page
    for either in (source, into):
        page = page_of(customer.client, either)
        assert "OTHERS-WORDS" in page
        assert "It leaks." in page


def test_a_fresh_link_comes_for_a_request_that_went_into_a_mail_conversation(
    customer: Customer, typed: str, ticket: Ticket, shop: Office
) -> None:
    by_mail = office.receive(shop.channel, office.mail("BY-MAIL", sender="ada@customer.example"))
    merging.merge(ticket.pk, by_mail.ticket_id, actor=shop.owner)
    page = get(customer.client, typed)
    assert "together with another request" in page
    assert "BY-MAIL" not in page
    work()
    (mail,) = fresh_links()
    assert mail.ticket_id == by_mail.ticket_id
    fresh = next(line for line in mail.body_text.splitlines() if "/t/open/" in line).removeprefix("http://testserver")
    page = customer.client.get(fresh, follow=True).content.decode()
    assert "BY-MAIL" in page


def test_a_signature_of_another_ticket_proves_nothing(
    customer: Customer, typed: str, ticket: Ticket, shop: Office
) -> None:
    customer.token = ""
    customer.send(email="eve@customer.example", name="Eve")
    eves = private_links.mailed(Ticket.objects.latest("id")).partition(".")[2]
    answer_by_mail(shop, ticket)
    for signature in (eves, "", "x" * 43, mailed(ticket).strip("/").partition(".")[2][:-1]):
        assert MOVED in get(customer.client, f"{typed.rstrip('/')}.{signature}/")
    assert "MY-IBAN" in page_of(customer.client, ticket)


def test_a_receipt_of_another_form_does_not_turn_a_proof_of_ones_own_into_one_of_theirs(
    customer: Customer, typed: str, ticket: Ticket
) -> None:
    nonce = RawInbound.objects.latest("id").external_id
    customer.token = ""
    customer.send(email="eve@customer.example", name="Eve")
    eves = Ticket.objects.latest("id")
    page = get(customer.client, f"{mailed(eves)}?sent={tokens.receipt(nonce)}")
    assert typed in page
    assert mailed(ticket) not in page
