from __future__ import annotations

import datetime as dt

import pytest

from connectors.email import ids
from inbox.envelope import InboundMessage, ReceiptState
from tests.connectors.email.letters import KEY, events, mail, multipart, read, receipts

OWN = ids.mint_message_id(7, 9, domain="brand.example", key=KEY)
FORGED = ids.mint_message_id(7, 9, domain="brand.example", key=b"guess")
RETURNED = f"Content-Type: message/rfc822\n\nFrom: support@brand.example\nMessage-ID: <{OWN}>\nSubject: Re\n\nbody"
DAEMON = {"from": "Mail Delivery System <MAILER-DAEMON@mx.example>", "auto_submitted": "auto-replied"}


def status(*groups: str) -> str:
    return "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n" + "\n\n".join(groups) + "\n"


FAILED = (
    "Final-Recipient: rfc822; ada@customer.example\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 <ada@customer.example>:\n no such user"
)


def dsn(*parts: str, **fields: str) -> bytes:
    return multipart("\nHuman words", *parts, kind='report; report-type="delivery-status"', **{**DAEMON, **fields})


def test_a_failure_says_which_message_to_whom_and_why() -> None:
    (receipt,) = receipts(dsn(status(FAILED), RETURNED))
    assert receipt.own_id == OWN
    assert receipt.state is ReceiptState.FAILED
    assert receipt.recipient == "ada@customer.example"
    assert receipt.code == "5.1.1"
    assert receipt.detail == "550 5.1.1 <ada@customer.example>: no such user"
    assert receipt.at == dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("action", "code", "state"),
    [
        ("failed", "5.2.2", ReceiptState.FAILED),
        ("Failed (final)", "5.0.0", ReceiptState.FAILED),
        ("delayed", "4.4.1", ReceiptState.DELAYED),
        ("delivered", "2.0.0", ReceiptState.DELIVERED),
        ("relayed", "2.0.0", ReceiptState.SENT),
        ("expanded", "2.0.0", ReceiptState.SENT),
        ("", "4.0.0", ReceiptState.DELAYED),
        ("nonsense", "5.0.0", ReceiptState.FAILED),
    ],
)
def test_every_action_has_its_state(action: str, code: str, state: ReceiptState) -> None:
    group = f"Final-Recipient: rfc822;ada@customer.example\nAction: {action}\nStatus: {code}"
    (receipt,) = receipts(dsn(status(group), RETURNED))
    assert (receipt.state, receipt.code) == (state, code)


def test_several_recipients_have_their_own_outcome() -> None:
    other = "Original-Recipient: rfc822;bob+40x.example\nFinal-Recipient: rfc822; B <b>\nAction: delayed\nStatus: 4.0.0"
    found = receipts(dsn(status(FAILED, other), RETURNED))
    assert [(item.recipient, item.state) for item in found] == [
        ("ada@customer.example", ReceiptState.FAILED),
        ("bob@x.example", ReceiptState.DELAYED),
    ]


@pytest.mark.parametrize(
    "returned",
    [
        f"Content-Type: text/rfc822-headers\n\nFrom: a\nMessage-Id: <{OWN}>\n",
        f"Content-Type: message/rfc822\nContent-Disposition: inline\n\nReceived: x\n y\nMessage-ID:\n <{OWN}>\n\nb",
        f"Content-Type: text/plain\n\n> Message-ID: <{OWN}>",
    ],
)
def test_our_id_is_found_in_what_was_returned(returned: str) -> None:
    assert [receipt.own_id for receipt in receipts(dsn(status(FAILED), returned))] == [OWN]


def test_our_id_is_found_in_the_reports_own_references() -> None:
    assert receipts(dsn(status(FAILED), in_reply_to=f"<{OWN}>"))[0].own_id == OWN
    assert receipts(dsn(status(FAILED), references=f"<x@y> <{OWN}>"))[0].own_id == OWN


@pytest.mark.parametrize("other", [FORGED, "someone@else.example", ""])
def test_a_bounce_of_what_we_did_not_send_is_a_machine_s_message(other: str) -> None:
    message = read(dsn(status(FAILED), RETURNED.replace(OWN, other)))
    assert message.automated
    bounce = message.extra["bounce"]
    assert bounce["verified"] is False
    assert bounce["recipients"][0]["recipient"] == "ada@customer.example"
    assert bounce["message_id"] == other


