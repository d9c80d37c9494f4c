"""What Meta says of the number, its token, its templates and its subscription: a scripted server speaks for Meta."""

from __future__ import annotations

import datetime as dt

import pytest
from pywa.utils import webhook_updates_validator

from connectors import errors
from connectors.base import Accept, Challenge, HookRequest, Reject
from connectors.signatures import hmac_hex
from connectors.whatsapp.connector import WhatsAppConnector
from inbox.envelope import Conversation, ReplyOption
from inbox.errors import InboxError
from inbox.models import Channel
from tests.connectors.whatsapp import payloads
from tests.connectors.whatsapp.test_send import channel, connector
from tests.servers.answers import Answers, Reply

__all__ = ["channel", "connector"]

NUMBER = {"display_phone_number": "+1 555-078-3881", "verified_name": "Shop", "quality_rating": "GREEN", "id": "1065"}
BODY = {"type": "BODY", "text": "Hi {{1}}, {{2}} is ready."}
FILM = {"type": "HEADER", "format": "VIDEO"}
ROWS = [
    {"name": "ready", "language": "de", "status": "APPROVED", "category": "UTILITY", "components": [BODY]},
    {"name": "refused", "language": "de", "status": "REJECTED", "components": [BODY]},
    {
        "name": "film",
        "language": "de",
        "status": "APPROVED",
        "components": [BODY, {"type": "HEADER", "format": "VIDEO"}],
    },
    {
        "name": "link",
        "language": "de",
        "status": "APPROVED",
        "components": [BODY, {"type": "BUTTONS", "buttons": [{"type": "URL", "url": "https://a.example/{{1}}"}]}],
    },
]


def scripted(peer: Answers, *, expires: int = 0, valid: bool = True, quality: str = "GREEN", app: str = "77") -> None:
    token = {
        "is_valid": valid,
        "expires_at": expires,
        "data_access_expires_at": 0,
        "error": {"message": "Session over."},
    }
    peer.on("GET", "/v25.0/debug_token", Reply(json={"data": token}))
    peer.on("GET", "/v25.0/1065", Reply(json={**NUMBER, "quality_rating": quality}))
    page = {"cursors": {"after": "A"}, "next": "https://graph.facebook.com/next"}
    peer.on(
        "GET",
        "/v25.0/4195/message_templates",
        Reply(json={"data": ROWS[:2], "paging": page}),
        Reply(json={"data": ROWS[2:], "paging": {"cursors": {"after": "B"}}}),
    )
    listed = [{"whatsapp_business_api_data": {"id": app, "name": "Desk"}}]
    peer.on("GET", "/v25.0/4195/subscribed_apps", Reply(json={"data": listed}))


def test_health_knows_token_number_templates_and_subscription(
    connector: WhatsAppConnector, channel: Channel, peer: Answers
) -> None:
    scripted(peer, expires=2000000000)
    report = connector.health(channel)
    assert (report.ok, report.subscribed) == (True, True)
    assert report.token_expires_at == dt.datetime.fromtimestamp(2000000000, dt.UTC)
    assert report.facts["phone_number"] == "+1 555-078-3881"
    assert [row["name"] for row in report.facts["templates"]] == ["ready"]
    assert report.facts["templates"][0]["places"] == ["1", "2"]
    debug = peer.to("GET", "/v25.0/debug_token")[0]
    assert debug.headers["authorization"] == "Bearer 77|app-secret-canary"
    assert peer.to("GET", "/v25.0/4195/message_templates")[1].query["after"] == "A"


def test_health_tells_of_a_bad_rating_and_a_lost_subscription(
    connector: WhatsAppConnector, channel: Channel, peer: Answers
) -> None:
    scripted(peer, quality="RED", app="1")
    report = connector.health(channel)
    assert (report.ok, report.subscribed, report.token_expires_at) == (False, False, None)


def test_a_dead_token_is_said_to_be_dead(connector: WhatsAppConnector, channel: Channel, peer: Answers) -> None:
    scripted(peer, valid=False)
    with pytest.raises(errors.AuthRevoked, match="Session over"):
        connector.health(channel)
    checks = connector.validate(channel)
    assert [(check.name, check.ok) for check in checks] == [("Phone number", True), ("Access token", False)]
    assert "canary" not in " ".join(check.detail for check in checks)


def test_subscribing_points_the_app_and_the_account_to_our_url(
    connector: WhatsAppConnector, channel: Channel, peer: Answers
) -> None:
    peer.on("POST", "/v25.0/77/subscriptions", Reply(json={"success": True}))
    peer.on("POST", "/v25.0/4195/subscribed_apps", Reply(json={"success": True}))
    connector.subscribe(channel, "https://desk.example/hooks/whatsapp/1")
    app, account = (asked.json for asked in peer.asked)
    assert (app["object"], app["callback_url"]) == (
        "whatsapp_business_account",
        "https://desk.example/hooks/whatsapp/1",
    )
    assert "messages" in app["fields"].split(",")
    assert account == {"override_callback_uri": "https://desk.example/hooks/whatsapp/1", "verify_token": "v"}


def test_templates_are_offered_and_the_way_out_is_closed_without_any(
    connector: WhatsAppConnector, channel: Channel
) -> None:
    asked = Conversation(surface="chat", key="US.1", last_customer_at=None)
    option = ReplyOption(surface="chat", allowed=False, code="window_closed", escapes=("template",))
    offered = connector.narrow(channel, asked, option)
    assert [(row.name, row.parameters) for row in offered.templates] == [
        ("order_ready", ("1", "2")),
        ("hello", ("name",)),
    ]
    assert offered.escapes == ("template",)
    channel.facts = {}
    assert connector.narrow(channel, asked, option).escapes == ()


@pytest.mark.parametrize("address", ["+1 555 0783881", "", "１２３"])
def test_the_address_is_the_phone_number_id(connector: WhatsAppConnector, address: str) -> None:
    with pytest.raises(InboxError) as caught:
        connector.clean(address, {"waba_id": "4195", "app_id": "x"}, {})
    assert set(caught.value.fields or {}) == {"address", "settings.app_id"}
    assert connector.clean(" 1065 ", {"waba_id": "4195", "app_id": "77"}, {}) == "1065"


def test_the_handshake_is_answered_with_its_challenge(connector: WhatsAppConnector, channel: Channel) -> None:
    def shake(**query: str) -> object:
        asked = {f"hub.{name}": value for name, value in query.items()}
        request = HookRequest(method="GET", url="https://x", headers={}, query=asked, body=b"")
        return connector.verify(request, channel, now=dt.datetime.now(dt.UTC))

    assert shake(mode="subscribe", verify_token="v", challenge="1158201444") == Challenge(answer=b"1158201444")
    assert isinstance(shake(mode="subscribe", verify_token="w", challenge="1"), Reject)
    assert isinstance(shake(mode="subscribe", challenge="1"), Reject)
    assert isinstance(shake(verify_token="v"), Reject)


def test_our_signature_is_the_one_that_pywa_accepts(connector: WhatsAppConnector, channel: Channel) -> None:
    body = payloads.said(payloads.message())
    header = f"sha256={hmac_hex('app-secret-canary', body, 'sha256')}"
    assert webhook_updates_validator("app-secret-canary", body, header)
    headers = {"x-hub-signature-256": header}
    request = HookRequest(method="POST", url="https://x", headers=headers, query={}, body=body)
    assert connector.verify(request, channel, now=dt.datetime.now(dt.UTC)) == Accept(accounts=(payloads.NUMBER,))
