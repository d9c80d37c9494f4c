"""Providers hand over mail and news: proved, whole, and of ours only."""

from __future__ import annotations

import base64
import datetime as dt
import email
import json
from typing import Any

import pytest
from django.utils import timezone

from connectors import views
from connectors.email import ids
from connectors.email.connector import connector
from connectors.email.handover import deliver
from connectors.email.keys import mac_keys
from connectors.email.providers import PROVIDERS, sns
from connectors.errors import Refused
from inbox import composing
from inbox.models import Channel, Delivery, Message, RawInbound, Ticket
from tests import office
from tests.connectors.conformance import cases
from tests.connectors.conformance.case import Call
from tests.connectors.email.providers import calls
from tests.office import Office
from tests.servers.letters import letter

SECRET = "signing-key-91c2f07be4d65a38"


@pytest.fixture
def channel(shop: Office, request: pytest.FixtureRequest) -> Channel:
    return connected(shop, getattr(request, "param", "mailgun"))


@pytest.fixture
def amazon(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Amazon is not here: its certificate is one of ours, and what is asked of it is written down."""
    asked: list[str] = []

    def fetch(url: str, **how: Any) -> Any:
        asked.append(url)
        return type("Answer", (), {"content": calls.sns_certificate()})

    monkeypatch.setattr(sns, "fetch", fetch)
    monkeypatch.setattr(sns, "Client", _Client)
    _Client.asked = asked
    return asked


class _Client:
    asked: list[str]

    def __init__(self, base: str) -> None:
        self._base = base

    def __enter__(self) -> _Client:
        return self

    def __exit__(self, *gone: object) -> None:
        pass

    def call(self, method: str, path: str) -> None:
        self.asked.append(f"{method} {self._base}{path}")


def connected(shop: Office, provider: str, **settings: Any) -> Channel:
    topics = {"ses_topics": [calls.TOPIC]} if provider == "ses" else {}
    return office.channel(
        "hooked@help.example",
        shop.support,
        settings={"receive": provider, "send": "default"} | topics | settings,
        credentials={} if provider == "ses" else {f"{provider}_secret": SECRET},
    )


def mail(provider: str, content: bytes) -> Call:
    match provider:
        case "mailgun":
            return calls.mailgun_mail(content, secret=SECRET)
        case "postmark":
            return calls.postmark_mail(content, secret=SECRET)
        case "sendgrid":
            return calls.sendgrid_mail(content, secret=SECRET)
    return calls.sns(calls.ses_mail(content))


def news(provider: str, kind: str, own_id: str) -> Call:
    """``kind`` is delivered, bounced, delayed or opened."""
    if provider == "mailgun":
        names = {"delivered": "delivered", "bounced": "failed", "delayed": "failed", "opened": "opened"}
        severity = "temporary" if kind == "delayed" else "permanent"
        return calls.mailgun_event(names[kind], own_id, secret=SECRET, severity=severity)
    if provider == "postmark":
        names = {"delivered": "Delivery", "bounced": "Bounce", "delayed": "Bounce", "opened": "Open"}
        types = {"bounced": {"Type": "HardBounce"}, "delayed": {"Type": "Transient"}}
        return calls.postmark_event(names[kind], own_id, secret=SECRET, **types.get(kind, {}))
    if provider == "sendgrid":
        names = {"delivered": "delivered", "bounced": "bounce", "delayed": "deferred", "opened": "open"}
        return calls.sendgrid_events(calls.sendgrid_event(names[kind], own_id), secret=SECRET)
    names = {"delivered": "Delivery", "bounced": "Bounce", "delayed": "DeliveryDelay", "opened": "Open"}
    gone = {"emailAddress": "ada@customer.example", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 No such user"}
    details: dict[str, dict[str, Any]] = {
        "delivered": {"delivery": {"recipients": ["ada@customer.example"], "timestamp": "2026-11-22T09:00:00Z"}},
        "bounced": {"bounce": {"bounceType": "Permanent", "bouncedRecipients": [gone]}},
        "delayed": {"deliveryDelay": {"delayedRecipients": [gone]}},
        "opened": {"open": {}},
    }
    return calls.sns(calls.ses_event(names[kind], own_id, **details[kind]))


def sent(channel: Channel, shop: Office) -> Delivery:
    """A reply that left under an id of ours."""
    received = office.receive(channel, office.mail(sender="ada@customer.example"))
    delivery = office.answer(Ticket.objects.get(pk=received.ticket_id), shop.owner).delivery
    message = delivery.message
    message.external_id = _own_id(message)
    message.save()
    delivery.state = "sent"
    delivery.save()
    return delivery


def _own_id(message: Message) -> str:
    return ids.mint_message_id(message.ticket_id, message.pk, domain="help.example", key=mac_keys()[0])


@pytest.mark.parametrize("channel", PROVIDERS, indirect=True)
def test_a_mail_is_read_as_it_was_sent(channel: Channel, amazon: list[str]) -> None:
    content = letter("Grüße", "Är allt bra? 你好 \U0001f600 & +100%", message_id="<1@customer.example>")
    answer = cases.call(channel, mail(channel.settings["receive"], content))
    assert answer.status_code == 200, answer.content
    cases.read()
    message = Message.objects.get()
    assert (message.subject, message.external_id) == ("Grüße", "1@customer.example")
    assert message.body_text.strip() == "Är allt bra? 你好 \U0001f600 & +100%"


@pytest.mark.parametrize("channel", ["mailgun", "postmark", "sendgrid", "ses"], indirect=True)
def test_a_mail_of_five_megabytes_is_read(channel: Channel, amazon: list[str]) -> None:
    """Larger than Django takes in a field."""
    content = letter("Large", "x " * 2_500_000, message_id="<1@customer.example>")
    assert cases.call(channel, mail(channel.settings["receive"], content)).status_code == 200
    cases.read()
    assert Message.objects.get().subject == "Large"


@pytest.mark.parametrize("channel", PROVIDERS, indirect=True)
@pytest.mark.parametrize(
    ("kind", "state"), [("delivered", "delivered"), ("bounced", "failed"), ("delayed", "sent"), ("opened", "sent")]
)
def test_news_move_our_mail(channel: Channel, shop: Office, amazon: list[str], kind: str, state: str) -> None:
    delivery = sent(channel, shop)
    answer = cases.call(channel, news(channel.settings["receive"], kind, str(delivery.message.external_id)))
    assert answer.status_code == 200, answer.content
    cases.read()
    delivery.refresh_from_db()
    assert delivery.state == state
    if kind == "bounced":
        assert "No such user" in delivery.error
    assert not RawInbound.objects.exclude(state="done").exists()


@pytest.mark.parametrize("channel", PROVIDERS, indirect=True)
def test_news_of_other_programs_mail_are_nobodys(channel: Channel, shop: Office, amazon: list[str]) -> None:
    delivery = sent(channel, shop)
    forged = str(delivery.message.external_id).replace("@", "0@")
    cases.call(channel, news(channel.settings["receive"], "bounced", forged))
    cases.read()
    delivery.refresh_from_db()
    assert delivery.state == "sent"


@pytest.mark.parametrize("channel", PROVIDERS, indirect=True)
def test_a_mail_says_what_the_provider_needs_to_tell_of_it(channel: Channel) -> None:
    provider = PROVIDERS[channel.settings["receive"]]
    headers = provider.headers("7.8.abc@help.example", channel.settings | {"ses_configuration_set": "news"})
    assert any("7.8.abc@help.example" in value for value in headers.values())
    assert all("\n" not in value for value in headers.values())


def test_a_reply_leaves_with_what_the_provider_needs(channel: Channel, shop: Office) -> None:
    delivery = sent(channel, shop)
    handed: list[bytes] = []

    class Submission:
        def send(self, sender: str, recipients: list[str], mail: bytes) -> list[Any]:
            handed.append(mail)
            return []

    deliver(Submission(), channel, composing.compose(delivery))  # type: ignore[arg-type]
    headers = email.message_from_bytes(handed[0])
    own_id = str(delivery.message.external_id)
    assert headers["Message-ID"] == f"<{own_id}>"
    assert json.loads(str(headers["X-Mailgun-Variables"])) == {"janice-id": own_id}


def test_mailgun_by_multipart(channel: Channel) -> None:
    content = letter("A kettle", message_id="<1@customer.example>")
    assert cases.call(channel, calls.mailgun_multipart(content, secret=SECRET)).status_code == 200
    cases.read()
    assert Message.objects.get().subject == "A kettle"


def test_a_signature_of_mailgun_is_good_for_one_body(channel: Channel) -> None:
    made = calls.mailgun_mail(letter("Real"), secret=SECRET)
    assert cases.call(channel, made).status_code == 200
    assert cases.call(channel, made).status_code == 200
    forged = made.body.replace(b"Real", b"Fake")
    assert cases.call(channel, made, body=forged).status_code == 403
    assert RawInbound.objects.count() == 1


def test_a_mail_that_mailgun_took_apart_is_shown_with_what_to_do(channel: Channel) -> None:
    made = calls.mailgun_mail(b"", secret=SECRET)
    apart = made.body.replace(b"body-mime=", b"body-plain=Hello&subject=")
    assert cases.call(channel, made, body=apart).status_code == 200
    cases.read()
    assert "?mime" in RawInbound.objects.get(state="quarantined").error


@pytest.mark.parametrize("channel", ["postmark"], indirect=True)
def test_postmark_without_the_raw_mail(channel: Channel) -> None:
    assert cases.call(channel, calls.postmark_parsed("It leaks.", secret=SECRET)).status_code == 200
    cases.read()
    message = Message.objects.get()
    assert (message.body_text.strip(), message.external_id) == ("It leaks.", "parsed-1@customer.example")
    assert message.attachments.get().filename == "note.txt"


@pytest.mark.parametrize("how", ["unsigned", "changed", "old"])
def test_signed_events_of_sendgrid_must_be_signed(shop: Office, how: str) -> None:
    channel = connected(shop, "sendgrid", sendgrid_public_key=calls.sendgrid_public_key())
    event = calls.sendgrid_event("bounce", "x@y")
    made = calls.sendgrid_events(event, secret=SECRET)
    assert cases.call(channel, made).status_code == 200
    if how == "unsigned":
        answer = cases.call(channel, made, headers=calls.basic(SECRET))
    elif how == "changed":
        answer = cases.call(channel, made, body=made.body + b" ")
    else:
        old = timezone.now() - dt.timedelta(days=2)
        answer = cases.call(channel, calls.sendgrid_events(event, secret=SECRET, at=old))
    assert answer.status_code == 403


@pytest.mark.parametrize("channel", ["sendgrid"], indirect=True)
def test_one_bad_event_of_sendgrid_loses_no_other(channel: Channel, shop: Office) -> None:
    delivery = sent(channel, shop)
    good = calls.sendgrid_event("delivered", str(delivery.message.external_id))
    cases.call(channel, calls.sendgrid_events({"email": "?"}, good, secret=SECRET))
    cases.read()
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert RawInbound.objects.filter(state="quarantined").count() == 1


@pytest.mark.parametrize("channel", ["ses"], indirect=True)
@pytest.mark.parametrize("version", ["1", "2"])
def test_sns_signs_in_two_ways(channel: Channel, amazon: list[str], version: str) -> None:
    made = calls.sns(calls.ses_mail(letter()), version=version)
    assert cases.call(channel, made).status_code == 200
    for name in ("Message", "TopicArn", "Timestamp", "MessageId", "Type"):
        changed = json.dumps(json.loads(made.body) | {name: "other"}).encode()
        assert cases.call(channel, made, body=changed).status_code == 403, name


@pytest.mark.parametrize("channel", ["ses"], indirect=True)
@pytest.mark.parametrize(
    "more",
    [
        {"SigningCertURL": "https://sns.eu-central-1.amazonaws.com.evil.example/x.pem"},
        {"SigningCertURL": "http://sns.eu-central-1.amazonaws.com/x.pem"},
        {"SigningCertURL": "https://evil.example/sns.eu-central-1.amazonaws.com/x.pem"},
        {"SigningCertURL": "https://sns.eu-central-1.amazonaws.com@evil.example/x.pem"},
        {"SigningCertURL": "https://sns.eu-central-1.amazonaws.com:8443/x.pem"},
        {"SigningCertURL": "https://s3.eu-central-1.amazonaws.com/bucket/x.pem"},
        {"SigningCertURL": "https://[::1"},
        {"SigningCertURL": "https://sns.eu-central-1.amazonaws.com/certificate"},
        {"SignatureVersion": "3"},
        {"TopicArn": "arn:aws:sns:eu-central-1:999999999999:theirs"},
    ],
)
def test_nobody_else_is_asked_for_a_certificate(channel: Channel, amazon: list[str], more: dict[str, str]) -> None:
    made = calls.sns(calls.ses_mail(letter()), **more)
    assert cases.call(channel, made).status_code == 403
    assert (amazon, RawInbound.objects.count()) == ([], 0)


@pytest.mark.parametrize("channel", ["ses"], indirect=True)
def test_a_subscription_is_confirmed_only_when_it_is_proved(channel: Channel, amazon: list[str]) -> None:
    where = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=abc"
    more = {"Type": "SubscriptionConfirmation", "Token": "abc", "SubscribeURL": where, "Message": "You have chosen …"}
    good = calls.sns({}, **more)
    forged = json.dumps(json.loads(good.body) | {"SubscribeURL": where.replace("abc", "xyz")}).encode()
    assert cases.call(channel, good, body=forged).status_code == 403
    elsewhere = calls.sns({}, **(more | {"SubscribeURL": "https://169.254.169.254/latest"}))
    assert cases.call(channel, elsewhere).status_code == 403
    assert [line for line in amazon if line.startswith("GET")] == []
    assert cases.call(channel, good).status_code == 200
    assert [line for line in amazon if line.startswith("GET")] == [f"GET {where}"]
    assert not RawInbound.objects.exists()


@pytest.mark.parametrize("channel", ["ses"], indirect=True)
def test_a_certificate_that_cannot_be_had_asks_to_try_again(
    channel: Channel, amazon: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(url: str, **how: Any) -> Any:
        raise Refused("no answer")

    monkeypatch.setattr(sns, "fetch", away)
    assert cases.call(channel, calls.sns(calls.ses_mail(letter()))).status_code == 503


@pytest.mark.parametrize("channel", ["ses"], indirect=True)
def test_a_mail_that_went_to_s3_is_shown_with_what_to_do(channel: Channel, amazon: list[str]) -> None:
    said = calls.ses_mail(letter())
    del said["content"]
    cases.call(channel, calls.sns(said))
    cases.read()
    assert "SNS action" in RawInbound.objects.get(state="quarantined").error


@pytest.mark.parametrize("channel", PROVIDERS, indirect=True)
def test_rubbish_with_a_type_is_quarantined(channel: Channel) -> None:
    for body in (b"{", b"[]", b"null", b'"x"', b"[null]", b'{"Message": "{"}', b'{"RecordType": 7}'):
        raw = RawInbound(
            channel=channel, body=body, headers={"content-type": "application/json"}, received_at=timezone.now()
        )
        assert all(type(event).__name__ in ("Unparsed", "InboundMessage") for event in connector.parse(raw))


def test_a_channel_with_a_mailbox_has_no_webhook(shop: Office) -> None:
    channel = office.channel("imap@help.example", shop.support, settings={"receive": "imap"})
    assert cases.call(channel, calls.postmark_mail(letter(), secret="")).status_code == 404
    assert views.called_at(channel) == ""
    assert views.called_at(connected(shop, "postmark")).endswith(
        f"/hooks/{channel.kind}/{Channel.objects.latest('id').hook_key}"
    )


def test_a_password_may_not_be_empty(shop: Office) -> None:
    channel = connected(shop, "postmark")
    Channel.objects.filter(pk=channel.pk).update(credentials={})
    empty = {"Authorization": "Basic " + base64.b64encode(b"janice:").decode()}
    assert cases.call(channel, calls.postmark_mail(letter(), secret=""), headers=empty).status_code == 401