def test_a_report_in_the_wrong_wrapping_still_counts_when_a_mail_system_sent_it() -> None:
    raw = multipart("\nwords", status(FAILED), RETURNED, **DAEMON)
    assert receipts(raw)[0].own_id == OWN
    (event,) = events(multipart("\nwords", status(FAILED), RETURNED))
    assert isinstance(event, InboundMessage)


def test_a_person_who_forwards_a_bounce_is_a_person() -> None:
    inner = "Content-Type: message/rfc822\n\n" + dsn(status(FAILED), RETURNED).decode().replace("=b", "=c")
    message = read(multipart("\nWhat does this mean?", inner))
    assert message.body_text == "What does this mean?"
    assert not message.automated


def test_a_read_receipt_says_read() -> None:
    notification = (
        "Content-Type: message/disposition-notification\n\nReporting-UA: x; y\nFinal-Recipient:"
        " rfc822;ada@customer.example\n"
        f"Original-Message-ID: <{OWN}>\nDisposition: manual-action/MDN-sent-manually; displayed\n"
    )
    kind = "report; report-type=disposition-notification"
    (receipt,) = receipts(multipart("\nI read it", notification, kind=kind))
    assert (receipt.own_id, receipt.state, receipt.recipient) == (OWN, ReceiptState.READ, "ada@customer.example")
    deleted = notification.replace("displayed", "deleted/warning")
    assert receipts(multipart("\n-", deleted, kind=kind))[0].state is ReceiptState.DELIVERED


QMAIL = f"""Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@customer.example>:
203.0.113.9 does not like recipient.
Remote host said: 550 5.1.1 No such user

--- Below this line is a copy of the message.

Return-Path: <support@brand.example>
Message-ID: <{OWN}>
To: carol@customer.example
Subject: Re

text
"""
EXIM = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ada@customer.example
    host mx.customer.example [203.0.113.9]
    SMTP error from remote mail server after RCPT TO:<ada@customer.example>:
    550 Unrouteable address

------ This is a copy of the message, including all the headers. ------

Return-path: <support@brand.example>
Message-ID: <{OWN}>

text
"""
EXCHANGE = f"""Delivery has failed to these recipients or groups:

ada@customer.example
The e-mail address you entered couldn't be found. Please check the recipient's e-mail address.

Diagnostic information for administrators:
#550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found ##

Original message headers:

Received: from a (1.2.3.4) by b
Message-ID: <{OWN}>
"""
DELAYED = f"""This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue. The message identifier is 1abc.
The address to which the message has not yet been delivered is:

  ada@customer.example
    Delay reason: 451 Temporary local problem

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated. Message-ID: {OWN}
"""


@pytest.mark.parametrize(
    ("body", "fields", "state", "code"),
    [
        (QMAIL, {"subject": "failure notice", "from": "MAILER-DAEMON@mx.example"}, ReceiptState.FAILED, "5.1.1"),
        (
            EXIM,
            {"x_failed_recipients": "ada@customer.example", "from": "mailer-daemon@mx.example"},
            ReceiptState.FAILED,
            "550",
        ),
        (
            EXIM,
            {"from": "Mail Delivery System <x@mx.example>", "subject": "Mail delivery failed"},
            ReceiptState.FAILED,
            "550",
        ),
        (EXCHANGE, {"from": "postmaster@mx.example", "subject": "Undeliverable: Re"}, ReceiptState.FAILED, "5.1.10"),
        (
            DELAYED,
            {"from": "Mailer-Daemon@mx.example", "subject": "Warning: message delayed"},
            ReceiptState.DELAYED,
            "451",
        ),
    ],
)
def test_bounces_without_a_standard_are_understood(
    body: str, fields: dict[str, str], state: ReceiptState, code: str
) -> None:
    (receipt,) = receipts(mail(body, return_path="<>", **fields))
    assert receipt.own_id == OWN
    assert (receipt.state, receipt.code, receipt.recipient) == (state, code, "ada@customer.example")
    assert receipt.detail


def test_a_customer_who_quotes_a_bounce_is_still_a_customer() -> None:
    message = read(mail(f"I got this:\n\n{QMAIL}"))
    assert not message.automated


def test_a_mail_system_that_says_nothing_of_delivery_sends_messages() -> None:
    message = read(mail("Your quota is nearly full.", **DAEMON))
    assert message.automated
    assert "bounce" not in message.extra


def test_a_report_without_end_is_bounded() -> None:
    groups = [f"Final-Recipient: rfc822;a{number}@x.example\nAction: failed\nStatus: 5.0.0" for number in range(5_000)]
    assert len(receipts(dsn(status(*groups), RETURNED))) <= 500
